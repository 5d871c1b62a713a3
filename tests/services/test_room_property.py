"""Never over the limit, and never idle while someone could be written to: random histories.

Every step goes through the real services and the real database; a plain list of who was written
to when is the oracle. HISTORIES=3000 plays more of them.
"""

import itertools
import os
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rehearsal.calendar import Calendar
from tests.conftest import empty_tables
from tests.factories import a_sender, an_active_campaign, some_numbers
from webapp import clock
from webapp.domain.campaign_status import CampaignStatus, PauseReason
from webapp.domain.events import ProviderFault, Receipt
from webapp.domain.recipient_status import IN_HAND, RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Contact, Recipient, Sender
from webapp.services import (
    batches,
    campaigns,
    cutting,
    outcomes,
    receipts,
    recovery,
    sending,
    service_windows,
)
from webapp.whatsapp.outcomes import Accepted, NotReached, Outcome, Refused, Unknown

HISTORIES = int(os.environ.get("HISTORIES", "40"))
#: Near midnight, before the clocks of Berlin change; and at the turn of the year.
BEGINNINGS = ("2025-10-24T22:00Z", "2025-03-28T22:50Z", "2025-12-31T22:57Z")
DAY, MINUTE = timedelta(hours=24), timedelta(minutes=1)
CALL_MARGIN = 2 * MINUTE
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
class Message:
    """What a worker sent, or did not, and since when we know of it."""

    recipient_id: int
    person: int
    at: datetime
    callback: str
    is_sent: bool  # WhatsApp has it
    is_free: bool  # in an open service window, by WhatsApp's clock
    is_free_to_us: bool  # surely so, by ours
    known_at: datetime | None = None

    def know(self) -> None:
        self.known_at = self.known_at or clock.now()


@dataclass
class Call:
    """A claim of one of the workers, and the answer that it has not written down yet."""

    envelope: sending.Envelope
    claim: sending.Claim
    answer: Outcome
    key: str = ""


