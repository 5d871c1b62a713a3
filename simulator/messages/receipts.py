"""The order and time of a message's receipts."""

from typing import NamedTuple

from simulator.behaviour import Behaviour
from simulator.messages.log import Accepted
from simulator.messages.replies import Reply
from simulator.people.population import Person


class Receipt(NamedTuple):
    """One status of one message, and its time."""

    message: Accepted
    status: str
    at: float
    is_priced: bool = False


class Due(NamedTuple):
    """A due receipt and its time; one out of order is sent at another time than its own."""

    at: float
    what: Receipt | Reply


def timeline(message: Accepted, person: Person, behaviour: Behaviour) -> list[Due]:
    """Return the receipts of a message in the order in which they are sent."""
    receipts = _receipts(message, person, behaviour)
    times = [receipt.at for receipt in receipts]
    # From the other end than the duplicates, so that small shares meet different people.
    if behaviour.shuffle or person.odd > 1.0 - behaviour.out_of_order_share:
        turn = 1 + int(person.odd * (len(receipts) - 1))
        receipts = receipts[turn:] + receipts[:turn]
    due_receipts = [Due(at, receipt) for at, receipt in zip(times, receipts, strict=True)]
    if person.odd < behaviour.duplicate_share:
        due_receipts += [
            Due(due.at + behaviour.duplicate_after_s, due.what) for due in due_receipts
        ]
    return due_receipts


def delivered_at(message: Accepted, person: Person, behaviour: Behaviour) -> float:
    return _moment(message, person, behaviour, behaviour.delivered_after_s)


def _receipts(message: Accepted, person: Person, behaviour: Behaviour) -> list[Receipt]:
    sent = Receipt(message, "sent", _moment(message, person, behaviour, behaviour.sent_after_s))
    if message.outcome == "failed":
        at = delivered_at(message, person, behaviour)
        failed = Receipt(message, "failed", at)
        # Both happen: a refusal at once, and one after the message was sent.
        return [sent, failed] if person.pace < 0.5 else [failed]
    sent = sent._replace(is_priced=True)
    if message.outcome == "sent":
        return [sent]
    delivered = Receipt(message, "delivered", delivered_at(message, person, behaviour), True)
    if message.outcome == "delivered":
        return [sent, delivered]
    read = Receipt(message, "read", _moment(message, person, behaviour, behaviour.read_after_s))
    if person.odd < behaviour.skip_delivered_share:
        return [sent, read._replace(is_priced=True)]
    return [sent, delivered, read]


def _moment(message: Accepted, person: Person, behaviour: Behaviour, after_s: float) -> float:
    """Return the time shifted by the person's pace: the same for all receipts, so order holds."""
    is_held = behaviour.hold and message.category.startswith("marketing")
    held_s = behaviour.hold_s if is_held else 0.0
    pace = 1.0 + behaviour.delay_spread * (2.0 * person.pace - 1.0)
    return message.at_epoch + held_s + after_s * pace
