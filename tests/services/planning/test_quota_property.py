"""Never over the limit, and never idle while someone could be messaged: random histories.

Every step goes through the real services and the real database; a plain list of messages
and their times is the oracle. HISTORIES=3000 plays more of them.
"""

import itertools
import os
import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.database import empty_tables
from tests.support.factories import a_sender, an_active_campaign, some_numbers
from tests.support.quota_oracle import DAY, Oracle
from tools.rehearsal.calendar import Calendar
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Contact, Sender
from webapp.services.campaigns import daily, lifecycle
from webapp.services.planning import batches
from webapp.services.sending import claims as sending
from webapp.services.sending import envelopes, outcomes, service_windows
from webapp.services.webhook import receipts
from webapp.whatsapp.outcomes import Accepted, NotReached, Outcome, Refused, Unknown

HISTORIES = int(os.environ.get("HISTORIES", "40"))
#: Near midnight, before Berlin's clocks change; and at the turn of the year.
BEGINNINGS = ("2025-10-24T22:00Z", "2025-03-28T22:50Z", "2025-12-31T22:57Z")
PEOPLE, LIMITS = 14, st.integers(2, 6) | st.sampled_from([3, 4, None])
NO_LIMIT = 10**9
NOT_ON_WHATSAPP = ProviderFault(131026, "Undeliverable")

ANSWERS = {
    "accepted": lambda: Accepted(f"wamid.{uuid.uuid4().hex}"),
    "refused": lambda: Refused(NOT_ON_WHATSAPP),
    "throttled": lambda: Refused(ProviderFault(131056, "Pair rate")),
    "not reached": lambda: NotReached("nobody there"),
    "unknown": lambda: Unknown("timed out"),
}
KINDS = st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=5)
NOTHING, NUMBERS = st.none(), st.integers(0, 9)

STEPS = st.one_of(
    st.tuples(st.just("tick"), NOTHING),
    st.tuples(st.just("claim"), KINDS),
    st.tuples(st.just("hear"), NUMBERS),
    st.tuples(st.just("send"), KINDS),
    st.tuples(st.just("spend"), NOTHING),
    st.tuples(st.just("spend"), NOTHING),
    st.tuples(st.just("die"), NOTHING),
    st.tuples(st.just("wait"), st.sampled_from([1, 300, 720, 1439, 1442])),
    st.tuples(st.just("wait"), st.sampled_from([59, 1380, 1439, 1442])),
    st.tuples(st.just("limit"), LIMITS),
    st.tuples(st.just("pause"), st.integers(0, 1)),
    st.tuples(st.just("fail"), NUMBERS),
    st.tuples(st.just("write_to_us"), st.integers(0, PEOPLE - 1)),
)


@dataclass
class Call:
    """A worker's claim, with a result that is not stored yet."""

    envelope: envelopes.Envelope
    claim: sending.Claim
    answer: Outcome
    key: str


