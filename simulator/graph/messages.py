"""POST /{phone}/messages and /{phone}/marketing_messages: the core of the simulator."""

import time
from functools import partial
from typing import NamedTuple

from aiohttp import web

from simulator.errors import GraphError
from simulator.graph import faults
from simulator.graph.call import Call, answer
from simulator.messages.log import Accepted
from simulator.messages.receipts import Due, Receipt
from simulator.messages.validation import Order, check_endpoint, order_of
from simulator.settings import Number
from simulator.webhooks import postman
from simulator.world import World


class Outcome(NamedTuple):
    message: Accepted
    dues: list[Due]


async def send(call: Call, *, is_lite: bool = False) -> web.Response:
    """Accept one message or refuse it; an accepted one is in the log, whatever happens next."""
    world = call.world
    fault = faults.drawn(world.chance, world.behaviour)
    if fault is not None:
        world.faults[fault] += 1
    _count_call(world, call.node)
    if fault in faults.BEFORE:
        return faults.instead(fault, call.request)
    raw = await call.request.read()
    message, dues = _accepted(world, world.numbers[call.node], raw, is_lite=is_lite)
    if _is_told_first(world):
        await _tell_first(world, dues)
    for due in dues:
        world.outbox.put(due)
    if fault is not None:
        return await faults.after_accepting(fault, call.request)
    return answer(_answer(message, world.behaviour.hold))


send_marketing = partial(send, is_lite=True)


def _count_call(world: World, phone_number_id: str) -> None:
    now = time.monotonic()
    throughput = world.throughputs[phone_number_id]
    throughput.note(now)
    if world.behaviour.enforce_throughput:
        throughput.take(now, world.behaviour.messages_per_second)


def _accepted(world: World, number: Number, raw: bytes, *, is_lite: bool) -> Outcome:
    behaviour, now = world.behaviour, world.clock.now()
    if behaviour.refuse_with:
        raise GraphError(behaviour.refuse_with)
    book = world.books[number.waba_id]
    order = order_of(raw, number, book, partial(world.media.check, now=now), behaviour)
    is_refused = behaviour.marketing_refused_on_messages
    check_endpoint(order, is_marketing_only=is_lite, is_marketing_refused=is_refused)
    _check_limits(world, number, order, now)
    message = world.accept(order, number, is_lite=is_lite, now=now)
    return Outcome(message, world.consequences(message, order))


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


def _is_told_first(world: World) -> bool:
    behaviour = world.behaviour
    return behaviour.receipts_before_answer or world.chance.random() < behaviour.before_answer_share


async def _tell_first(world: World, dues: list[Due]) -> None:
    """Let the first receipt arrive before the response."""
    first = dues.pop(0).what
    assert isinstance(first, Receipt)  # noqa: S101 (every message has a receipt, and it is first)
    await postman.tell(world, [first])


def _answer(message: Accepted, hold: str) -> dict[str, object]:
    sent: dict[str, str] = {"id": message.wamid}
    if message.template is not None:
        is_held = hold and message.category.startswith("marketing")
        sent["message_status"] = "held_for_quality_assessment" if is_held else "accepted"
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": message.to, "wa_id": message.wa_id}],
        "messages": [sent],
    }
