"""Adding contacts to campaigns by their phone numbers; unknown numbers become contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Subquery, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT

from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.phone import InvalidPhone, Phone
from webapp.extensions import db
from webapp.models import Campaign, Contact, Subscription
from webapp.queries.contacts import erasures, former_identities
from webapp.queries.recipients import country_rules
from webapp.services.contacts import upserts
from webapp.services.recipients import adding, frozen_values


@dataclass(frozen=True)
class Entry:
    """A phone number as a program or a user gave it, with values for this contact."""

    phone_number: str
    variables: Mapping[str, str] = field(default_factory=dict)


def add_numbers(
    campaign: Campaign, entries: Sequence[Entry], country: str, source: ConsentSource, actor: str
) -> adding.Added:
    """Add contacts by their numbers; an unknown number becomes a contact.

    Safe to call again: existing recipients count as duplicates and are not changed. Someone who
    asked to be erased counts as unsubscribed, and does not become a contact.
    Raises WrongStatus if the campaign accepts no recipients any more.
    """
    adding.lock_open(campaign)
    added = adding.Added()
    given = _by_person(_read(entries, country, added.invalid))
    erased = erasures.erased(given)
    given = {key: one for key, one in given.items() if key not in erased}
    upserts.upsert([upserts.ContactData(number) for number, _ in given.values()], source, actor)
    people = _people(given)
    agreed = people.c.subscription == Subscription.SUBSCRIBED
    unsubscribed = db.session.scalar(select(func.count()).where(~agreed)) or 0
    added.unsubscribed_skipped = unsubscribed + len(erased)
    last = adding.last_position(campaign)
    added.recipients_added = adding.insert_into(
        campaign,
        select(
            people.c.id,
            people.c.phone_number,
            people.c.country,
            people.c.number,
            people.c.given,
            frozen_values.values_sql(campaign, people.c.name, people.c.attributes),
        ).where(agreed),
    )
    added.country_not_allowed = country_rules.count_after(campaign, last, clock.now())
    added.duplicates_skipped = (
        len(entries) - len(added.invalid) - added.unsubscribed_skipped - added.recipients_added
    )
    return added


Given = dict[str, tuple[Phone, Mapping[str, str]]]


def _read(entries: Sequence[Entry], country: str, invalid: list[dict[str, str]]) -> Given:
    """Return the numbers, one for each match key; add invalid ones to `invalid`."""
    given: Given = {}
    for entry in entries:
        try:
            number = phone.parse(entry.phone_number, country)
        except InvalidPhone as fault:
            invalid.append({"phone_number": entry.phone_number, "reason": str(fault)})
        else:
            given.setdefault(number.match_key, (number, entry.variables))
    return given


def _by_person(given: Given) -> Given:
    """Return the numbers with former ones replaced by the contacts' present numbers."""
    owners = former_identities.owners(given)
    named: Given = {}
    for key, (number, variables) in given.items():
        number = owners.get(key, number)
        named.setdefault(number.match_key, (number, variables))
    return named


def _people(given: Given) -> Subquery:
    """Return the SQL for the contacts with these numbers, each with its values and its position."""
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
