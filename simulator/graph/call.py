"""One call to the Graph API, before it reaches its handler."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from aiohttp import web

from simulator.errors import GraphError
from simulator.world import World

Node = Mapping[str, Any]


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

    async def json(self) -> dict[str, Any]:
        """Return the body, which must be a JSON object."""
        try:
            body = orjson.loads(await self.request.read())
        except orjson.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            raise GraphError(100, "The body must be a JSON object.")
        return body


def answer(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


def shown(node: Node, query: Mapping[str, str], default: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the requested fields of a node, with its id; all of them by default."""
    asked = re.sub(r"\{[^}]*\}", "", query.get("fields", ""))
    names = [name.strip() for name in asked.split(",") if name.strip()] or default or node
    if unknown := [name for name in names if name not in node]:
        raise GraphError(100, f"Tried accessing nonexistent field ({unknown[0]})")
    return {**{name: node[name] for name in names}, "id": node["id"]}