@dataclass
class World:
    """The product, and beside it the oracle."""

    calendar: Calendar
    sender: Sender
    campaigns: list[Campaign]
    now: datetime
    limits: list[int] = field(default_factory=list)
    written: dict[str, Message] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    #: By recipient in hand: since which limit, and whether a place was held or a window open.
    cut: dict[int, tuple[int, bool]] = field(default_factory=dict)
    windows: dict[int, datetime] = field(default_factory=dict)
    #: Recipients in hand whose windows were open when somebody last looked.
    without_place: set[int] = field(default_factory=set)

    def tick(self, _: None) -> None:
        """The scheduler's minute: lost claims end, and what is due is cut."""
        recovery.expire_claims(clock.now())
        db.session.commit()
        self.note_lost_claims()
        before = self.in_hand()
        held = self.counted(clock.now() - DAY - MINUTE, by_us=True)
        cutting.cut_due(clock.now())
        db.session.commit()
        for recipient_id, person in (self.in_hand() - before).items():
            is_free = person in held or self.is_open(person, timedelta(hours=1))
            self.cut[recipient_id] = (len(self.limits) - 1, is_free)
            self.look_at_window(recipient_id, person, timedelta(hours=1))
        self.assert_nobody_is_left_who_could_be_written_to()

    def claim(self, kinds: list[str]) -> None:
        """A worker takes the next people of each batch, calls WhatsApp, and is slow to note it."""
        for batch in db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)):
            envelope = sending.envelope(batch)
            claims = sending.claim(envelope, len(kinds))
            db.session.commit()
            if not claims:
                batches.close(batch)
                db.session.commit()
            for claim, kind in zip(claims, kinds, strict=False):
                person = db.session.get_one(Recipient, claim.recipient_id).contact_id
                self.look_at_window(claim.recipient_id, person, CALL_MARGIN)
                call = Call(envelope, claim, ANSWERS[kind]())
                call.key = self.remember(claim, call.answer)
                self.calls.append(call)

    def hear(self, number: int) -> None:
        """A worker writes down what came of one of its calls, in any order."""
        if self.calls:
            self.note(self.calls.pop(number % len(self.calls)))

    def send(self, kinds: list[str]) -> None:
        """A worker takes the next people and writes down the answers at once."""
        others = len(self.calls)
        self.claim(kinds)
        while len(self.calls) > others:
            self.note(self.calls.pop())

    def note(self, call: Call) -> None:
        outcomes.note(call.envelope, [(call.claim, call.answer)])
        db.session.commit()
        if message := self.written.get(call.key):
            if message.is_sent or message.known_at:
                message.know()
            else:
                del self.written[call.key]

    def spend(self, _: None) -> None:
        """Everyone for whom there is room is written to."""
        self.tick(None)
        self.send(["accepted"] * PEOPLE)

    def die(self, _: None) -> None:
        """A worker claims a few people and is killed after WhatsApp has accepted the messages."""
        others = len(self.calls)
        self.claim(["unknown"] * 2)
        del self.calls[others:]
        self.wait(1)
        recovery.expire_claims(clock.now())
        db.session.commit()
        self.note_lost_claims()

    def note_lost_claims(self) -> None:
        """Who became unconfirmed just now counts from now on, whatever a worker says later."""
        for message in self.written.values():
            if message.at < clock.now() - sending.LEASE:
                message.know()

    def remember(self, claim: sending.Claim, answer: Outcome) -> str:
        """WhatsApp accepts the message, or it may have, or not."""
        is_sent = isinstance(answer, Accepted | Unknown)
        person = db.session.get_one(Recipient, claim.recipient_id).contact_id
        key = answer.wamid if isinstance(answer, Accepted) else uuid.uuid4().hex
        is_free = self.is_open(person, timedelta(0))
        is_free_to_us = self.is_open(person, CALL_MARGIN)
        is_new = person not in self.counted(clock.now() - DAY)
        self.written[key] = Message(
            claim.recipient_id,
            person,
            clock.now(),
            claim.callback,
            is_sent,
            is_free,
            is_free_to_us,
        )
        since, was_free = self.cut[claim.recipient_id]
        if is_sent and is_new and not is_free and not was_free:
            # A limit that was lowered holds for whom it was not too late: who is queued is sent.
            assert len(self.counted(clock.now() - DAY)) <= max(self.limits[since:])
        return key

    def fail(self, number: int) -> None:
        """WhatsApp tells, however late, that a message failed before it was delivered."""
        accepted = [key for key in self.written if key.startswith("wamid")]
        if accepted:
            key = accepted[number % len(accepted)]
            failure = Receipt(
                key,
                "failed",
                clock.now(),
                error=NOT_ON_WHATSAPP,
                callback=self.written[key].callback,
            )
            receipts.apply([failure])
            db.session.commit()
            self.look_again(self.written.pop(key).person)

    def look_again(self, person: int) -> None:
        """The person's place is told by their other messages, as of the end of their calls."""
        for key, one in list(self.written.items()):
            if one.person == person and one.known_at:
                one.known_at = min(one.known_at, one.at + sending.LEASE)
                status = db.session.get_one(Recipient, one.recipient_id).status
                if not one.is_sent and status != RecipientStatus.UNCONFIRMED:
                    del self.written[key]

    def write_to_us(self, number: int) -> None:
        """One of the people writes to the sender: for 24 hours they may be answered freely."""
        person = db.session.scalars(
            db.select(Contact).order_by(Contact.id).offset(number).limit(1)
        ).one()
        service_windows.open_for(person, self.sender.phone_number_id, clock.now())
        db.session.commit()
        self.windows[person.id] = clock.now() + DAY

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.calendar.jump(self.now)

    def limit(self, people: int | None) -> None:
        self.sender.portfolio.messaging_limit = people
        db.session.commit()
        self.limits.append(NO_LIMIT if people is None else people)

    def pause(self, number: int) -> None:
        """Pause the campaign, or resume it."""
        campaign = self.campaigns[number]
        if campaign.status == CampaignStatus.ACTIVE:
            campaigns.pause(campaign, PauseReason.PERSON, "tests")
        elif campaign.status == CampaignStatus.PAUSED:
            campaigns.resume(campaign, "tests")
        db.session.commit()

    def in_hand(self) -> "Hand":
        return Hand(
            db.session.execute(
                db.select(Recipient.id, Recipient.contact_id).where(Recipient.status.in_(IN_HAND))
            ).all()
        )

    def look_at_window(self, recipient_id: int, person: int, margin: timedelta) -> None:
        self.without_place.discard(recipient_id)
        if self.is_open(person, margin):
            self.without_place.add(recipient_id)

    def is_open(self, person: int, margin: timedelta) -> bool:
        return person in self.windows and self.windows[person] > clock.now() + margin

    def counted(self, moment: datetime, *, by_us: bool = False) -> set[int]:
        """Who was written to since: as WhatsApp counts them, or as we can know."""
        written = self.written.values()
        if not by_us:
            sent = [one for one in written if one.is_sent and one.at > moment]
            return {one.person for one in sent if not one.is_free}
        known = [one for one in written if one.known_at and one.known_at > moment]
        return {one.person for one in known if not one.is_free_to_us}

    def assert_nobody_is_left_who_could_be_written_to(self) -> None:
        now = clock.now()
        in_window = self.counted(now - DAY - MINUTE, by_us=True)
        is_due = db.or_(Recipient.next_attempt_at.is_(None), Recipient.next_attempt_at <= now)
        due = [
            row
            for row in db.session.scalars(
                db.select(Recipient).where(Recipient.status == RecipientStatus.PENDING, is_due)
            )
            if row.campaign.status == CampaignStatus.ACTIVE and is_open_in_berlin(row.campaign, now)
        ]
        assert not [row for row in due if row.contact_id in in_window]
        assert not [row for row in due if self.is_open(row.contact_id, timedelta(hours=1))]
        if due:
            in_hand = self.in_hand().items()
            holders = {person for key, person in in_hand if key not in self.without_place}
            assert len(in_window | holders) >= self.limits[-1]


class Hand(dict[int, int]):
    """The person of each recipient in hand."""

    def __sub__(self, other: "Hand") -> "Hand":
        return Hand({key: person for key, person in self.items() if key not in other})


def is_open_in_berlin(campaign: Campaign, now: datetime) -> bool:
    """The second campaign sends from 8:00 on; Berlin is an hour ahead, or two in summer."""
    if campaign.window_opens == time(0):
        return True
    summer = datetime(2025, 3, 30, 1, tzinfo=UTC) <= now < datetime(2025, 10, 26, 1, tzinfo=UTC)
    return (now + timedelta(hours=2 if summer else 1)).hour >= 8


@pytest.mark.timeout(120 + 10 * HISTORIES)
@settings(
    max_examples=HISTORIES,
    # A broken history is shown as it was found: shrinking it would take minutes.
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