@dataclass
class World:
    """The product, with the oracle."""

    calendar: Calendar
    sender: Sender
    campaigns: list[Campaign]
    now: datetime
    oracle: Oracle = field(default_factory=Oracle)
    calls: list[Call] = field(default_factory=list)

    def tick(self, _: None) -> None:
        """Run the scheduler's minute: end lost claims, and allocate what is due."""
        sending.expire(clock.now())
        db.session.commit()
        self.oracle.note_lost_claims()
        with self.oracle.watching_the_cut():
            daily.allocate_due(clock.now())
            db.session.commit()
        self.oracle.assert_nobody_is_left_who_could_be_written_to()

    def claim(self, kinds: list[str]) -> None:
        """Claim the next people of each batch and call WhatsApp, but store no result yet."""
        for batch in db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)):
            envelope = envelopes.for_batch(batch)
            claims = sending.claim(envelope, len(kinds))
            db.session.commit()
            if not claims:
                batches.close(batch)
                db.session.commit()
            for claim, kind in zip(claims, kinds, strict=False):
                answer = ANSWERS[kind]()
                key = self.oracle.remember(claim, answer)
                self.calls.append(Call(envelope, claim, answer, key))

    def hear(self, number: int) -> None:
        """Store the result of one of the calls, in any order."""
        if self.calls:
            self.note(self.calls.pop(number % len(self.calls)))

    def send(self, kinds: list[str]) -> None:
        """Claim the next people, call WhatsApp and store the results at once."""
        others = len(self.calls)
        self.claim(kinds)
        while len(self.calls) > others:
            self.note(self.calls.pop())

    def note(self, call: Call) -> None:
        outcomes.record(call.envelope, [(call.claim, call.answer)])
        db.session.commit()
        self.oracle.hear(call.key)

    def spend(self, _: None) -> None:
        """Send to everyone for whom quota remains."""
        self.tick(None)
        self.send(["accepted"] * PEOPLE)

    def die(self, _: None) -> None:
        """Claim a few people and kill the worker after WhatsApp has accepted the messages."""
        others = len(self.calls)
        self.claim(["unknown"] * 2)
        del self.calls[others:]
        self.wait(1)
        sending.expire(clock.now())
        db.session.commit()
        self.oracle.note_lost_claims()

    def fail(self, number: int) -> None:
        """Have WhatsApp report, however late, that a message failed before it was delivered."""
        accepted = [key for key in self.oracle.written if key.startswith("wamid")]
        if accepted:
            key = accepted[number % len(accepted)]
            callback = self.oracle.written[key].callback
            told = Receipt(key, "failed", clock.now(), error=NOT_ON_WHATSAPP, callback=callback)
            receipts.apply([told])
            db.session.commit()
            self.oracle.forget(key)

    def write_to_us(self, number: int) -> None:
        """Receive a message from one of the people: for 24 hours, replies use no quota."""
        person = db.session.scalars(
            db.select(Contact).order_by(Contact.id).offset(number).limit(1)
        ).one()
        service_windows.open_for(person, self.sender.phone_number_id, clock.now())
        db.session.commit()
        self.oracle.windows[person.id] = clock.now() + DAY

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.calendar.jump(self.now)

    def limit(self, people: int | None) -> None:
        self.sender.portfolio.messaging_limit = people
        db.session.commit()
        self.oracle.limits.append(NO_LIMIT if people is None else people)

    def pause(self, number: int) -> None:
        """Pause the campaign, or resume it."""
        campaign = self.campaigns[number]
        if campaign.status == CampaignStatus.ACTIVE:
            lifecycle.pause(campaign, PauseReason.PERSON, "tests")
        elif campaign.status == CampaignStatus.PAUSED:
            lifecycle.resume(campaign, "tests")
        db.session.commit()


@pytest.mark.timeout(120 + 10 * HISTORIES)
@settings(
    max_examples=HISTORIES,
    # A failed history is shown as it was found: shrinking it would take minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    beginning=st.sampled_from(BEGINNINGS).map(datetime.fromisoformat),
    first_limit=LIMITS,
    steps=st.lists(STEPS, min_size=8, max_size=20),
)
def test_no_history_breaks_the_limit_or_leaves_it_unused(
    app, tmp_path, monkeypatch, beginning, first_limit, steps
):
    db.session.rollback()
    empty_tables()
    calendar = Calendar(tmp_path / "clock.json", speed=0)
    monkeypatch.setenv("CLOCK_FILE", str(calendar.path))
    calendar.jump(beginning)
    sender, numbers = a_sender(messaging_limit=first_limit), some_numbers(PEOPLE)
    given_ = {"sender": sender, "daily_send_limit": 1000, "timezone": "Europe/Berlin"}
    both = [
        an_active_campaign(numbers, priority=1, **given_),
        an_active_campaign(numbers, priority=5, window_opens=time(8), **given_),
    ]
    db.session.commit()
    world = World(calendar, sender, both, beginning)
    world.limit(first_limit)

    for name, argument in itertools.chain(steps, [("tick", None)]):
        getattr(world, name)(argument)
