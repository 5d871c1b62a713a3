"""Nobody twice, STOP first, and a person counts once: random histories of identities.

Every step goes through the real services and the real database. HISTORIES=1000 plays more.
"""

import itertools
import os
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.services.contacts.test_user_ids import change, message
from tests.support import payloads
from tests.support.database import empty_tables
from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    a_sender,
    an_active_campaign,
)
from tests.support.identity_oracle import IdentityOracle, Sent
from tests.support.inbox import receive
from tools.rehearsal.calendar import Calendar
from webapp import clock
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, QuotaUse, Recipient
from webapp.queries.operations import doctor
from webapp.services.campaigns import daily
from webapp.services.planning import batches
from webapp.services.sending import claims as sending
from webapp.services.sending import envelopes, outcomes
from webapp.whatsapp.outcomes import Accepted, Outcome, Refused, Unknown

HISTORIES = int(os.environ.get("HISTORIES", "15"))
PEOPLE, LIMIT = 4, 5
PERSON = st.integers(0, PEOPLE - 1)
TEXTS = st.sampled_from(["hello", "hello", "STOP", "START"])
BY = st.sampled_from(["number", "id", "both", "old id", "parent"])
ANSWERS = st.lists(st.sampled_from(["accepted", "refused", "unknown"]), min_size=1, max_size=3)

STEPS = st.one_of(
    st.tuples(st.just("claim"), ANSWERS),
    st.tuples(st.just("claim"), ANSWERS),
    st.tuples(st.just("hear"), st.integers(0, 9)),
    st.tuples(st.just("receipt"), st.tuples(st.integers(0, 9), st.booleans())),
    st.tuples(st.just("write"), st.tuples(PERSON, BY, TEXTS)),
    st.tuples(st.just("write"), st.tuples(PERSON, BY, TEXTS)),
    st.tuples(st.just("change_id"), PERSON),
    st.tuples(st.just("change_number"), st.tuples(PERSON, st.booleans())),
)


@dataclass
class Person:
    """The truth about one person."""

    number: str  # digits
    parent: str
    ids: list[str]

    def keys(self, by: str) -> list[str]:
        """Return the ids that a message shows."""
        return {
            "number": [self.number],
            "id": [self.ids[-1]],
            "both": [self.number, self.ids[-1]],
            "old id": [self.ids[0]],
            "parent": [self.ids[-1], self.parent],
        }[by]

    def new_id(self) -> str:
        self.ids.append(f"{self.ids[0]}{len(self.ids)}")
        return self.ids[-1]


@dataclass
class Call:
    """A claim whose outcome is not stored yet."""

    envelope: envelopes.Envelope
    claim: sending.Claim
    outcome: Outcome
    sent: Sent
    person: Person


