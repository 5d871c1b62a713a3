"""What the items of a webhook's change share: contacts, number and time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from webapp.domain.webhook.events import NotUsed
from webapp.whatsapp.payload_parts import MAX_NAME_LENGTH, Item, digits, inner, moment, words


def username(contact: Item) -> str | None:
    """Return the username of one of the contacts, without its @."""
    return words(inner(contact, "profile"), "username").removeprefix("@") or None


class Contacts:
    """The contacts in the same body, by wa_id and by user id: there may be a thousand.

    Most receipts name their contact themselves, so these are read only when needed.
    """

    def __init__(self, value: Item) -> None:
        self._listed = value.get("contacts")
        self._messages = value.get("messages")
        self._by_key: Mapping[str, Item] | None = None

    def find(self, number: str | None, user_id: str | None) -> Item:
        """Return a contact; an empty one if it is not in the body."""
        if not self._listed or not (number or user_id):
            return {}
        if self._by_key is None:
            self._by_key = self._read()
        return self._by_key.get(number or "") or self._by_key.get(user_id or "") or {}

    @property
    def single(self) -> Item:
        """Return the only contact in the body; an empty one if there are none, or several."""
        contacts = self._contacts
        return contacts[0] if len(contacts) == 1 else {}

    @property
    def single_sender(self) -> Item:
        """Return the only contact of a body with only one message: it is theirs."""
        is_one = not isinstance(self._messages, list) or len(self._messages) == 1
        return self.single if is_one else {}

    @property
    def _contacts(self) -> list[Item]:
        listed = self._listed if isinstance(self._listed, list) else []
        return [contact for contact in listed if isinstance(contact, dict)]

    def _read(self) -> Mapping[str, Item]:
        """Return the contacts by each of their ids; a user id counts before the others."""
        contacts = self._contacts
        by_number = {
            number: contact for contact in contacts if (number := digits(contact, "wa_id"))
        }
        by_id = {key: contact for contact in contacts if (key := words(contact, "user_id"))}
        by_parent = {
            key: contact for contact in contacts if (key := words(contact, "parent_user_id"))
        }
        return by_parent | by_number | by_id


class Envelope(NamedTuple):
    """What the items of one change share."""

    contacts: Contacts
    phone_number_id: str | None
    received_at: datetime
    field: str
    account: str | None
    is_standby: bool = False

    def time_of(self, item: Item) -> datetime:
        """Return the item's timestamp; without a usable one, when the body was received.

        A STOP must not be lost because its date is.
        """
        return moment(item.get("timestamp")) or self.received_at


def not_used(where: str, names: Iterable[str], envelope: Envelope) -> Iterator[NotUsed]:
    """Yield names that the product does not use, with the way to them."""
    for name in names:
        path = f"{envelope.field}.{where}.{name}" if where else f"{envelope.field}.{name}"
        yield NotUsed(path[:MAX_NAME_LENGTH], envelope.account)
