"""A request as WSGI describes it (PEP 3333)."""

import sys
from typing import IO, Any

from granian.rsgi import Scope

#: Headers that have no prefix in WSGI.
WITHOUT_PREFIX = {"content-type": "CONTENT_TYPE"}
#: Headers that describe how a body is transferred; ours has already been read.
LEFT_OUT = {"content-length", "transfer-encoding"}


def environment(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """Return the WSGI environment of a request whose body has been read."""
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
    """Return the headers under WSGI's names; repeated ones are joined."""
    headers: dict[str, str] = {}
    for name, value in scope.headers.items():
        if name in LEFT_OUT:
            continue
        key = WITHOUT_PREFIX.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        separator = "; " if name == "cookie" else ", "
        headers[key] = f"{headers[key]}{separator}{value}" if key in headers else value
    if scope.authority:  # HTTP/2 has it instead of a host
        headers.setdefault("HTTP_HOST", scope.authority)
    return headers
