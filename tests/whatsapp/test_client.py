"""The outcome of a call: with a real server on this machine, and real errors."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tools.rehearsal.ports import free_port
from webapp.domain.webhook.events import ProviderFault
from webapp.errors import ProviderError
from webapp.whatsapp.client import (
    Accepted,
    CloudApi,
    NotReached,
    Refused,
    Unknown,
    open_session,
)

BODY = {"messaging_product": "whatsapp", "to": "+573001112233"}
ACCEPTED = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+573001112233", "wa_id": "573001112233"}],
    "messages": [{"id": "wamid.A", "message_status": "accepted"}],
}
PAIR_RATE = {
    "error": {
        "message": "(#131056) pair rate limit hit",
        "code": 131056,
        "error_data": {"details": "Too many messages to this user; wait."},
    }
}


@asynccontextmanager
async def a_server(answer):
    """Serve on a free port; `answer` responds to every request, which `seen` collects."""
    seen = []

    async def respond(request):
        seen.append((request, await request.read()))
        return await answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", respond)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", seen
    finally:
        await runner.cleanup()


def answering(status=200, json=None, **options):
    async def answer(request):
        if json is not None:
            return web.json_response(json, status=status)
        return web.Response(status=status, **options)

    return answer


async def send_to(base_url, timeout=5.0):
    async with open_session(connections=2) as session:
        return await CloudApi(session, base_url, "v25.0", "token", timeout).send("222", BODY)


def outcome_of(answer, timeout=5.0):
    """Return the outcome of one message to this server, and the requests it received."""

    async def run():
        async with a_server(answer) as (base_url, seen):
            return await send_to(base_url, timeout), seen

    return asyncio.run(run())


def test_an_accepted_message_has_its_ids():
    outcome, [(request, body)] = outcome_of(answering(json=ACCEPTED))

    assert outcome == Accepted("wamid.A", "573001112233")
    assert (request.method, request.path) == ("POST", "/v25.0/222/messages")
    assert request.headers["Authorization"] == "Bearer token"
    assert request.content_type == "application/json"
    assert body == b'{"messaging_product":"whatsapp","to":"+573001112233"}'


@pytest.mark.parametrize(
    ("message", "contacts", "outcome"),
    [
        ({"id": "w"}, None, Accepted("w")),
        ({"id": "w"}, [{"user_id": "CO.7"}], Accepted("w", None, "CO.7")),
        (
            {"id": "w", "message_status": "held_for_quality_assessment"},
            [],
            Accepted("w", held=True),
        ),
        ({"id": "w", "message_status": "paused"}, "?", Accepted("w", held=True)),
    ],
)
def test_an_acceptance_may_say_more_or_less(message, contacts, outcome):
    answer = {"messages": [message], "contacts": contacts}

    assert outcome_of(answering(json=answer))[0] == outcome


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_an_error_of_whatsapp_itself_is_a_refusal_whatever_the_status(status):
    outcome, _ = outcome_of(answering(status, json=PAIR_RATE))

    assert outcome == Refused(
        ProviderFault(
            131056, "(#131056) pair rate limit hit", "Too many messages to this user; wait.", status
        )
    )


@pytest.mark.parametrize(
    ("error", "code", "details"),
    [
        ({"code": 190, "error_data": "as a text"}, 190, "as a text"),
        ({"code": "190"}, 190, ""),
        ({"error_data": None}, None, ""),
        ({}, None, ""),
    ],
)
def test_errors_come_in_many_shapes(error, code, details):
    outcome, _ = outcome_of(answering(401, json={"error": error}))

    assert (outcome.fault.code, outcome.fault.details) == (code, details)
    assert outcome.fault.http_status == 401


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("body", [PAIR_RATE, {"error": {}}])
def test_a_refusal_may_say_how_long_to_wait(status, body):
    async def answer(request):
        return web.json_response(body, status=status, headers={"Retry-After": "7"})

    outcome, _ = outcome_of(answer)

    assert outcome.fault.retry_after == 7


def test_a_refusal_may_have_a_subcode():
    error = {"code": 100, "error_subcode": "33", "type": "GraphMethodException"}

    outcome, _ = outcome_of(answering(400, json={"error": error}))

    assert (outcome.fault.code, outcome.fault.subcode) == (100, 33)


@pytest.mark.parametrize("status", [302, 307, 403, 413, 429])
def test_a_refusal_by_somebody_on_the_way_is_a_refusal(status):
    answer = answering(status, text="<html>no</html>", headers={"Location": "/again"})

    outcome, seen = outcome_of(answer)

    assert outcome.fault.http_status == status
    assert outcome.fault.code is None
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, "<html>"),
        (502, ""),
        (503, "<html>"),
        (504, "[]"),
        (504, "{}"),
        (200, "<html>"),
        (200, "{}"),
        (200, '{"messages": []}'),
        (200, '{"messages": [{"id": ""}]}'),
    ],
)
def test_an_answer_that_does_not_speak_of_the_message_leaves_it_unknown(status, text):
    outcome, _ = outcome_of(answering(status, text=text))

    assert isinstance(outcome, Unknown)


async def reset(request):
    """Close the connection without a response, after the request was read."""
    request.transport.abort()
    return web.Response()


async def break_off(request):
    """Promise a response and close in the middle of it."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"messages": [{"id": "wamid.A"')
    request.transport.close()
    return response


