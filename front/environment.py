"""A request as WSGI describes it (PEP 3333)."""

import sys
from typing import IO, Any

from granian.rsgi import Scope

#: Headers that WSGI knows without the prefix of the others.
PLAIN = {"content-type": "CONTENT_TYPE"}
#: Said of a body that is still to come; ours has come.
GONE = {"content-length", "transfer-encoding"}


def environment(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """Describe a request whose body has come wholly."""
    host, _, port = scope.server.rpartition(":")
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope),
    }


def _headers(scope: Scope) -> dict[str, str]:
    """Name the headers as WSGI does; one that came twice is joined."""
    named: dict[str, str] = {}
    for name, value in scope.headers.items():
        if name in GONE:
            continue
        key = PLAIN.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        between = "; " if name == "cookie" else ", "
        named[key] = f"{named[key]}{between}{value}" if key in named else value
    if scope.authority:  # what HTTP/2 has in place of a host
        named.setdefault("HTTP_HOST", scope.authority)
    return named
