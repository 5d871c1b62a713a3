"""Finding many contacts by their numbers and user ids, present and former, at once."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from webapp.domain.contacts.contact_ids import ContactIds, Known
from webapp.domain.contacts.phone import Phone
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity
from webapp.queries.contacts import former_identities

_IDS = (Contact.id, Contact.phone_number, Contact.match_key, Contact.country, Contact.user_id)
#: What identifies a contact now, in the order in which it decides.
_PRESENT = (Contact.match_key, Contact.user_id, Contact.parent_user_id)


def by_keys(keys: Collection[str]) -> dict[str, Known]:
    """Return the contacts by those of the match keys and user ids that identify one."""
    return former_owners(keys) | _present(keys) if keys else {}


def former_owners(keys: Collection[str]) -> dict[str, Known]:
    """Return the contacts by those of the keys that they had formerly."""
    if not keys or not former_identities.exist():
        return {}
    former = select(FormerIdentity.key, *_IDS).join(
        Contact, Contact.id == FormerIdentity.contact_id
    )
    return _known([former.where(FormerIdentity.key == _any_of(keys))])


def present_ids(given: Sequence[ContactIds]) -> list[ContactIds]:
    """Return these ids, those that identify a contact in another way replaced by its present ones.

    A user id that also comes with a number belongs to that number.
    """
    numbers = [ids.key for ids in given if ids.phone]
    user_ids = [ids.key for ids in given if not ids.phone]
    owners = former_owners(numbers) | by_keys(user_ids)
    together = {ids.user_id: ids for ids in given if ids.phone}
    return [
        owners[ids.key].ids
        if ids.key in owners
        else (ids if ids.phone else together.get(ids.user_id, ids))
        for ids in given
    ]


def _present(keys: Collection[str]) -> dict[str, Known]:
    statements = [select(key, *_IDS).where(key == _any_of(keys)) for key in reversed(_PRESENT)]
    return _known(statements)


def _any_of(keys: Collection[str]):  # type: ignore[no-untyped-def]
    return any_(literal(list(keys), ARRAY(TEXT)))


def _known(statements: Iterable[Select]) -> dict[str, Known]:  # type: ignore[type-arg]
    return {
        key: Known(
            contact_id, ContactIds(Phone(number, match_key, country) if number else None, user_id)
        )
        for statement in statements
        for key, contact_id, number, match_key, country, user_id in db.session.execute(statement)
    }
