"""The whole state of the simulator, and what follows when a message is accepted."""

import os
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

from simulator.account.accounts import Account
from simulator.account.limits import CallBudget, PairRate, PeopleLedger, Throughput
from simulator.account.media import MediaShelf
from simulator.account.pricing import Pricing
from simulator.account.tiers import Tiers
from simulator.account.uploads import Uploads
from simulator.agenda import Agenda
from simulator.behaviour import merged
from simulator.clock import Clock
from simulator.messages.fate import Fates
from simulator.messages.log import Accepted, AcceptedLog
from simulator.messages.receipts import Due, Receipt, delivered_at, timeline
from simulator.messages.replies import Reply, replies_to
from simulator.messages.validation import Order
from simulator.people.crowd import Crowd
from simulator.people.opt_outs import Signal
from simulator.people.phones import wa_id_of
from simulator.settings import Number, Settings
from simulator.templates.book import TemplateBook
from simulator.templates.catalogue import catalogue
from simulator.templates.syncing import Syncing
from simulator.webhooks.delivery import Delivery
from simulator.webhooks.outbox import Outbox

WINDOW_S = 86_400
#: The outcomes of a message that the person got.
ARRIVED = frozenset({"delivered", "read"})
#: Message ids must differ from those of any earlier run, which the application may remember.
RUN = os.urandom(6)


class Route(NamedTuple):
    """The endpoint that was called, and whether the Marketing Messages API delivers."""

    endpoint: str
    is_lite: bool


