"""Delivers receipts and replies from the outbox when they are due."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from simulator.messages.fate import Reply
from simulator.messages.receipts import Receipt
from simulator.people.opt_outs import Signal
from simulator.webhooks.bodies import encoded, reply_body, statuses_body
from simulator.world import World

TICK_S = 0.02
#: Between two batches of this size other calls get their turn.
HANDFUL = 500


async def work(world: World) -> None:
    """Deliver what is due, tick by tick, until cancelled."""
    while True:
        due = world.outbox.take(world.clock.now(), HANDFUL if world.delivery.has_room else 0)
        receipts: dict[str, list[Receipt]] = defaultdict(list)
        for what in due:
            if isinstance(what, Receipt):
                receipts[what.message.phone_number_id].append(what)
            else:
                hear(world, what)
        for of_number in receipts.values():
            for begin in range(0, len(of_number), world.behaviour.receipts_per_body):
                tell(world, of_number[begin : begin + world.behaviour.receipts_per_body])
        await asyncio.sleep(0 if len(due) == HANDFUL else TICK_S)


def tell(world: World, receipts: Sequence[Receipt]) -> asyncio.Future[int]:
    """Start to deliver these receipts of one number in one body; return the future status."""
    for receipt in receipts:
        if receipt.status == "failed":
            world.ledger.release(receipt.message.person, receipt.message.at_epoch)
    told = [(receipt, world.person(receipt.message.person)) for receipt in receipts]
    number = world.numbers[receipts[0].message.phone_number_id]
    body = statuses_body(number, told, world.behaviour)
    return world.delivery.start(encoded(body), partial(_count, world, len(receipts)))


def hear(world: World, reply: Reply) -> asyncio.Future[int]:
    """Deliver a person's message, tap or native stop at once; return the future status."""
    now = world.clock.now()
    signal = reply.answer.signal
    if signal == "native_stop":
        world.native_stops.add(reply.person)
    elif signal == "native_resume":
        world.native_stops.discard(reply.person)
    else:
        world.windows[reply.phone_number_id, reply.person] = now
    body = reply_body(
        world.numbers[reply.phone_number_id],
        reply,
        world.person(reply.person),
        wamid=world.new_wamid(reply.person),
        at=now,
    )
    return world.delivery.start(encoded(body), partial(_note, world, reply.person, signal))


def _count(world: World, receipts: int) -> None:
    world.receipts_delivered += receipts


def _note(world: World, person: str, signal: str | None) -> None:
    if signal is not None:
        world.signals.append(Signal(person, signal, len(world.log), world.clock.now()))
