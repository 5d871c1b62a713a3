"""Resumable uploads, and the app that they belong to."""

from aiohttp import web

from simulator.account.uploads import PREFIX, Upload
from simulator.errors import GraphError, unknown_object
from simulator.graph.call import Call, answer, shown

APP_ID = "500000000000001"
APP = {"id": APP_ID, "name": "Campaigns"}


async def show_app(call: Call) -> web.Response:
    return answer(shown(APP, call.query))


async def start(call: Call) -> web.Response:
    params = await call.params()
    length = str(params.get("file_length", ""))
    if not length.isdigit():
        raise GraphError(100, "file_length is a number of bytes.")
    session = call.world.uploads.start(str(params.get("file_type", "")), int(length))
    return answer({"id": f"{session.id}?sig={session.signature}"})


async def append(call: Call) -> web.Response:
    """Take a part of the file; return the handle when it is complete."""
    session = _session(call)
    offset = call.request.headers.get("file_offset", "0")
    if not offset.isdigit():
        raise GraphError(100, "file_offset is a number of bytes.")
    call.world.uploads.append(session, int(offset), await call.request.read())
    return answer({"h": session.handle} if session.is_complete else _state(session))


async def show(call: Call) -> web.Response:
    return answer(_state(_session(call)))


def _state(session: Upload) -> dict[str, object]:
    return {"id": session.id, "file_offset": len(session.content)}


def _session(call: Call) -> Upload:
    session = call.world.uploads.get(call.node, call.query.get("sig", ""))
    if session is None:
        raise unknown_object(call.request.method, call.node)
    return session


def is_session(node: str) -> bool:
    return node.startswith(PREFIX)