class World:
    """The state of the stand-in; one per application."""

    def __init__(self, settings: Settings, delivery: Delivery) -> None:
        self.settings = settings
        self.delivery = delivery
        self.clock = Clock(settings.clock_file)
        self.log = AcceptedLog(settings.log_file)
        self._ids = 0
        self.restore()
        self.forget(settings.seed)

    def restore(self) -> None:
        """Restore settings, numbers, templates and media to their initial state."""
        self.behaviour = self.settings.behaviour
        self.delivery.obey(self.behaviour)
        self.numbers = {number.id: deepcopy(number) for number in self.settings.numbers}
        wabas = dict.fromkeys(number.waba_id for number in self.settings.numbers)
        self.books = {waba: TemplateBook(catalogue(place)) for place, waba in enumerate(wabas)}
        self.accounts = {waba: Account(waba) for waba in wabas}
        self.media, self.uploads = MediaShelf(), Uploads()
        self.agenda = Agenda()

    def forget(self, seed: int) -> None:
        """Start again with this seed: delete all messages and replies."""
        self.seed = seed
        self.chance = Random(seed)  # noqa: S311 (faults that repeat, no secret)
        self.outbox = Outbox()
        self.signals: list[Signal] = []
        self.windows: dict[tuple[str, str], float] = {}
        began_at = self.log.rows[0].at_epoch if self.log.rows else None
        self.people = Crowd(seed, self.behaviour, began_at)
        self.fates = Fates(self.people)
        self.ledger, self.pairs, self.budget = PeopleLedger(), PairRate(), CallBudget()
        self.pricing, self.tiers = Pricing(), Tiers()
        self.throughputs = {number: Throughput() for number in self.numbers}
        self.syncing = Syncing()
        self.receipts_scheduled = self.receipts_delivered = 0
        self.faults: Counter[str] = Counter()

    def change(self, changes: Mapping[str, Any]) -> None:
        self.behaviour = merged(self.behaviour, changes)
        self.delivery.obey(self.behaviour)
        self.people.obey(self.behaviour)

    def add_number(self, number: Number) -> None:
        self.numbers[number.id] = number
        self.throughputs.setdefault(number.id, Throughput())
        if number.waba_id not in self.books:
            self.books[number.waba_id] = TemplateBook(catalogue(len(self.books)))
            self.accounts[number.waba_id] = Account(number.waba_id)

    def catch_up(self) -> None:
        """Do what is due on the agenda."""
        if self.agenda:
            self.agenda.run(self.clock.now())

    def new_wamid(self, digits: str) -> str:
        self._ids += 1
        inner = digits.encode() + b"\x15\x02\x00\x11\x18\x12" + RUN + self._ids.to_bytes(5, "big")
        return "wamid." + b64encode(b"\x1d\x18" + inner).decode()

    def new_template_id(self) -> str:
        self._ids += 1
        return str(710_000_000_000_000 + self._ids)

    def has_window(self, number: Number, who: str, now: float) -> bool:
        """Return whether the person wrote to this number within the last 24 hours."""
        return now - self.windows.get((number.id, who), float("-inf")) < WINDOW_S

    def accept(self, order: Order, number: Number, route: Route, now: float) -> Accepted:
        """Log the message permanently and decide its outcome now; return its row."""
        who = self.people.person(order.person)
        in_window = self.has_window(number, order.person, now)
        is_outdated = self.people.identities.is_outdated(who.key, order.digits, order.to)
        fate = self.fates.decide(
            order, who, self.behaviour, now, in_window=in_window, is_outdated=is_outdated
        )
        wa_id = order.digits
        if wa_id is not None and who.pace < self.behaviour.share("rewritten_wa_id"):
            wa_id = wa_id_of(order.person)
        category = _category(order, is_lite=route.is_lite)
        pricing_type = self.pricing.type_of(
            category, number.id, who.key, now,
            is_counted=fate.outcome in ARRIVED and order.kind != "reaction",
            free_tier=self.behaviour.free_service_messages,
        )  # fmt: skip
        message = Accepted(
            n=len(self.log) + 1,
            wamid=self.new_wamid(wa_id or order.to),
            to=order.to,
            wa_id=wa_id,
            person=order.person,
            phone_number_id=number.id,
            template=order.template.name if order.template else None,
            language=order.template.node["language"] if order.template else None,
            category=category,
            callback=order.callback,
            body=order.filled.body,
            at_epoch=now,
            in_window=in_window,
            outcome=fate.outcome,
            code=fate.code,
            endpoint=route.endpoint,
            pricing_type=pricing_type,
        )
        self.log.append(message)
        if not in_window:
            self.ledger.note(order.person, now)
            if self.behaviour.tiers_rise:
                self.tiers.note_written(order.person, now)
        if order.digits is not None:
            self.people.note_exchange(number.id, order.person, now)
        return message

    def consequences(self, message: Accepted, order: Order) -> list[Due]:
        """Return the message's receipts in the order of delivery, and the person's reply."""
        who = self.people.person(message.person)
        dues = timeline(message, who, self.behaviour)
        self.receipts_scheduled += len(dues)
        if message.outcome in ARRIVED and self.people.is_active:
            at = delivered_at(message, who, self.behaviour)
            draws = self.people.traits(who.key)
            replies = replies_to(message, order, who, draws, self.behaviour)
            dues += [Due(at + after_s, reply) for after_s, reply in replies]
        return dues

    def note_receipt(self, receipt: Receipt) -> None:
        """Release the quota of a message that failed; count one that was delivered."""
        message = receipt.message
        if receipt.status == "failed":
            self.ledger.release(message.person, message.at_epoch)
        elif self.behaviour.tiers_rise and receipt.status != "sent":
            self.tiers.note_delivered(message.person, receipt.at)

    def note_reply(self, reply: Reply, now: float) -> None:
        """Change what a person changed, and open the customer service window if they wrote."""
        self.people.change(reply.person, reply.answer.kind, reply.answer.text)
        if reply.answer.is_written:
            self.windows[reply.phone_number_id, reply.person] = now
            if reply.wa_id is not None:
                self.people.note_exchange(reply.phone_number_id, reply.person, now)


def _category(order: Order, *, is_lite: bool) -> str:
    """Return the pricing category of the message."""
    if order.template is None:
        return "service"
    return "marketing_lite" if is_lite else str(order.template.node["category"]).lower()
