"""Delivers receipts and replies from the outbox when they are due."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from simulator.messages.receipts import Receipt
from simulator.messages.replies import Reply
from simulator.people.habits import MOVES
from simulator.people.opt_outs import Signal
from simulator.people.phones import wa_id_of
from simulator.webhooks.about import About
from simulator.webhooks.bodies import encoded
from simulator.webhooks.events import event_body
from simulator.webhooks.inbound import Occasion, reply_body
from simulator.webhooks.statuses import statuses_body
from simulator.world import World

TICK_S = 0.02
#: Between two batches of this size other calls get their turn.
HANDFUL = 500


async def work(world: World) -> None:
    """Deliver what is due, tick by tick, until cancelled."""
    while True:
        due = world.outbox.take(world.clock.now(), HANDFUL if world.delivery.has_room else 0)
        receipts: dict[tuple[str, bool], list[Receipt]] = defaultdict(list)
        for what in due:
            if isinstance(what, Receipt):
                on_standby = world.people.is_on_standby(what.message.person)
                receipts[what.message.phone_number_id, on_standby].append(what)
            elif not _is_past(world, what):
                hear(world, what)
        for (_, on_standby), together in receipts.items():
            for begin in range(0, len(together), world.behaviour.receipts_per_body):
                some = together[begin : begin + world.behaviour.receipts_per_body]
                tell(world, some, on_standby=on_standby)
        if world.behaviour.tiers_rise:
            _raise_limit(world)
        await asyncio.sleep(0 if len(due) == HANDFUL else TICK_S)


def tell(
    world: World, receipts: Sequence[Receipt], *, on_standby: bool = False
) -> asyncio.Future[int]:
    """Start to deliver these receipts of one number in one body; return the future status."""
    number = world.numbers[receipts[0].message.phone_number_id]
    told = []
    for receipt in receipts:
        message = receipt.message
        world.note_receipt(receipt)
        card = world.people.card(message.person, message.wa_id, number.id, receipt.at)
        told.append((receipt, card))
    body = statuses_body(number, told, world.behaviour, on_standby=on_standby)
    return world.delivery.start(encoded(body), partial(_count, world, len(receipts)))


def hear(world: World, reply: Reply) -> asyncio.Future[int]:
    """Deliver at once what a person did; return the future status."""
    now, people, key = world.clock.now(), world.people, reply.person
    reply = reply._replace(on_standby=reply.on_standby or people.is_on_standby(key))
    before = people.card(key, people.shown_number(key, reply.wa_id), reply.phone_number_id, now)
    world.note_reply(reply, now)
    wa_id = people.shown_number(key, reply.wa_id)
    if reply.answer.kind == "contacts":
        wa_id = wa_id_of(people.identities.get(key).number)
    after = people.card(key, wa_id, reply.phone_number_id, now)
    occasion = Occasion(reply, before, after, world.new_wamid(key), now)
    body = reply_body(world.numbers[reply.phone_number_id], occasion)
    return world.delivery.start(encoded(body), partial(_note, world, key, reply.answer.signal))


def _raise_limit(world: World) -> None:
    """Raise the messaging limit if the platform would by now, and let each account know."""
    now, numbers = world.clock.now(), world.numbers.values()
    has_quality = all(number.quality_rating != "RED" for number in numbers)
    limit = world.tiers.risen(world.behaviour.messaging_limit, now, has_quality=has_quality)
    if limit is None:
        return
    world.change({"messaging_limit": limit})
    for number in {number.waba_id: number for number in numbers}.values():
        body = event_body("business_capability_update", About(number, now, limit), {})
        world.delivery.start(encoded(body), lambda: None)


def _is_past(world: World, reply: Reply) -> bool:
    """Return whether the person has already moved, after an earlier message."""
    return reply.answer.kind in MOVES and world.people.move(reply.person) is None


def _count(world: World, receipts: int) -> None:
    world.receipts_delivered += receipts


def _note(world: World, person: str, signal: str | None) -> None:
    if signal is not None:
        world.signals.append(Signal(person, signal, len(world.log), world.clock.now()))
