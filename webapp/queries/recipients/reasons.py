"""Why recipients of a campaign were not reached: each reason with their number."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ARRAY, ColumnElement, Integer, cast, false, func, select

from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Recipient

#: Statuses that have reasons.
WITH_REASONS = (RecipientStatus.FAILED, RecipientStatus.SKIPPED, RecipientStatus.PENDING)
CODE, SKIP, NONE = "code", "skip", "none"


@dataclass(frozen=True)
class Reason:
    """Recipients of one status with the same reason; `labels.status_reason` reads it too."""

    status: RecipientStatus
    skip_reason: SkipReason | None
    error_code: int | None
    error_details: str | None
    recipients: int
    error_reason: None = None  # counted by codes, which are WhatsApp's

    @property
    def key(self) -> str:
        """Return the reason's key in an address."""
        if self.skip_reason:
            return f"{SKIP}:{self.skip_reason.value}"
        return f"{CODE}:{NONE if self.error_code is None else self.error_code}"


def counts(campaign_id: uuid.UUID, status: RecipientStatus | None) -> list[Reason]:
    """Return the campaign's recipients of the status by reason, the largest group first."""
    if status not in WITH_REASONS:
        return []
    recipients = func.count()
    counted = (
        select(Recipient.skip_reason, Recipient.error_code, recipients)
        .where(Recipient.campaign_id == campaign_id, Recipient.status == status)
        .group_by(Recipient.skip_reason, Recipient.error_code)
        .order_by(recipients.desc(), Recipient.error_code, Recipient.skip_reason)
    )
    if status == RecipientStatus.PENDING:  # only those with a reason
        counted = counted.where(Recipient.error_code.is_not(None))
    rows = db.session.execute(counted).all()
    said = details(campaign_id, status, [row.error_code for row in rows])
    return [Reason(status, skip, code, said.get(code), count) for skip, code, count in rows]


def details(
    campaign_id: uuid.UUID, status: RecipientStatus, codes: Iterable[int | None]
) -> dict[int | None, str | None]:
    """Return WhatsApp's details of each code, from one of the recipients."""
    known = [code for code in codes if code is not None]
    given = select(func.unnest(cast(known, ARRAY(Integer))).label("code")).subquery()
    one = (
        select(Recipient.error_details)
        .where(
            Recipient.campaign_id == campaign_id,
            Recipient.status == status,
            Recipient.error_code == given.c.code,
        )
        .limit(1)
        .scalar_subquery()
    )
    return dict(db.session.execute(select(given.c.code, one)).all()) if known else {}


def conditions(key: str) -> list[ColumnElement[bool]]:
    """Return the conditions of the recipients with the reason; an unknown key matches nobody."""
    kind, _, value = key.partition(":")
    if kind == SKIP and value in list(SkipReason):
        return [Recipient.skip_reason == SkipReason(value)]
    if kind == CODE and value == NONE:
        return [Recipient.error_code.is_(None), Recipient.skip_reason.is_(None)]
    if kind == CODE and value.isdecimal() and len(value) < 10:
        return [Recipient.error_code == int(value)]
    return [false()]
