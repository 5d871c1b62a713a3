"""At most so many marketing messages for one person in so many days, across all campaigns."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Function, and_, func, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from webapp.domain.recipients.status import ACCEPTED, RecipientStatus, SkipReason
from webapp.domain.sending.frequency_cap import FrequencyCap, WhenCapped
from webapp.extensions import db
from webapp.models import Batch, Campaign, CampaignKind, MessageTemplate, Recipient
from webapp.queries.operations import settings

#: What WhatsApp does not call marketing: news of an order, codes to sign in with.
OTHER_CATEGORIES = ("UTILITY", "AUTHENTICATION")
#: By then it is known what became of a message that is being sent.
UNTIL_KNOWN = timedelta(minutes=1)


def hold(batch: Batch, now: datetime) -> int:
    """Take those out of the batch who got enough messages lately; answer how many.

    As the campaign says, or else the setting, they are skipped, or wait until the oldest of these
    messages is old enough. Who would have enough by what another campaign is just sending waits
    until that is known. The day's limit is not spent by who waits. Messages that programs send one
    by one, and those that are no marketing, are none of these, and are never held.
    """
    cap = settings.frequency_cap()
    if cap is None or not _is_marketing(batch.campaign):
        return 0
    sent, since = aliased(Recipient), now - timedelta(days=cap.days)
    got = _was_written_to(sent, since)
    is_enough = _messages(func.count(), sent, got) >= cap.messages
    may_be_enough = _messages(func.count(), sent, or_(got, _is_in_hand(sent))) >= cap.messages
    held = _take_out(batch, is_enough, _outcome(cap, batch.campaign.when_capped, since))
    return held + _take_out(batch, may_be_enough, _waiting_until(now + UNTIL_KNOWN))


def _take_out(batch: Batch, whom: ColumnElement[bool], values: dict[str, object]) -> int:
    taken = (
        update(Recipient)
        .where(Recipient.batch_id == batch.id, Recipient.status == RecipientStatus.QUEUED, whom)
        .values(values)
        .execution_options(synchronize_session=False, preserve_rowcount=True)
    )
    people = int(db.session.execute(taken).rowcount)  # type: ignore[attr-defined]
    if people and values["status"] == RecipientStatus.PENDING:
        batch.batch_size = Batch.batch_size - people
    return people


def _is_marketing(campaign: Campaign) -> bool:
    template = campaign.message_template
    is_other = template is not None and template.category in OTHER_CATEGORIES
    return campaign.kind == CampaignKind.CAMPAIGN and not is_other


def _outcome(cap: FrequencyCap, chosen: WhenCapped | None, since: datetime) -> dict[str, object]:
    if cap.outcome(chosen) == WhenCapped.SKIP:
        return {"status": RecipientStatus.SKIPPED, "skip_reason": SkipReason.CAPPED}
    sent = aliased(Recipient)
    oldest = _messages(func.min(_written_at(sent)), sent, _was_written_to(sent, since))
    return _waiting_until(oldest + timedelta(days=cap.days))


def _waiting_until(moment: datetime | ColumnElement[Any]) -> dict[str, object]:
    return {"status": RecipientStatus.PENDING, "batch_id": None, "next_attempt_at": moment}


def _written_at(sent: type[Recipient]) -> ColumnElement[Any]:
    return func.coalesce(sent.accepted_at, sent.claimed_at)


def _was_written_to(sent: type[Recipient], since: datetime) -> ColumnElement[bool]:
    """Whether the message came to the person since then, or may have."""
    may_have_come = sent.status.in_((*ACCEPTED, RecipientStatus.UNCONFIRMED))
    return and_(may_have_come, _written_at(sent) > since)


def _is_in_hand(sent: type[Recipient]) -> ColumnElement[bool]:
    """Whether the message is being sent, or was queued before this one."""
    turns = tuple_(sent.queued_at, sent.id) < tuple_(Recipient.queued_at, Recipient.id)
    comes_first = and_(sent.status == RecipientStatus.QUEUED, turns)
    return or_(sent.status == RecipientStatus.SENDING, comes_first)


def _messages(
    what: Function[Any], sent: type[Recipient], which: ColumnElement[bool]
) -> ColumnElement[Any]:
    """Ask of the messages of campaigns to the recipient's person."""
    return (
        select(what)
        .select_from(sent)
        .join(Campaign, Campaign.id == sent.campaign_id)
        .outerjoin(MessageTemplate, MessageTemplate.id == Campaign.message_template_id)
        .where(
            sent.contact_id == Recipient.contact_id,
            which,
            Campaign.kind == CampaignKind.CAMPAIGN,
            func.coalesce(MessageTemplate.category, "").not_in(OTHER_CATEGORIES),
        )
        .correlate(Recipient)
        .scalar_subquery()
    )