async def never(request):
    await asyncio.sleep(30)


@pytest.mark.parametrize("trouble", [reset, break_off])
def test_a_connection_lost_after_the_request_leaves_the_message_unknown(trouble):
    outcome, seen = outcome_of(trouble)

    assert isinstance(outcome, Unknown)
    assert len(seen) == 1


def test_no_answer_in_time_leaves_the_message_unknown():
    outcome, seen = outcome_of(never, timeout=0.2)

    assert isinstance(outcome, Unknown)
    assert len(seen) == 1


def test_a_kept_connection_that_the_server_closes_is_not_used_for_a_second_sending():
    """The server reads the second request on a warm connection and closes: only one was sent."""
    answers = [answering(json=ACCEPTED), reset]

    async def answer(request):
        return await answers.pop(0)(request)

    async def run():
        async with a_server(answer) as (base_url, seen), open_session(1) as session:
            api = CloudApi(session, base_url, "v25.0", "token", 5)
            return [await api.send("222", BODY), await api.send("222", BODY)], seen

    [first, second], seen = asyncio.run(run())

    assert isinstance(first, Accepted)
    assert isinstance(second, Unknown)
    assert len(seen) == 2


NOBODY_LISTENS = pytest.param(f"http://127.0.0.1:{free_port()}", id="a closed port")


@pytest.mark.parametrize("base_url", [NOBODY_LISTENS, "nonsense"])
def test_where_nobody_listens_nothing_was_sent(base_url):
    assert isinstance(asyncio.run(send_to(base_url)), NotReached)


def ask(answer, question):
    async def run():
        async with a_server(answer) as (base_url, seen), open_session(1) as session:
            return await question(CloudApi(session, base_url, "v25.0", "token", 5)), seen

    return asyncio.run(run())


def test_templates_are_fetched_page_by_page_to_the_end():
    async def answer(request):
        page = int(request.query.get("after", "0"))
        paging = {"cursors": {"before": "x", "after": str(page + 1)}}
        more = {"next": "https://graph.example/next"} if page < 2 else {}
        return web.json_response({"data": [{"id": str(page)}], "paging": paging | more})

    templates, seen = ask(answer, lambda api: api.message_templates("330"))

    assert [one["id"] for one in templates] == ["0", "1", "2"]
    assert {request.path for request, _ in seen} == {"/v25.0/330/message_templates"}
    assert "components" in seen[0][0].query["fields"]


def test_templates_are_listed_without_the_fields_that_whatsapp_refuses():
    async def answer(request):
        if "correct_category" in request.query["fields"]:
            error = {"code": 100, "message": "(#100) Tried accessing nonexisting field"}
            return web.json_response({"error": error}, status=400)
        return web.json_response({"data": [{"id": "1"}]})

    templates, _ = ask(answer, lambda api: api.message_templates("330"))

    assert templates == [{"id": "1"}]


def test_a_paging_that_goes_in_circles_ends():
    page = {"data": [{"id": "1"}], "paging": {"cursors": {"after": "x"}, "next": "again"}}

    templates, _ = ask(answering(json=page), lambda api: api.message_templates("330"))

    assert len(templates) == 2


def test_a_sender_is_described():
    described = {"verified_name": "Shop", "throughput": {"level": "STANDARD"}}

    answer, [(request, _)] = ask(answering(json=described), lambda api: api.phone_number("222"))

    assert answer == described
    assert request.path == "/v25.0/222"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (answering(401, json={"error": {"code": 190, "message": "expired"}}), 190),
        (answering(200, json={"error": {"code": 1}}), 1),
        (answering(503, text="<html>"), None),
        (answering(200, text="<html>"), None),
        (reset, None),
    ],
)
def test_a_question_without_a_proper_answer_is_an_error(answer, code):
    with pytest.raises(ProviderError) as raised:
        ask(answer, lambda api: api.message_templates("330"))

    assert raised.value.fault.code == code
    assert raised.value.message.startswith("WhatsApp: ")
