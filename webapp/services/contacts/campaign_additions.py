"""Adding contacts to campaigns by numbers and user ids; unknown ones become contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, Subquery, distinct, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER, JSONB, TEXT
from sqlalchemy.orm import InstrumentedAttribute

from webapp import clock
from webapp.domain.contacts import contact_ids
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds, InvalidUserId
from webapp.domain.contacts.phone import InvalidPhone
from webapp.extensions import db
from webapp.models import Campaign, Contact, Subscription
from webapp.queries.contacts import erasures, lookups
from webapp.queries.recipients import country_rules
from webapp.services.contacts import bindings, upserts
from webapp.services.recipients import adding, frozen_values


@dataclass(frozen=True)
class Entry:
    """A number, a user id or both, as they were given, with values for the contact."""

    phone_number: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    user_id: str = ""

    @classmethod
    def of(cls, text: str) -> "Entry":
        """Return the entry of a text that is either a number or a user id."""
        return cls(user_id=text) if contact_ids.is_meant_as_user_id(text) else cls(text)

    def invalid(self, reason: str) -> dict[str, str]:
        """Return the entry as it was given, with the reason why it is not used."""
        given = {"phone_number": self.phone_number, "user_id": self.user_id}
        if not self.user_id:
            del given["user_id"]
        elif not self.phone_number:
            del given["phone_number"]
        return given | {"reason": reason}


def add(
    campaign: Campaign, entries: Sequence[Entry], country: str, source: ConsentSource, actor: str
) -> adding.Added:
    """Add contacts by their numbers or user ids; unknown ones become contacts.

    Safe to call again: existing recipients count as duplicates and are not changed. Someone who
    asked to be erased counts as unsubscribed, and does not become a contact.
    Raises WrongStatus if the campaign accepts no recipients any more.
    """
    adding.lock_open(campaign)
    added = adding.Added()
    given = _read(entries, country, added.invalid)
    erased = erasures.erased(key for ids in given for key in ids.keys)
    present = {ids: entry for ids, entry in given.items() if erased.isdisjoint(ids.keys)}
    erased_count = len(given) - len(present)
    for ids, reason in bindings.bind(present).items():
        added.invalid.append(present.pop(ids).invalid(str(reason)))
    upserts.upsert([upserts.ContactData(ids) for ids in present], source, actor)
    contacts = _contacts(present)
    agreed = contacts.c.subscription == Subscription.SUBSCRIBED
    unsubscribed = (
        db.session.scalar(select(func.count(distinct(contacts.c.id))).where(~agreed)) or 0
    )
    added.unsubscribed_skipped = unsubscribed + erased_count
    last = adding.last_position(campaign)
    added.recipients_added = adding.insert_into(
        campaign,
        select(
            contacts.c.id,
            contacts.c.phone_number,
            contacts.c.country,
            contacts.c.number,
            contacts.c.given,
            frozen_values.values_sql(campaign, contacts.c.name, contacts.c.attributes),
        ).where(agreed),
    )
    added.country_not_allowed = country_rules.count_after(campaign, last, clock.now())
    added.duplicates_skipped = (
        len(entries) - len(added.invalid) - added.unsubscribed_skipped - added.recipients_added
    )
    return added


def _read(
    entries: Sequence[Entry], country: str, invalid: list[dict[str, str]]
) -> dict[ContactIds, Entry]:
    """Return the entries by what they name; add those that name nobody to `invalid`."""
    given: dict[ContactIds, Entry] = {}
    for entry in entries:
        try:
            ids = contact_ids.read(entry.phone_number, entry.user_id, country)
        except (InvalidPhone, InvalidUserId) as fault:
            invalid.append(entry.invalid(str(fault)))
        else:
            given.setdefault(ids, entry)
    return given


#: The entries by the present ids of their contacts.
ByKey = dict[str, tuple[int, Entry]]


def _contacts(given: Mapping[ContactIds, Entry]) -> Subquery:
    """Return the SQL for the contacts, each once with its values and its position."""
    with_number: ByKey = {}
    without: ByKey = {}
    present = lookups.present_ids(list(given))
    for position, (ids, entry) in enumerate(zip(present, given.values(), strict=True), 1):
        (with_number if ids.phone else without).setdefault(ids.key, (position, entry))
    selected = _select(with_number, Contact.match_key)
    if not without:
        return selected.subquery()
    return union_all(selected, _select(without, Contact.user_id)).subquery()


def _select(given: ByKey, column: InstrumentedAttribute[str | None]) -> Select:  # type: ignore[type-arg]
    values = [dict(entry.variables) or None for _, entry in given.values()]
    keys = (
        func.unnest(
            literal(list(given), ARRAY(TEXT)),
            literal([position for position, _ in given.values()], ARRAY(INTEGER)),
            literal(values, ARRAY(JSONB(none_as_null=True))),
        )
        .table_valued("key", "number", "given")
        .render_derived()
    )
    return select(
        *(
            Contact.id,
            Contact.phone_number,
            Contact.country,
            Contact.name,
            Contact.attributes,
            Contact.subscription,
        ),
        *(keys.c.number, keys.c.given),
    ).join(keys, column == keys.c.key)
