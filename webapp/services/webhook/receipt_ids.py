"""The ids of contacts that receipts bring."""

from collections.abc import Iterable

from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.services.webhook.receipt_rows import RecipientUpdate


def new_ids(updates: Iterable[RecipientUpdate]) -> dict[int, WhatsAppIds]:
    """Return the ids that are new, by contact."""
    found: dict[int, WhatsAppIds] = {}
    for update in updates:
        if update.row.contact_id and (ids := update.new_ids):
            before = found.get(update.row.contact_id, ids)
            found[update.row.contact_id] = before.with_newer(ids)
    return found
