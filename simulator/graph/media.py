"""Uploading, describing, downloading and deleting media."""

from aiohttp import web
from aiohttp.web_request import FileField

from simulator.account.media import URL_KEPT_S, Medium
from simulator.errors import GraphError
from simulator.graph.call import Call, answer

CONTENT = "content"


async def upload(call: Call) -> web.Response:
    form = await call.request.post()
    file = form.get("file")
    if form.get("messaging_product") != "whatsapp" or not isinstance(file, FileField):
        raise GraphError(100, "messaging_product and file are required.")
    kind = form.get("type")
    mime_type = kind if isinstance(kind, str) and "/" in kind else file.content_type
    with file.file as content:
        medium = call.world.media.add(call.node, mime_type, content.read(), call.world.clock.now())
    return answer({"id": medium.id})


async def show(call: Call) -> web.Response:
    medium = _medium(call)
    _check_owner(call, medium)
    until = int(call.world.clock.now()) + URL_KEPT_S
    return answer(medium.as_node(call.url(f"/{medium.id}/{CONTENT}?until={until}")))


async def download(call: Call) -> web.Response:
    """Return the file; its address serves for five minutes."""
    medium, until = _medium(call), call.query.get("until", "")
    if not until.isdigit() or int(until) < call.world.clock.now():
        raise GraphError(100, message="URL signature expired")
    return web.Response(body=medium.content, content_type=medium.mime_type)


async def remove(call: Call) -> web.Response:
    _check_owner(call, _medium(call))
    call.world.media.remove(call.node)
    return answer({"success": True})


def _check_owner(call: Call, medium: Medium) -> None:
    owner = call.query.get("phone_number_id", medium.phone_number_id)
    if owner != medium.phone_number_id:
        raise GraphError(100, "The media belongs to another phone number.", subcode=33)


def _medium(call: Call) -> Medium:
    medium = call.world.media.get(call.node, call.world.clock.now())
    assert medium is not None  # noqa: S101 (the router has found it)
    return medium
