"""Merging contacts that WhatsApp has shown to be one person."""

from collections.abc import Sequence

from webapp.models import Contact
from webapp.queries.contacts.former_identities import contact_by_key, contact_by_user_id
from webapp.services.background.tasks import SYSTEM
from webapp.services.contacts import identity, merge
from webapp.services.contacts.identity_changes import last_stop


def merge_owners(keys: Sequence[str]) -> None:
    """Merge the contacts of these keys: match keys of numbers, or user ids.

    Safe to repeat. Two contacts with different numbers are a contradiction that staff must solve:
    an incident is opened.
    """
    contacts = [contact for key in keys if (contact := _owner(key))]
    if len(dict.fromkeys(contacts)) < 2:  # merged or erased meanwhile
        return
    target, other = sorted(contacts, key=lambda contact: (contact.phone_number is None, contact.id))
    if other.phone_number:
        identity.report_conflict(target.id, other.id)
        return
    stopped = other if target.is_subscribed else target
    merge.merge(target, other, SYSTEM, last_stop(stopped))


def _owner(key: str) -> Contact | None:
    return contact_by_key(key) if key.isdecimal() else contact_by_user_id(key)
