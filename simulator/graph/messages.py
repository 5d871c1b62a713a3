"""POST /{phone}/messages and /{phone}/marketing_messages: the core of the simulator."""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from aiohttp import web

from simulator.errors import GraphError
from simulator.graph import faults
from simulator.graph.call import Call, answer
from simulator.messages import marketing
from simulator.messages.log import Accepted
from simulator.messages.receipts import Due, Receipt
from simulator.messages.validation import Order, Sender, order_of
from simulator.settings import Number
from simulator.templates.parameters import FillRules
from simulator.webhooks import postman
from simulator.world import Route, World

MESSAGES, MARKETING_MESSAGES = "messages", "marketing_messages"


class Outcome(NamedTuple):
    message: Accepted
    dues: list[Due]


async def send(call: Call, *, endpoint: str = MESSAGES) -> web.Response:
    """Accept one message or refuse it; an accepted one is in the log, whatever happens next."""
    world = call.world
    fault = faults.drawn(world.chance, world.behaviour)
    if fault is not None:
        world.faults[fault] += 1
    _count_call(world, call.node)
    if fault in faults.BEFORE:
        return faults.instead(fault, call.request)
    body = await call.fields()
    if endpoint == MESSAGES and body.get("status") == "read":
        return _marked_as_read(body)
    message, dues = _accepted(world, world.numbers[call.node], body, endpoint)
    if _has_early_receipt(world):
        await _send_early_receipt(world, dues)
    for due in dues:
        world.outbox.put(due)
    if fault is not None:
        return await faults.after_accepting(fault, call.request)
    return answer(_answer(message, world.behaviour.hold))


send_marketing = partial(send, endpoint=MARKETING_MESSAGES)


def _marked_as_read(body: Mapping[str, Any]) -> web.Response:
    """Return the response to reading a person's message, with or without a sign of typing."""
    message_id, typing = body.get("message_id"), body.get("typing_indicator", {"type": "text"})
    if not isinstance(message_id, str) or not message_id.startswith("wamid."):
        raise GraphError(131009, "message_id is the id of a message to us.")
    if not isinstance(typing, dict) or typing.get("type") != "text":
        raise GraphError(131009, "typing_indicator has the type text.")
    return answer({"success": True})


def _count_call(world: World, phone_number_id: str) -> None:
    now = time.monotonic()
    throughput = world.throughputs[phone_number_id]
    throughput.note(now)
    if world.behaviour.enforce_throughput:
        throughput.take(now, world.behaviour.messages_per_second)


def _accepted(world: World, number: Number, body: Mapping[str, Any], endpoint: str) -> Outcome:
    behaviour, now = world.behaviour, world.clock.now()
    if behaviour.refuse_with:
        raise GraphError(behaviour.refuse_with)
    sender = Sender(
        number,
        world.books[number.waba_id],
        FillRules(
            partial(world.media.check, now=now),
            behaviour.coupon_code_length,
            behaviour.unnamed_parameter_code,
        ),
        world.people.identities,
        behaviour.business_country_code,
    )
    order = order_of(body, sender)
    route = Route(endpoint, is_lite=_is_lite(world, number, order, body, endpoint))
    _check_limits(world, number, order, now)
    if route.is_lite and order.template is not None:
        world.syncing.use(order.template.node["id"], now, behaviour.template_sync_s)
    message = world.accept(order, number, route, now)
    return Outcome(message, world.consequences(message, order))


def _is_lite(
    world: World, number: Number, order: Order, body: Mapping[str, Any], endpoint: str
) -> bool:
    """Return whether the message goes by the Marketing Messages API."""
    account = world.accounts[number.waba_id]
    if endpoint == MARKETING_MESSAGES:
        options = marketing.options_of(body)
        return marketing.goes_by_marketing_api(order, options, account, world.behaviour)
    marketing.check_cloud_api(order, account)
    return False


def _check_limits(world: World, number: Number, order: Order, now: float) -> None:
    behaviour = world.behaviour
    in_window = world.has_window(number, order.person, now)
    if order.template is None and behaviour.outside_window_refused and not in_window:
        raise GraphError(131047, "More than 24 hours have passed since the customer replied.")
    limit = behaviour.messaging_limit if behaviour.enforce_messaging_limit else -1
    if not in_window and not world.ledger.has_room(order.person, now, limit):
        raise GraphError(131048, "The messaging limit of the portfolio has been reached.")
    if behaviour.enforce_pair_rate:
        world.pairs.take(number.id, order.person, now)


def _has_early_receipt(world: World) -> bool:
    behaviour = world.behaviour
    return behaviour.receipts_before_answer or world.chance.random() < behaviour.before_answer_share


async def _send_early_receipt(world: World, dues: list[Due]) -> None:
    """Let the first receipt arrive before the response."""
    first = dues.pop(0).what
    assert isinstance(first, Receipt)  # noqa: S101 (every message has a receipt, and it is first)
    await postman.tell(world, [first])


def _answer(message: Accepted, hold: str) -> dict[str, object]:
    sent: dict[str, str] = {"id": message.wamid}
    if message.template is not None:
        is_held = hold and message.category.startswith("marketing")
        sent["message_status"] = "held_for_quality_assessment" if is_held else "accepted"
    whose = {"user_id": message.to} if message.is_by_user_id else {"wa_id": message.wa_id}
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": message.to, **whose}],
        "messages": [sent],
    }
