"""Never over the limit, and never idle while someone could be written to: random histories.

Every step goes through the real services and the real database; a plain list of who was written
to when is the oracle.
"""

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

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
from webapp.models import Batch, BatchStatus, Campaign, Recipient, Sender
from webapp.services import campaigns, cutting, outcomes, receipts, recovery, sending
from webapp.whatsapp.outcomes import Accepted, NotReached, Outcome, Refused, Unknown

BEGIN = datetime(2025, 10, 24, 22, tzinfo=UTC)  # near midnight, two days before the clocks change
DAY = timedelta(hours=24)
PEOPLE, LIMITS = 14, st.integers(2, 6)
NOT_ON_WHATSAPP = ProviderFault(131026, "Undeliverable")

ANSWERS = {
    "accepted": lambda: Accepted(f"wamid.{uuid.uuid4().hex}"),
    "refused": lambda: Refused(NOT_ON_WHATSAPP),
    "throttled": lambda: Refused(ProviderFault(131056, "Pair rate")),
    "not reached": lambda: NotReached("nobody there"),
    "unknown": lambda: Unknown("timed out"),
}

STEPS = st.one_of(
    st.tuples(st.just("tick"), st.none()),
    st.tuples(st.just("tick"), st.none()),
    st.tuples(st.just("send"), st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=5)),
    st.tuples(st.just("spend"), st.none()),
    st.tuples(st.just("spend"), st.none()),
    st.tuples(st.just("die"), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([1, 300, 720, 1439, 1442])),
    st.tuples(st.just("wait"), st.sampled_from([1380, 1439, 1442])),
    st.tuples(st.just("limit"), LIMITS),
    st.tuples(st.just("pause"), st.integers(0, 1)),
    st.tuples(st.just("fail"), st.integers(0, 9)),
)


@dataclass
class World:
    """The product, and beside it the oracle."""

    calendar: Calendar
    sender: Sender
    campaigns: list[Campaign]
    now: datetime = BEGIN
    limits: list[tuple[datetime, int]] = field(default_factory=list)
    written: dict[str, tuple[int, datetime]] = field(default_factory=dict)  # by message

    def tick(self, _: None) -> None:
        recovery.expire_claims(clock.now())
        cutting.cut_due(clock.now())
        db.session.commit()
        self.assert_nobody_is_left_who_could_be_written_to()

    def send(self, kinds: list[str]) -> None:
        """A worker takes the next people of each batch, and WhatsApp answers as it likes."""
        for batch in db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)):
            envelope = sending.envelope(batch)
            claims = sending.claim(envelope, len(kinds))
            db.session.commit()
            answers = [ANSWERS[kind]() for kind in kinds]
            outcomes.note(envelope, list(zip(claims, answers, strict=False)))
            db.session.commit()
            for claim, answer in zip(claims, answers, strict=False):
                self.remember(claim.recipient_id, answer)

    def spend(self, _: None) -> None:
        """Everyone for whom there is room is written to."""
        self.tick(None)
        self.send(["accepted"] * PEOPLE)

    def die(self, _: None) -> None:
        """A worker claims one person and is killed after WhatsApp has accepted the message."""
        batch = db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)).first()
        claims = sending.claim(sending.envelope(batch), 1) if batch else []
        db.session.commit()
        self.wait(1)
        recovery.expire_claims(clock.now())
        db.session.commit()
        for claim in claims:  # at any moment until the claim ended: the last of them counts
            self.remember(claim.recipient_id, Unknown("killed"))

    def remember(self, recipient_id: int, answer: Outcome) -> None:
        if isinstance(answer, Accepted | Unknown):
            person = db.session.get_one(Recipient, recipient_id).contact_id
            key = answer.wamid if isinstance(answer, Accepted) else uuid.uuid4().hex
            self.written[key] = (person, clock.now())
            assert len(self.people_since(clock.now() - DAY)) <= self.highest_limit()

    def fail(self, number: int) -> None:
        """WhatsApp tells that a message failed before it was delivered."""
        accepted = [key for key in self.written if key.startswith("wamid")]
        if accepted:
            wamid = accepted[number % len(accepted)]
            receipts.apply([Receipt(wamid, "failed", clock.now(), error=NOT_ON_WHATSAPP)])
            db.session.commit()
            del self.written[wamid]

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.calendar.jump(self.now)

    def limit(self, people: int) -> None:
        self.sender.portfolio.messaging_limit = people
        db.session.commit()
        self.limits.append((clock.now(), people))

    def pause(self, number: int) -> None:
        """Pause the campaign, or resume it."""
        campaign = self.campaigns[number]
        if campaign.status == CampaignStatus.ACTIVE:
            campaigns.pause(campaign, PauseReason.PERSON, "tests")
        elif campaign.status == CampaignStatus.PAUSED:
            campaigns.resume(campaign, "tests")
        db.session.commit()

    def people_since(self, moment: datetime) -> set[int]:
        return {person for person, at in self.written.values() if at > moment}

    def highest_limit(self) -> int:
        """A limit that was lowered holds for whom it was not too late: who was queued is sent."""
        return max(people for _, people in self.limits)

    def assert_nobody_is_left_who_could_be_written_to(self) -> None:
        now = clock.now()
        in_window = self.people_since(now - DAY - timedelta(minutes=1))
        in_hand = set(
            db.session.scalars(db.select(Recipient.contact_id).where(Recipient.status.in_(IN_HAND)))
        )
        due = db.session.scalars(
            db.select(Recipient)
            .join(Campaign)
            .where(
                Recipient.status == RecipientStatus.PENDING,
                Campaign.status == CampaignStatus.ACTIVE,
                db.or_(Recipient.next_attempt_at.is_(None), Recipient.next_attempt_at <= now),
            )
        ).all()
        assert not [row for row in due if row.contact_id in in_window]
        if due:
            assert len(in_window | in_hand) >= self.limits[-1][1]


@settings(
    max_examples=40,
    # A broken history is shown as it was found: shrinking it would take minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first_limit=LIMITS, steps=st.lists(STEPS, min_size=8, max_size=20))
def test_no_history_breaks_the_limit_or_leaves_it_unused(
    app, tmp_path, monkeypatch, first_limit, steps
):
    db.session.rollback()
    empty_tables()
    calendar = Calendar(tmp_path / "clock.json", speed=0)
    monkeypatch.setenv("CLOCK_FILE", str(calendar.path))
    calendar.jump(BEGIN)
    sender, numbers = a_sender(messaging_limit=first_limit), some_numbers(PEOPLE)
    both = [
        an_active_campaign(numbers, sender=sender, daily_send_limit=1000, priority=priority)
        for priority in (1, 5)
    ]
    db.session.commit()
    world = World(calendar, sender, both)
    world.limit(first_limit)

    for name, argument in itertools.chain(steps, [("tick", None)]):
        getattr(world, name)(argument)
