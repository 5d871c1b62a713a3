"""Putting people into campaigns, and taking them out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Subquery, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT, insert

from webapp.domain import campaign_status, phone
from webapp.domain.campaign_status import WORDS
from webapp.domain.consent import ConsentSource
from webapp.domain.phone import InvalidPhone, Phone
from webapp.domain.recipient_status import RecipientStatus, SkipReason
from webapp.domain.texts import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, Subscription
from webapp.queries import audiences
from webapp.services import contacts, frozen_values, planning, suppressions


@dataclass
class Added:
    """What became of the people who were to be added."""

    recipients_added: int = 0
    duplicates_skipped: int = 0
    unsubscribed_skipped: int = 0
    invalid: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """A phone number as a program or a person gave it, with values for this person."""

    phone_number: str
    variables: Mapping[str, str] = field(default_factory=dict)


def add_numbers(
    campaign: Campaign, entries: Sequence[Entry], country: str, source: ConsentSource, actor: str
) -> Added:
    """Add people by their numbers; one whom we don't know becomes a contact.

    Safe to call again: who is there already is counted as a duplicate and left as they are. Who
    asked to be forgotten counts as unsubscribed, and does not become a contact.
    Raises WrongStatus where the campaign takes nobody any more.
    """
    _lock_open(campaign)
    added = Added()
    given = _read(entries, country, added.invalid)
    forgotten = suppressions.forgotten(given)
    given = {key: one for key, one in given.items() if key not in forgotten}
    contacts.remember([contacts.Person(number) for number, _ in given.values()], source, actor)
    people = _people(given)
    agreed = people.c.subscription == Subscription.SUBSCRIBED
    unsubscribed = db.session.scalar(select(func.count()).where(~agreed)) or 0
    added.unsubscribed_skipped = unsubscribed + len(forgotten)
    added.recipients_added = _insert(
        campaign,
        select(
            people.c.id,
            people.c.phone_number,
            people.c.number,
            people.c.given,
            frozen_values.of(campaign, people.c.name, people.c.attributes),
        ).where(agreed),
    )
    added.duplicates_skipped = (
        len(entries) - len(added.invalid) - added.unsubscribed_skipped - added.recipients_added
    )
    return added


Given = dict[str, tuple[Phone, Mapping[str, str]]]


def _read(entries: Sequence[Entry], country: str, invalid: list[dict[str, str]]) -> Given:
    """Read the numbers, one for each person by the match key; add the unreadable to `invalid`."""
    given: Given = {}
    for entry in entries:
        try:
            number = phone.parse(entry.phone_number, country)
        except InvalidPhone as fault:
            invalid.append({"phone_number": entry.phone_number, "reason": str(fault)})
        else:
            given.setdefault(number.match_key, (number, entry.variables))
    return given


def _people(given: Given) -> Subquery:
    """Answer the SQL for the contacts of these people, each with its values and its place."""
    values = [dict(variables) or None for _, variables in given.values()]
    keys = (
        func.unnest(
            literal(list(given), ARRAY(TEXT)),
            literal(values, ARRAY(JSONB(none_as_null=True))),
        )
        .table_valued("key", "given", with_ordinality="number")
        .render_derived()
    )
    joined = select(Contact, keys.c.given, keys.c.number)
    return joined.join(keys, Contact.match_key == keys.c.key).subquery()


def add_audience(campaign: Campaign) -> Added:
    """Add everyone whom the campaign's target audience selects, in one statement.

    Safe to call again: only who is new is added.
    """
    _lock_open(campaign)
    filter_ = campaign.target_audience or {}
    everyone = audiences.selected(filter_, subscribed_only=False)
    agreed = func.count().filter(audiences.IS_SUBSCRIBED)
    counts = everyone.with_only_columns(func.count(), agreed)
    matching, subscribed = db.session.execute(counts).one()
    # Whoever is there is left aside at once: a conflict costs as much as a row does.
    is_there = select(Recipient.id).where(
        Recipient.campaign_id == campaign.id, Recipient.contact_id == Contact.id
    )
    chosen = audiences.selected(filter_).where(~is_there.exists())
    added = _insert(
        campaign,
        chosen.with_only_columns(
            Contact.id,
            Contact.phone_number,
            func.row_number().over(order_by=Contact.id),
            literal(None, JSONB(none_as_null=True)),
            frozen_values.of(campaign, Contact.name, Contact.attributes),
        ),
    )
    return Added(added, subscribed - added, matching - subscribed)


def withdraw(contact: Contact) -> None:
    """Take a person who opted out of everything that has not been handed to WhatsApp yet."""
    withdraw_all([contact.id])


def withdraw_all(contact_ids: Sequence[int]) -> None:
    """Do so for several people."""
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


def _lock_open(campaign: Campaign) -> None:
    """Lock the campaign, so that it does not close while people are added."""
    planning.lock_campaign(campaign)
    if campaign.status not in campaign_status.OPEN:
        message = N_(
            "The campaign is %(status)s: nobody can be added any more.",
            status=WORDS[campaign.status],
        )
        raise WrongStatus(message, campaign.status)


def _insert(campaign: Campaign, people: Select) -> int:  # type: ignore[type-arg]
    """Insert recipients from (contact, phone number, order, given, variables); count them."""
    last = (
        db.session.scalar(
            select(func.max(Recipient.position)).where(Recipient.campaign_id == campaign.id)
        )
        or 0
    )
    chosen = people.subquery()
    contact_id, phone_number, number, given, frozen = chosen.columns
    rows = select(
        literal(campaign.id),
        contact_id,
        phone_number,
        literal(last) + number,
        literal(RecipientStatus.PENDING.value),
        literal(0),
        given,
        frozen.op("||")(func.coalesce(given, literal({}, JSONB))),
    ).order_by(number)
    columns = ["campaign_id", "contact_id", "phone_number", "position", "status", "attempts"]
    inserted = db.session.execute(
        insert(Recipient)
        .from_select([*columns, "given", "variables"], rows)
        .on_conflict_do_nothing()
        .execution_options(preserve_rowcount=True)
    )
    return cast("CursorResult[Any]", inserted).rowcount
