"""Any WSGI application behind the server: its environment, and its responses."""

import asyncio
import threading
from io import BytesIO
from types import SimpleNamespace
from wsgiref.validate import validator

import pytest

from front.environment import environment
from front.pages import MAX_UNSTREAMED_BYTES, Pages


def scope(path="/", method="GET", headers=(), query="", authority=None):
    return SimpleNamespace(
        method=method,
        path=path,
        query_string=query,
        server="127.0.0.1:8000",
        client="10.0.0.7:5555",
        scheme="http",
        http_version="1.1",
        authority=authority,
        headers=SimpleNamespace(items=lambda: list(headers)),
    )


class Request:
    """Records what granian would receive."""

    def __init__(self):
        self.told = []

    def response_bytes(self, status, headers, content):
        self.told.append((status, dict(headers), content))

    def response_str(self, status, headers, content):
        self.told.append((status, dict(headers), content.encode()))

    def response_stream(self, status, headers):
        self.told.append((status, dict(headers), b""))
        return self

    async def send_bytes(self, chunk):
        status, headers, content = self.told.pop()
        self.told.append((status, headers, content + chunk))


def answer(app, content=b"", **given) -> tuple:
    """Return the application's response to one request."""
    request = Request()
    asked = scope(**given)
    asyncio.run(Pages(app).respond(asked, request, BytesIO(content), len(content)))
    [told] = request.told
    return told


def test_what_was_asked_is_told_as_wsgi_has_it():
    headers = [
        ("host", "shop.example"),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("content-type", "text/csv"),
        ("x-forwarded-for", "1.1.1.1"),
        ("x-forwarded-for", "2.2.2.2"),
        ("transfer-encoding", "chunked"),
    ]

    told = environment(scope("/café", "POST", headers, "a=%20b"), BytesIO(b"1,2"), 3)

    assert told["PATH_INFO"] == "/café".encode().decode("latin-1")
    assert (told["REQUEST_METHOD"], told["QUERY_STRING"]) == ("POST", "a=%20b")
    assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"]) == ("text/csv", "3")
    assert (told["HTTP_COOKIE"], told["HTTP_X_FORWARDED_FOR"]) == ("a=1; b=2", "1.1.1.1, 2.2.2.2")
    assert (told["HTTP_HOST"], told["REMOTE_ADDR"]) == ("shop.example", "10.0.0.7")
    assert "HTTP_TRANSFER_ENCODING" not in told


def test_the_host_of_http_2_is_its_authority():
    assert environment(scope(authority="a.example"), BytesIO(), 0)["HTTP_HOST"] == "a.example"


def test_the_standard_library_has_nothing_to_say_against_it():
    def app(environ, start_response):
        start_response("201 Created", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read(5), b"!"]

    assert answer(validator(app), b"hello", method="POST") == (
        201,
        {"Content-Type": "text/plain"},
        b"hello!",
    )


def test_a_long_answer_is_sent_as_it_is_made_and_closed():
    closed = threading.Event()

    class Rows:
        def __iter__(self):
            return (b"x" * 1000 for _ in range(1000))

        def close(self):
            closed.set()

    def app(environ, start_response):
        start_response("200 OK", [])
        return Rows()

    assert answer(app) == (200, {}, b"x" * 1_000_000)
    assert MAX_UNSTREAMED_BYTES < 1_000_000
    assert closed.is_set()


def test_an_application_that_fails_is_said_to_have_failed():
    def app(environ, start_response):
        raise ZeroDivisionError

    assert answer(app)[0] == 500


@pytest.mark.parametrize("rows", [[], [b""], iter([b"a", b"b"])])
def test_short_answers_of_any_make_are_sent_in_one(rows):
    def app(environ, start_response):
        start_response("200 OK", [])
        return rows

    status, _, content = answer(app)
    assert status == 200
    assert content in (b"", b"ab")
