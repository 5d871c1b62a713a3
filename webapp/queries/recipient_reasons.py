"""Why the people of a campaign were not reached, each reason with its number of people."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select

from webapp.domain.recipient_status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Recipient

#: Statuses that have reasons.
WITH_REASONS = (RecipientStatus.FAILED, RecipientStatus.SKIPPED, RecipientStatus.PENDING)
CODE, SKIP, NONE = "code", "skip", "none"


@dataclass(frozen=True)
class Reason:
    """People of one status for whom the same was said; `labels.reason` reads it too."""

    status: RecipientStatus
    skip_reason: SkipReason | None
    error_code: int | None
    error_details: str | None
    people: int

    @property
    def key(self) -> str:
        """The reason as an address names it."""
        if self.skip_reason:
            return f"{SKIP}:{self.skip_reason.value}"
        return f"{CODE}:{NONE if self.error_code is None else self.error_code}"


def of(campaign_id: uuid.UUID, status: RecipientStatus | None) -> list[Reason]:
    """Count the campaign's people of the status by reason, the most first."""
    if status not in WITH_REASONS:
        return []
    people = func.count()
    rows = db.session.execute(
        select(
            Recipient.skip_reason,
            Recipient.error_code,
            func.min(Recipient.error_details),
            people,
        )
        .where(Recipient.campaign_id == campaign_id, Recipient.status == status)
        .group_by(Recipient.skip_reason, Recipient.error_code)
        .order_by(people.desc(), Recipient.error_code, Recipient.skip_reason)
    )
    return [Reason(status, skip, code, said, count) for skip, code, said, count in rows]


def having(key: str) -> list[ColumnElement[bool]]:
    """Answer the conditions of the people with the reason; nobody where the key is none."""
    kind, _, value = key.partition(":")
    if kind == SKIP and value in list(SkipReason):
        return [Recipient.skip_reason == SkipReason(value)]
    if kind == CODE and value == NONE:
        return [Recipient.error_code.is_(None), Recipient.skip_reason.is_(None)]
    if kind == CODE and value.isdecimal() and len(value) < 10:
        return [Recipient.error_code == int(value)]
    return [false()]
