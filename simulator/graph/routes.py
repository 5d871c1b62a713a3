"""The Graph API's routes: which handler serves which call, with which token."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator.account.accounts import OWNER_ID
from simulator.errors import GraphError, unknown_object
from simulator.graph import (
    accounts,
    faults,
    media,
    messages,
    nodes,
    subscriptions,
    template_edits,
    templates,
    uploads,
    versions,
)
from simulator.graph.call import FORM, Call, answer
from simulator.world import World

WORLD = web.AppKey("world", World)

#: (kind of node, method, edge) -> its handler. The empty edge is the node itself.
CALLS: dict[tuple[str, str, str], Callable[[Call], Awaitable[web.Response]]] = {
    ("number", "POST", messages.MESSAGES): messages.send,
    ("number", "POST", messages.MARKETING_MESSAGES): messages.send_marketing,
    ("number", "GET", ""): nodes.show_number,
    ("number", "POST", "media"): media.upload,
    ("app", "GET", ""): uploads.show_app,
    ("app", "GET", "subscriptions"): subscriptions.show_of_app,
    ("app", "POST", "uploads"): uploads.start,
    ("upload", "POST", ""): uploads.append,
    ("upload", "GET", ""): uploads.show,
    ("media", "GET", ""): media.show,
    ("media", "GET", media.CONTENT): media.download,
    ("media", "DELETE", ""): media.remove,
    ("waba", "GET", ""): accounts.show_waba,
    ("waba", "POST", ""): accounts.change_waba,
    ("owner", "GET", ""): accounts.show_owner,
    ("waba", "GET", "phone_numbers"): nodes.list_numbers,
    ("waba", "GET", "subscribed_apps"): subscriptions.show,
    ("waba", "POST", "subscribed_apps"): subscriptions.subscribe,
    ("waba", "DELETE", "subscribed_apps"): subscriptions.unsubscribe,
    ("waba", "GET", "message_templates"): templates.index,
    ("waba", "POST", "message_templates"): template_edits.create,
    ("waba", "DELETE", "message_templates"): templates.remove,
    ("template", "GET", ""): templates.show,
    ("template", "POST", ""): template_edits.edit,
    ("template", "POST", "unpause"): templates.unpause,
}
NAMED = {OWNER_ID: "owner", uploads.APP_ID: "app", "app": "app"}
#: The nodes whose calls count against the hourly budget.
MANAGEMENT = frozenset({"waba", "template"})


async def graph(request: web.Request) -> web.StreamResponse:
    """Return the response to any call except the control calls, or an error of the Graph."""
    world = request.app[WORLD]
    version, parts = versions.split(request.path)
    served_by = world.behaviour.api_version
    try:
        if version is not None:
            served_by = versions.served_by(version, request.path, world.clock.now())
        response = await _answered(world, request, parts)
    except GraphError as error:
        response = answer(error.body(), error.http_status(world.behaviour.throttling_http_status))
    response.headers["facebook-api-version"] = served_by
    if response.status == 429 and world.behaviour.retry_after_s:
        response.headers["Retry-After"] = str(world.behaviour.retry_after_s)
    await faults.take_time(world.chance, world.behaviour)
    return response


async def _answered(world: World, request: web.Request, parts: tuple[str, ...]) -> web.Response:
    world.catch_up()
    await _check_token(world, request)
    if not 1 <= len(parts) <= 2:
        raise GraphError(2500, message=f"Unknown path components: {request.path}")
    node, edge = parts[0], parts[1] if len(parts) == 2 else ""
    kind = _kind(world, node)
    handler = CALLS.get((kind or "", request.method, edge))
    if handler is None:
        raise unknown_object(request.method, node)
    used = _spend(world) if kind in MANAGEMENT else 0
    response = await handler(Call(world, request, node))
    if used:
        response.headers["x-app-usage"] = (
            f'{{"call_count":{used},"total_cputime":{used},"total_time":{used}}}'
        )
    return response


async def _check_token(world: World, request: web.Request) -> None:
    """Refuse a call without the token: in a header, in the query or in a form."""
    authorization = request.headers.get("Authorization")
    if authorization is None:
        params = await Call(world, request, "").params() if request.content_type == FORM else {}
        token = request.query.get("access_token") or params.get("access_token")
    else:
        token = authorization.partition(" ")[2]
    if token is None:
        raise GraphError(200 if request.method == "GET" else 104)
    if token != world.settings.access_token or world.behaviour.token_revoked:
        raise GraphError(190, "The access token is invalid or has expired.", subcode=463)


def _kind(world: World, node: str) -> str | None:
    """Return the kind of the object with this id, or None."""
    if node in world.numbers:
        return "number"
    if node in world.books:
        return "waba"
    if named := NAMED.get(node):
        return named
    if uploads.is_session(node):
        return "upload"
    if any(book.get(node) for book in world.books.values()):
        return "template"
    return "media" if world.media.get(node, world.clock.now()) else None


def _spend(world: World) -> int:
    per_hour = world.behaviour.management_calls_per_hour
    return world.budget.spend(world.clock.now(), per_hour)
