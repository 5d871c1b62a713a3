"""People who wrote to us before we knew them."""

from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.models import Contact
from webapp.queries.contacts import erasures
from webapp.services.contacts import identity, known_ids, subscriptions


def is_erased(ids: WhatsAppIds) -> bool:
    """Return whether one of the ids belongs to someone who asked to be erased."""
    number = identity.parse_wa_id(ids.number)
    keys = (number.match_key if number else None, ids.user_id, ids.parent_user_id)
    return bool(erasures.erased(key for key in keys if key))


def create_unsubscribed(ids: WhatsAppIds, name: str = "") -> Contact | None:
    """Create a contact without consent for these ids and return it; None without any.

    An opt-out must be obeyed for ever, also one by user id: a file, a program or another message
    could bring the person otherwise. Replies that waited for the id are applied.
    """
    number = identity.parse_wa_id(ids.number)
    if number is None and ids.key is None:
        return None
    contact = subscriptions.create_unsubscribed(number, name, None if number else ids.key)
    contact.user_id_since = contact.user_id_since or ids.at
    identity.learn(contact, ids)
    known_ids.adopt_orphans([key for key in (ids.user_id, ids.parent_user_id) if key])
    return contact
