"""One call to the Graph API, before it reaches its handler."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from simulator.errors import GraphError, unknown_field
from simulator.world import World

Node = Mapping[str, Any]
FORM = "application/x-www-form-urlencoded"


class Call(NamedTuple):
    world: World
    request: web.Request
    node: str

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query

    def url(self, path: str) -> str:
        """Return the address of a resource of ours, as the caller reaches us."""
        return f"{self.request.scheme}://{self.request.host}{path}"

    async def params(self) -> dict[str, Any]:
        """Return the parameters of the call, from the query and from the body."""
        params = {name: _value(text) for name, text in self.query.items()}
        return params | (await self.fields() if await self.request.read() else {})

    async def fields(self) -> dict[str, Any]:
        """Return the fields of the body, JSON or form. Raises GraphError when it is neither."""
        raw = await self.request.read()
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            body = _form(raw) if self.request.content_type == FORM else None
        if not isinstance(body, dict):
            raise GraphError(100, "The body must be a JSON object.")
        return body


def flag(value: Any) -> bool:
    """Return a boolean parameter; in a query or a form it is a word."""
    if isinstance(value, bool):
        return value
    if str(value).lower() not in {"true", "false", "1", "0"}:
        raise GraphError(100, f"{value!r} is not a boolean.")
    return str(value).lower() in {"true", "1"}


def _form(raw: bytes) -> dict[str, Any]:
    return {name: _value(text) for name, text in parse_qsl(raw.decode(errors="replace"))}


def _value(text: str) -> Any:
    """Return the object or list that a form field or query argument contains, else its text."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def answer(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


def shown(
    node: Node,
    query: Mapping[str, str],
    default: tuple[str, ...] = (),
    *,
    known: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Return the requested fields of a node, with its id; all of them by default.

    A field that is known but has no value is left out.
    """
    fields = re.sub(r"\{[^}]*\}", "", query.get("fields", ""))
    names = [name.strip() for name in fields.split(",") if name.strip()] or default or node
    if unknown := [name for name in names if name not in node and name not in known]:
        raise unknown_field(unknown[0])
    values = {name: node.get(name) for name in names}
    return {
        **{name: value for name, value in values.items() if value is not None},
        "id": node["id"],
    }
