"""Adding recipients to campaigns that are still open, and withdrawing them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Text, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from webapp.domain.campaigns import status
from webapp.domain.campaigns.status import WORDS
from webapp.domain.messages import coded
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient
from webapp.services.planning import replanning
from webapp.services.recipients import zones


@dataclass
class Added:
    """How many recipients were added, and how many were not, by reason.

    `country_not_allowed` is a part of those added: they are skipped.
    """

    recipients_added: int = 0
    country_not_allowed: int = 0
    duplicates_skipped: int = 0
    unsubscribed_skipped: int = 0
    invalid: list[dict[str, str]] = field(default_factory=list)


def lock_open(campaign: Campaign) -> None:
    """Lock the campaign, so that it does not end while recipients are added."""
    replanning.lock_campaign(campaign)
    if campaign.status not in status.OPEN:
        message = coded("campaigns.nobody_can_be_added", status=WORDS[campaign.status])
        raise WrongStatus(message, campaign.status)


def insert_into(campaign: Campaign, people: Select) -> int:  # type: ignore[type-arg]
    """Insert recipients from (contact, phone number, country, order, given, variables).

    Return how many. Those in a country that is not allowed are skipped.
    """
    last = last_position(campaign)
    new = people.subquery()
    contact_id, phone_number, country, number, given, frozen = new.columns
    is_blocked = country.in_(campaign.blocked_countries)
    by_prefix = zones.table(campaign, select(phone_number))
    rows = select(
        literal(campaign.id),
        contact_id,
        phone_number,
        literal(last) + number,
        case((is_blocked, RecipientStatus.SKIPPED.value), else_=RecipientStatus.PENDING.value),
        case((is_blocked, SkipReason.COUNTRY_NOT_ALLOWED.value)),
        literal(0),
        given,
        frozen.op("||")(func.coalesce(given, literal({}, JSONB))),
        literal(None, Text) if by_prefix is None else by_prefix.c.zones,
    ).order_by(number)
    if by_prefix is not None:
        rows = rows.outerjoin(by_prefix, by_prefix.c.prefix == zones.prefix(phone_number))
    columns = ["campaign_id", "contact_id", "phone_number", "position", "status", "skip_reason"]
    inserted = db.session.execute(
        insert(Recipient)
        .from_select([*columns, "attempts", "given", "variables", "time_zones"], rows)
        .on_conflict_do_nothing()
        .execution_options(preserve_rowcount=True)
    )
    zones.fill_by_country(campaign)
    return cast("CursorResult[Any]", inserted).rowcount


def last_position(campaign: Campaign) -> int:
    """Return the highest position of the campaign's recipients; 0 without any."""
    highest = select(func.max(Recipient.position)).where(Recipient.campaign_id == campaign.id)
    return db.session.scalar(highest) or 0


def withdraw(contact: Contact) -> None:
    """Skip a contact who opted out in all campaigns that have not sent to them yet."""
    withdraw_all([contact.id])


def withdraw_all(contact_ids: Sequence[int]) -> None:
    """Skip several contacts in the same way."""
    db.session.execute(
        update(Recipient)
        .where(
            Recipient.contact_id.in_(contact_ids),
            Recipient.status.in_((RecipientStatus.PENDING, RecipientStatus.QUEUED)),
        )
        .values(
            status=RecipientStatus.SKIPPED, skip_reason=SkipReason.OPTED_OUT, next_attempt_at=None
        )
    )
