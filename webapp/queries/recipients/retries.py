"""People about whom someone may decide: failed ones to try again, and unconfirmed ones."""

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
class Failed:
    """People who failed for the same reason and may be tried again."""

    code: int | None
    people: int
    policy: Policy

    @property
    def key(self) -> str:
        """The reason as a form names it."""
        return str(self.code)


def by_reason(campaign_id: uuid.UUID) -> list[Failed]:
    """Count by reason the failed people for whom another try makes sense, the most first."""
    rows = _by_code(campaign_id)
    said = reasons.details(campaign_id, RecipientStatus.FAILED, rows)
    found = [
        Failed(code, count, classify(ProviderFault(code, said.get(code) or "")))
        for code, count in rows.items()
    ]
    return [failed for failed in found if failed.policy.may_be_asked_for]


def to_try(campaign_id: uuid.UUID) -> int:
    """Count the failed people for whom another try makes sense."""
    return sum(
        count
        for code, count in _by_code(campaign_id).items()
        if classify(ProviderFault(code, "")).may_be_asked_for
    )


def _by_code(campaign_id: uuid.UUID) -> dict[int | None, int]:
    amount = func.count()
    rows = db.session.execute(
        select(Recipient.error_code, amount)
        .where(*_once_more(campaign_id, RecipientStatus.FAILED))
        .group_by(Recipient.error_code)
        .order_by(amount.desc(), Recipient.error_code)
    )
    return dict(rows.all())


def failed_with(campaign_id: uuid.UUID, codes: Collection[int | None]) -> list[ColumnElement[bool]]:
    """Answer the conditions of those who failed with one of the codes and may be tried again."""
    known = Recipient.error_code.in_([code for code in codes if code is not None])
    is_one = known | Recipient.error_code.is_(None) if None in codes else known
    return [*_once_more(campaign_id, RecipientStatus.FAILED), is_one]


@dataclass(frozen=True)
class Undecided:
    """Unconfirmed people of a campaign about whom nobody has decided yet."""

    people: int
    may_be_sent_again: int


def undecided(campaign_id: uuid.UUID) -> Undecided:
    """Count the campaign's unconfirmed people who wait for a decision."""
    again = unconfirmed_once_more(campaign_id)
    people, may_be_sent_again = db.session.execute(
        select(func.count(), func.count().filter(*again)).where(*unconfirmed(campaign_id))
    ).one()
    return Undecided(people, may_be_sent_again)


def unconfirmed(campaign_id: uuid.UUID) -> list[ColumnElement[bool]]:
    """Answer the conditions of those who wait for a decision."""
    return [
        Recipient.campaign_id == campaign_id,
        Recipient.status == RecipientStatus.UNCONFIRMED,
        Recipient.decided_at.is_(None),
    ]


def unconfirmed_once_more(campaign_id: uuid.UUID) -> list[ColumnElement[bool]]:
    """Answer the conditions of those among them who may be written to again."""
    return [
        *_once_more(campaign_id, RecipientStatus.UNCONFIRMED),
        Recipient.decided_at.is_(None),
    ]


def _once_more(campaign_id: uuid.UUID, status: RecipientStatus) -> list[ColumnElement[bool]]:
    """Answer the conditions of a try left, and of a person who still wants our messages.

    Those who want none are few, and an index of their own tells them.
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
