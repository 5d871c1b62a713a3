"""The oracle of the quota histories: a plain list of messages with their people and times.

It separates what WhatsApp counts from what we can know about it, and when.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import CLAIM_LEASE, IN_HAND, RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.services.sending.claims import Claim
from webapp.whatsapp.outcomes import Accepted, Outcome, Unknown

DAY, HOUR, MINUTE = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=1)
CALL_MARGIN = 2 * MINUTE


@dataclass
class Message:
    """A worker's message, sent or not, and when we learned of it."""

    recipient_id: int
    person: int
    at: datetime
    callback: str
    is_sent: bool  # WhatsApp has it
    is_free: bool  # in an open service window, by WhatsApp's clock
    is_free_to_us: bool  # certainly so, by ours
    known_at: datetime | None = None

    def know(self) -> None:
        self.known_at = self.known_at or clock.now()


@dataclass
class Oracle:
    """The rules that the product must obey, in the simplest form."""

    limits: list[int] = field(default_factory=list)
    written: dict[str, Message] = field(default_factory=dict)
    #: By claimed recipient: the limit, and whether quota was used or a window open.
    cut: dict[int, tuple[int, bool]] = field(default_factory=dict)
    windows: dict[int, datetime] = field(default_factory=dict)
    #: Claimed recipients with open windows at the last check.
    without_place: set[int] = field(default_factory=set)

    @contextmanager
    def watching_the_cut(self) -> Iterator[None]:
        """Record the recipients allocated meanwhile, with the limit, and whether they use quota."""
        before, held = in_hand(), self.counted(clock.now() - DAY - MINUTE, by_us=True)
        yield
        for recipient_id, person in in_hand().items():
            if recipient_id not in before:
                is_free = person in held or self.is_open(person, HOUR)
                self.cut[recipient_id] = (len(self.limits) - 1, is_free)
                self.look_at_window(recipient_id, person, HOUR)

    def remember(self, claim: Claim, answer: Outcome) -> str:
        """Record whether WhatsApp accepts the message, or may have; return a key for it."""
        is_sent = isinstance(answer, Accepted | Unknown)
        person = db.session.get_one(Recipient, claim.recipient_id).contact_id
        key = answer.wamid if isinstance(answer, Accepted) else uuid.uuid4().hex
        self.look_at_window(claim.recipient_id, person, CALL_MARGIN)
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
            # A lowered limit applies only to those who are not queued yet: the queued are sent.
            assert len(self.counted(clock.now() - DAY)) <= max(self.limits[since:])
        return key

    def hear(self, key: str) -> None:
        """Record that a worker stored the result of its call."""
        if message := self.written.get(key):
            if message.is_sent or message.known_at:
                message.know()
            else:
                del self.written[key]

    def note_lost_claims(self) -> None:
        """Count those who just became unconfirmed from now on, whatever a worker reports later."""
        for message in self.written.values():
            if message.at < clock.now() - CLAIM_LEASE:
                message.know()

    def forget(self, key: str) -> None:
        """Remove a failed message: the person's other messages count, from their calls' ends."""
        person = self.written.pop(key).person
        for key, one in list(self.written.items()):
            if one.person == person and one.known_at:
                one.known_at = min(one.known_at, one.at + CLAIM_LEASE)
                status = db.session.get_one(Recipient, one.recipient_id).status
                if not one.is_sent and status != RecipientStatus.UNCONFIRMED:
                    del self.written[key]

    def look_at_window(self, recipient_id: int, person: int, margin: timedelta) -> None:
        self.without_place.discard(recipient_id)
        if self.is_open(person, margin):
            self.without_place.add(recipient_id)

    def is_open(self, person: int, margin: timedelta) -> bool:
        return person in self.windows and self.windows[person] > clock.now() + margin

    def counted(self, moment: datetime, *, by_us: bool = False) -> set[int]:
        """Return the people messaged since then: as WhatsApp counts them, or as we can know."""
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
        assert not [row for row in due if self.is_open(row.contact_id, HOUR)]
        if due:
            taken = in_hand().items()
            holders = {person for key, person in taken if key not in self.without_place}
            assert len(in_window | holders) >= self.limits[-1]


def in_hand() -> dict[int, int]:
    """Return the person of each queued or claimed recipient."""
    rows = db.select(Recipient.id, Recipient.contact_id).where(Recipient.status.in_(IN_HAND))
    return dict(iter(db.session.execute(rows)))


def is_open_in_berlin(campaign: Campaign, now: datetime) -> bool:
    """Return whether the second campaign may send: from 8:00; Berlin is UTC+1, or +2 in summer."""
    if campaign.window_opens == time(0):
        return True
    summer = datetime(2025, 3, 30, 1, tzinfo=UTC) <= now < datetime(2025, 10, 26, 1, tzinfo=UTC)
    return (now + timedelta(hours=2 if summer else 1)).hour >= 8
