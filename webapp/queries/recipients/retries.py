"""Recipients that staff may decide about: failed ones to retry, and unconfirmed ones."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from webapp.domain.recipients.retry_decision import MAX_ATTEMPTS
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending.error_policy import Policy, classify
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Contact, Recipient, Subscription
from webapp.queries.recipients import reasons


@dataclass(frozen=True)
class FailedGroup:
    """Recipients who failed for the same reason and may be retried."""

    code: int | None
    recipients: int
    policy: Policy

    @property
    def key(self) -> str:
        """Return the reason's key in a form."""
        return str(self.code)


def by_reason(campaign_id: uuid.UUID) -> list[FailedGroup]:
    """Return the failed recipients who may be retried by reason, the largest group first."""
    rows = _by_code(campaign_id)
    said = reasons.details(campaign_id, RecipientStatus.FAILED, rows)
    found = [
        FailedGroup(code, count, classify(ProviderFault(code, said.get(code) or "")))
        for code, count in rows.items()
    ]
    return [failed for failed in found if failed.policy.may_be_asked_for]


def count_retryable(campaign_id: uuid.UUID) -> int:
    """Return the number of failed recipients who may be retried."""
    return sum(
        count
        for code, count in _by_code(campaign_id).items()
        if classify(ProviderFault(code, "")).may_be_asked_for
    )


def _by_code(campaign_id: uuid.UUID) -> dict[int | None, int]:
    amount = func.count()
    rows = db.session.execute(
        select(Recipient.error_code, amount)
        .where(*_retryable(campaign_id, RecipientStatus.FAILED))
        .group_by(Recipient.error_code)
        .order_by(amount.desc(), Recipient.error_code)
    )
    return dict(rows.all())


def failed_with(campaign_id: uuid.UUID, codes: Collection[int | None]) -> list[ColumnElement[bool]]:
    """Return the conditions of those who failed with one of the codes and may be retried."""
    known = Recipient.error_code.in_([code for code in codes if code is not None])
    has_code = known | Recipient.error_code.is_(None) if None in codes else known
    return [*_retryable(campaign_id, RecipientStatus.FAILED), has_code]


@dataclass(frozen=True)
class Undecided:
    """Unconfirmed recipients of a campaign who wait for a decision."""

    recipients: int
    resendable: int


def undecided(campaign_id: uuid.UUID) -> Undecided:
    """Return the number of the campaign's unconfirmed recipients who wait for a decision."""
    conditions = unconfirmed_retryable(campaign_id)
    recipients, resendable = db.session.execute(
        select(func.count(), func.count().filter(*conditions)).where(*unconfirmed(campaign_id))
    ).one()
    return Undecided(recipients, resendable)


def unconfirmed(campaign_id: uuid.UUID) -> list[ColumnElement[bool]]:
    """Return the conditions of those who wait for a decision."""
    return [
        Recipient.campaign_id == campaign_id,
        Recipient.status == RecipientStatus.UNCONFIRMED,
        Recipient.decided_at.is_(None),
    ]


def unconfirmed_retryable(campaign_id: uuid.UUID) -> list[ColumnElement[bool]]:
    """Return the conditions of those among them who may be sent to again."""
    return [
        *_retryable(campaign_id, RecipientStatus.UNCONFIRMED),
        Recipient.decided_at.is_(None),
    ]


def _retryable(campaign_id: uuid.UUID, status: RecipientStatus) -> list[ColumnElement[bool]]:
    """Return the conditions that attempts remain and that the contact is still subscribed.

    Unsubscribed recipients are few, and have their own index.
    """
    unsubscribed = (
        select(Contact.id)
        .where(
            Contact.id == Recipient.contact_id, Contact.subscription == Subscription.UNSUBSCRIBED
        )
        .correlate(Recipient)
    )
    return [
        Recipient.campaign_id == campaign_id,
        Recipient.status == status,
        Recipient.attempts < MAX_ATTEMPTS,
        Recipient.contact_id.is_not(None),
        ~unsubscribed.exists(),
    ]
