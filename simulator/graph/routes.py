"""The Graph API's routes: which handler serves which call, with which token."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator.account.accounts import OWNER_ID
from simulator.errors import GraphError
from simulator.graph import accounts, faults, media, messages, nodes, templates
from simulator.graph.call import Call, answer
from simulator.world import World

WORLD = web.AppKey("world", World)
VERSION = re.compile(r"v\d+\.\d+")

#: (kind of node, method, edge) -> its handler. The empty edge is the node itself.
CALLS: dict[tuple[str, str, str], Callable[[Call], Awaitable[web.Response]]] = {
    ("number", "POST", messages.MESSAGES): messages.send,
    ("number", "POST", messages.MARKETING_MESSAGES): messages.send_marketing,
    ("number", "GET", ""): nodes.show_number,
    ("number", "POST", "media"): media.upload,
    ("media", "GET", ""): media.show,
    ("media", "GET", media.CONTENT): media.download,
    ("media", "DELETE", ""): media.remove,
    ("waba", "GET", ""): accounts.show_waba,
    ("waba", "POST", ""): accounts.change_waba,
    ("owner", "GET", ""): accounts.show_owner,
    ("waba", "GET", "phone_numbers"): nodes.list_numbers,
    ("waba", "GET", "subscribed_apps"): accounts.list_subscriptions,
    ("waba", "POST", "subscribed_apps"): accounts.subscribe,
    ("waba", "DELETE", "subscribed_apps"): accounts.subscribe,
    ("waba", "GET", "message_templates"): templates.index,
    ("waba", "POST", "message_templates"): templates.create,
    ("waba", "DELETE", "message_templates"): templates.remove,
    ("template", "GET", ""): templates.show,
    ("template", "POST", ""): templates.edit,
    ("template", "POST", "unpause"): templates.unpause,
}
#: The nodes whose calls count against the hourly budget.
MANAGEMENT = frozenset({"waba", "template"})


async def graph(request: web.Request) -> web.StreamResponse:
    """Return the response to any call except the control calls, or an error of the Graph."""
    world = request.app[WORLD]
    try:
        response = await _answered(world, request)
    except GraphError as error:
        response = answer(error.body(), error.http_status(world.behaviour.throttling_http_status))
    response.headers["facebook-api-version"] = world.behaviour.api_version
    await faults.take_time(world.chance, world.behaviour)
    return response


async def _answered(world: World, request: web.Request) -> web.Response:
    _check_token(world, request)
    parts = [part for part in request.path.split("/") if part]
    if parts and VERSION.fullmatch(parts[0]):
        del parts[0]
    if not 1 <= len(parts) <= 2:
        raise GraphError(2500, "Unknown path components: " + request.path)
    node, edge = parts[0], parts[1] if len(parts) == 2 else ""
    kind = _kind(world, node)
    found = CALLS.get((kind or "", request.method, edge))
    if found is None:
        method = request.method.lower()
        details = f"Unsupported {method} request. Object with ID '{node}' does not exist"
        raise GraphError(100, details, subcode=33)
    used = _spend(world) if kind in MANAGEMENT else 0
    response = await found(Call(world, request, node))
    if used:
        response.headers["x-app-usage"] = (
            f'{{"call_count":{used},"total_cputime":{used},"total_time":{used}}}'
        )
    return response


def _check_token(world: World, request: web.Request) -> None:
    authorization = request.headers.get("Authorization")
    if authorization is None:
        raise GraphError(200 if request.method == "GET" else 104)
    if authorization != f"Bearer {world.settings.access_token}" or world.behaviour.token_revoked:
        raise GraphError(190, "The access token is invalid or has expired.", subcode=463)


def _kind(world: World, node: str) -> str | None:
    """Return the kind of the object with this id, or None."""
    if node in world.numbers:
        return "number"
    if node in world.books:
        return "waba"
    if node == OWNER_ID:
        return "owner"
    if any(book.get(node) for book in world.books.values()):
        return "template"
    return "media" if world.media.get(node, world.clock.now()) else None


def _spend(world: World) -> int:
    per_hour = world.behaviour.management_calls_per_hour
    return world.budget.spend(world.clock.now(), per_hour)
