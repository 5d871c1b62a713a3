"""At most so many marketing messages for one person in so many days, across all campaigns."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Function, func, select, update
from sqlalchemy.orm import aliased

from webapp.domain.frequency import FrequencyCap, WhenCapped
from webapp.domain.recipient_status import ACCEPTED, RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Batch, Campaign, CampaignKind, MessageTemplate, Recipient
from webapp.queries import settings

#: What WhatsApp does not call marketing: news of an order, codes to sign in with.
OTHER_CATEGORIES = ("UTILITY", "AUTHENTICATION")


def hold(batch: Batch, now: datetime) -> int:
    """Take those out of the batch who got enough messages lately; answer how many.

    As the campaign says, or else the setting, they are skipped, or wait until the oldest of these
    messages is old enough; the day's limit is not spent by who waits. Messages that programs send
    one by one, and those that are no marketing, are none of these, and are never held.
    """
    cap = settings.frequency_cap()
    if cap is None or not _is_marketing(batch.campaign):
        return 0
    since = now - timedelta(days=cap.days)
    held = update(Recipient).where(
        Recipient.batch_id == batch.id,
        Recipient.status == RecipientStatus.QUEUED,
        _messages(func.count(), since) >= cap.messages,
    )
    result = db.session.execute(
        held.values(**_values(cap, batch.campaign.when_capped, since)).execution_options(
            synchronize_session=False, preserve_rowcount=True
        )
    )
    people = int(result.rowcount)  # type: ignore[attr-defined]
    if people and cap.outcome(batch.campaign.when_capped) == WhenCapped.WAIT:
        batch.batch_size = Batch.batch_size - people
    return people


def _is_marketing(campaign: Campaign) -> bool:
    template = campaign.message_template
    is_other = template is not None and template.category in OTHER_CATEGORIES
    return campaign.kind == CampaignKind.CAMPAIGN and not is_other


def _values(cap: FrequencyCap, chosen: WhenCapped | None, since: datetime) -> dict[str, object]:
    if cap.outcome(chosen) == WhenCapped.SKIP:
        return {"status": RecipientStatus.SKIPPED, "skip_reason": SkipReason.CAPPED}
    oldest = aliased(Recipient)
    again_at = _messages(func.min(oldest.accepted_at), since, oldest) + timedelta(days=cap.days)
    return {"status": RecipientStatus.PENDING, "batch_id": None, "next_attempt_at": again_at}


def _messages(
    what: ColumnElement[Any] | Function[Any], since: datetime, sent: type[Recipient] | None = None
) -> ColumnElement[Any]:
    """Ask of the messages that the recipient's person got from campaigns since then."""
    sent = sent or aliased(Recipient)
    return (
        select(what)
        .select_from(sent)
        .join(Campaign, Campaign.id == sent.campaign_id)
        .outerjoin(MessageTemplate, MessageTemplate.id == Campaign.message_template_id)
        .where(
            sent.contact_id == Recipient.contact_id,
            sent.accepted_at > since,
            sent.status.in_(ACCEPTED),
            Campaign.kind == CampaignKind.CAMPAIGN,
            func.coalesce(MessageTemplate.category, "").not_in(OTHER_CATEGORIES),
        )
        .correlate(Recipient)
        .scalar_subquery()
    )
