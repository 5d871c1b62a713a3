"""Applying the frequency cap: the most marketing messages for one contact, over campaigns."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Function, and_, func, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from webapp.domain.recipients.status import ACCEPTED, RecipientStatus, SkipReason
from webapp.domain.sending.frequency_cap import FrequencyCap, WhenCapped
from webapp.domain.sending.marketing_cap import OTHER_CATEGORIES, is_marketing
from webapp.extensions import db
from webapp.models import Batch, Campaign, CampaignKind, MessageTemplate, Recipient
from webapp.queries.operations import settings

#: By then the outcome of a message that is being sent is known.
OUTCOME_WAIT = timedelta(minutes=1)


def hold(batch: Batch, now: datetime) -> int:
    """Take recipients who reached the cap out of the batch; return how many.

    The campaign, or else the setting, decides: they are skipped, or wait until the oldest of these
    messages is old enough. Those who reach the cap through a message that another campaign is
    sending now wait until its outcome is known. Those who wait do not use the day's limit. Single
    messages by programs, and messages that are not marketing, do not count and are never held.
    """
    cap = settings.frequency_cap()
    if cap is None or not _is_marketing(batch.campaign):
        return 0
    sent, since = aliased(Recipient), now - timedelta(days=cap.days)
    counted = _was_sent(sent, since)
    is_enough = _messages(func.count(), sent, counted) >= cap.messages
    may_be_enough = _messages(func.count(), sent, or_(counted, _is_under_way(sent))) >= cap.messages
    held = _take_out(batch, is_enough, _outcome(cap, batch.campaign.when_capped, since))
    return held + _take_out(batch, may_be_enough, _waiting_until(now + OUTCOME_WAIT))


def _take_out(batch: Batch, capped: ColumnElement[bool], values: dict[str, object]) -> int:
    statement = (
        update(Recipient)
        .where(Recipient.batch_id == batch.id, Recipient.status == RecipientStatus.QUEUED, capped)
        .values(values)
        .execution_options(synchronize_session=False, preserve_rowcount=True)
    )
    recipients = int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
    if recipients and values["status"] == RecipientStatus.PENDING:
        batch.batch_size = Batch.batch_size - recipients
    return recipients


def _is_marketing(campaign: Campaign) -> bool:
    template = campaign.message_template
    is_other = template is not None and not is_marketing(template.category)
    return campaign.kind == CampaignKind.CAMPAIGN and not is_other


def _outcome(cap: FrequencyCap, setting: WhenCapped | None, since: datetime) -> dict[str, object]:
    if cap.outcome(setting) == WhenCapped.SKIP:
        return {"status": RecipientStatus.SKIPPED, "skip_reason": SkipReason.CAPPED}
    sent = aliased(Recipient)
    oldest = _messages(func.min(_sent_at(sent)), sent, _was_sent(sent, since))
    return _waiting_until(oldest + timedelta(days=cap.days))


def _waiting_until(moment: datetime | ColumnElement[Any]) -> dict[str, object]:
    return {"status": RecipientStatus.PENDING, "batch_id": None, "next_attempt_at": moment}


def _sent_at(sent: type[Recipient]) -> ColumnElement[Any]:
    return func.coalesce(sent.accepted_at, sent.claimed_at)


def _was_sent(sent: type[Recipient], since: datetime) -> ColumnElement[bool]:
    """Return whether the message was sent to the contact since then, or may have been."""
    may_be_sent = sent.status.in_((*ACCEPTED, RecipientStatus.UNCONFIRMED))
    return and_(may_be_sent, _sent_at(sent) > since)


def _is_under_way(sent: type[Recipient]) -> ColumnElement[bool]:
    """Return whether the message is being sent, or was queued before this one."""
    turns = tuple_(sent.queued_at, sent.id) < tuple_(Recipient.queued_at, Recipient.id)
    comes_first = and_(sent.status == RecipientStatus.QUEUED, turns)
    return or_(sent.status == RecipientStatus.SENDING, comes_first)


def _messages(
    aggregate: Function[Any], sent: type[Recipient], condition: ColumnElement[bool]
) -> ColumnElement[Any]:
    """Return the aggregate over the campaigns' messages to the recipient's contact."""
    return (
        select(aggregate)
        .select_from(sent)
        .join(Campaign, Campaign.id == sent.campaign_id)
        .outerjoin(MessageTemplate, MessageTemplate.id == Campaign.message_template_id)
        .where(
            sent.contact_id == Recipient.contact_id,
            condition,
            Campaign.kind == CampaignKind.CAMPAIGN,
            func.coalesce(MessageTemplate.category, "").not_in(OTHER_CATEGORIES),
        )
        .correlate(Recipient)
        .scalar_subquery()
    )