@dataclass
class World:
    """The product, the people and the oracle."""

    calendar: Calendar
    now: datetime
    people: list[Person]
    oracle: IdentityOracle = field(default_factory=IdentityOracle)
    calls: list[Call] = field(default_factory=list)
    accepted: list[Call] = field(default_factory=list)

    def step(self, name: str, argument: Any) -> None:
        self.now += timedelta(minutes=2)
        self.calendar.jump(self.now)
        getattr(self, name)(argument)
        assert self.oracle.written_lately(self.now) <= LIMIT

    def person_of(self, key: str) -> Person:
        return next(one for one in self.people if key in (one.number, one.parent, *one.ids))

    def claim(self, kinds: list[str]) -> None:
        """Allocate, claim the next people and call WhatsApp; store no result yet."""
        daily.allocate_due(clock.now())
        db.session.commit()
        for batch in db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)):
            envelope = envelopes.for_batch(batch)
            claims = sending.claim(envelope, len(kinds))
            if not claims:
                batches.close(batch)
            db.session.commit()
            for claim, kind in zip(claims, kinds, strict=False):
                key = (claim.address.phone_number or claim.address.user_id or "").lstrip("+")
                sent = self.oracle.send(key, envelope.campaign_id, clock.now())
                outcome = {
                    "accepted": Accepted(f"wamid.{uuid.uuid4().hex}"),
                    "refused": Refused(ProviderFault(131026, "Undeliverable")),
                    "unknown": Unknown("timed out"),
                }[kind]
                person = self.person_of(key)
                self.calls.append(Call(envelope, claim, outcome, sent, person))

    def hear(self, number: int) -> None:
        """Store the outcome of one of the calls, in any order."""
        if self.calls:
            call = self.calls.pop(number % len(self.calls))
            outcomes.record(call.envelope, [(call.claim, call.outcome)])
            db.session.commit()
            call.sent.is_lost = isinstance(call.outcome, Refused)
            if isinstance(call.outcome, Accepted):
                self.accepted.append(call)

    def receipt(self, chosen: tuple[int, bool]) -> None:
        """Receive a receipt by user id, perhaps the first word on the claim, or a failure."""
        number, fails = chosen
        calls = self.accepted + [one for one in self.calls if isinstance(one.outcome, Accepted)]
        if not calls:
            return
        call = calls[number % len(calls)]
        fails = fails and call in self.accepted
        status = "failed" if fails else "delivered"
        wamid, user_id = call.outcome.wamid, call.person.ids[-1]
        if fails:
            told = payloads.receipt(wamid, status, self.at, call.claim.callback, 131026)
            self.accepted.remove(call)
            call.sent.is_lost = not db.session.scalar(
                db.select(Recipient.delivered_at).filter_by(id=call.claim.recipient_id)
            )
        else:
            told = payloads.receipt(wamid, status, self.at, call.claim.callback, user_id=user_id)
            owners = [one for one in self.oracle.people if call.sent in one.messages]
            self.oracle.know(*owners[0].keys, user_id)
        receive(told)

    @property
    def at(self) -> float:
        return clock.now().timestamp()

    def write(self, chosen: tuple[int, str, str]) -> None:
        """Receive a message that shows the person by some of the ids."""
        person, by, text = self.people[chosen[0]], chosen[1], chosen[2]
        keys = person.keys(by)
        shown = {}
        for key in keys:
            name = "from" if key.isdecimal() else "from_user_id"
            shown["from_parent_user_id" if key == person.parent else name] = key
        receive(message(text, self.at, **shown))
        self.oracle.hear(text, *keys)

    def change_id(self, number: int) -> None:
        person = self.people[number]
        old, new = person.ids[-1], person.new_id()
        receive(change("user_changed_user_id", self.at, previous_user_id=old, user_id=new))
        self.oracle.change_id(old, new)

    def change_number(self, chosen: tuple[int, bool]) -> None:
        """Receive a changed number, with the old one or by the user id only."""
        person, has_sender = self.people[chosen[0]], chosen[1]
        left, old_id = person.number, person.ids[-1]
        known_by = [left, old_id] if has_sender else [old_id]
        if not self.oracle.is_known(*known_by):
            return  # nobody could know, and messages to the old number reach somebody else
        if not has_sender and not self.oracle.is_known(old_id):
            return
        owner = self.oracle.find(old_id)
        if not has_sender and self.oracle.is_known(left) and self.oracle.find(left) is not owner:
            return  # likewise: the contact with the old number is not known to be the same
        person.number, new_id = f"57320{uuid.uuid4().int % 10**7:07}", person.new_id()
        receive(
            change(
                "user_changed_number",
                self.at,
                {"from": left} if has_sender else None,
                previous_user_id=old_id,
                user_id=new_id,
                wa_id=person.number,
            )
        )
        self.oracle.change_number(left, *known_by, person.number, new_id)

    def check(self) -> None:
        """Check what must hold at the end."""
        while self.calls:
            self.step("hear", 0)
        assert [found for _, found in doctor.breaches(clock.now()) if found] == []
        counted = db.session.scalars(db.select(QuotaUse.contact_id)).all()
        assert len(counted) == len(set(counted)) <= self.oracle.written_lately(self.now)
        for campaign in db.session.scalars(db.select(Campaign)):
            recipients = db.select(Recipient).filter_by(campaign_id=campaign.id)
            contacts = [one.contact_id for one in db.session.scalars(recipients) if one.contact_id]
            assert len(contacts) == len(set(contacts))


def a_world(calendar: Calendar, beginning: datetime, known: list[str]) -> World:
    """Return people who are known by number, by user id, or by both as two contacts."""
    people = [Person(f"57310000000{i}", f"CO.ENT.{i}", [f"CO.{i}000"]) for i in range(len(known))]
    world = World(calendar, beginning, people)
    for person, how in zip(people, known, strict=True):
        if how != "id":
            a_contact(f"+{person.number}")
            world.oracle.know(person.number)
        if how != "number":
            a_contact_without_number(person.ids[0])
            world.oracle.know(person.ids[0])
    sender = a_sender(messaging_limit=LIMIT)
    for _ in range(2):
        an_active_campaign(0, sender=sender, target_audience=EVERYONE, timezone="UTC")
    db.session.commit()
    return world


@pytest.mark.timeout(120 + 10 * HISTORIES)
@settings(
    max_examples=HISTORIES,
    # A failed history is shown as it was found: shrinking it would take minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    known=st.lists(st.sampled_from(["number", "id", "both"]), min_size=PEOPLE, max_size=PEOPLE),
    steps=st.lists(STEPS, min_size=8, max_size=24),
)
def test_no_history_writes_twice_or_after_a_stop_or_counts_a_person_twice(
    app, tmp_path, monkeypatch, known, steps
):
    db.session.rollback()
    empty_tables()
    beginning = datetime.fromisoformat("2026-11-30T10:00:00+00:00")
    calendar = Calendar(tmp_path / "clock.json", speed=0)
    monkeypatch.setenv("CLOCK_FILE", str(calendar.path))
    calendar.jump(beginning)
    world = a_world(calendar, beginning, known)

    for name, argument in itertools.chain(steps, [("claim", ["accepted"] * 3)]):
        world.step(name, argument)

    world.check()
