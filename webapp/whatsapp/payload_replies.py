"""Reading an inbound message of any kind."""

from collections.abc import Iterator

from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.messages import coded
from webapp.domain.webhook.events import Event, IdentityChanged, Reply
from webapp.whatsapp.payload_envelope import Envelope, not_used, username
from webapp.whatsapp.payload_parts import (
    Item,
    NotUnderstood,
    content_key,
    digits,
    inner,
    person,
    words,
)

#: The field with the text of each kind. A caption can hold a STOP as well as a text can.
TEXT_FIELDS = {
    "text": "body",
    "button": "text",
    "reaction": "emoji",
    "image": "caption",
    "video": "caption",
    "document": "caption",
    "location": "name",
    "order": "text",
}
#: The fields with the text and the payload of a reply to buttons, a list or a form.
INTERACTIVE_FIELDS = {
    "button_reply": ("title", "id"),
    "list_reply": ("title", "id"),
    "nfm_reply": ("body", "response_json"),
}
#: Kinds that are about another message, and the field with its id.
CONTEXT_FIELDS = {
    "reaction": "message_id",
    "edit": "original_message_id",
    "revoke": "original_message_id",
}
#: The kinds by which a message that lacks its type is recognised.
KINDS = ("interactive", "edit", *TEXT_FIELDS)
#: The keys of a message that we know, in addition to that of its kind.
KEYS = frozenset(
    (
        *("id", "from", "from_user_id", "from_parent_user_id", "timestamp", "type", "context"),
        *("errors", "referral", "identity", "group_id", *TEXT_FIELDS),
    )
)
IDENTITY_CHANGES = {"user_changed_number", "customer_changed_number", "user_changed_user_id"}


#: What happens in a chat that the contact neither wrote nor tapped as an answer to us: a message
#: that was deleted or cannot be shown, an opened chat, a permission to call.
NO_ANSWERS = {"revoke", "unsupported", "unknown", "request_welcome"}
CALL_PERMISSION = "call_permission_reply"


def read_message(message: Item, envelope: Envelope) -> Iterator[Event]:
    """Yield the event of an inbound message: a reply, or WhatsApp's notice of a changed identity.

    What is written in a group is no answer to us, and yields nothing.
    """
    number, user_id = person(message, "from", "from_user_id")
    if words(message, "group_id"):
        return
    kind = words(message, "type") or next((key for key in KINDS if key in message), "unknown")
    if kind == "system":
        yield from _system_note(message, envelope)
        return
    parent_id = words(message, "from_parent_user_id")
    contact = envelope.contacts.find(number, user_id or parent_id)
    if not (number or user_id or parent_id):
        contact = envelope.contacts.single_sender
    text, payload = _text_and_payload(message, kind)
    if not (number or user_id or parent_id or contact or text or payload):
        raise NotUnderstood(coded("webhook.message_lacks_sender"))
    yield Reply(
        wamid=_wamid(message),
        sender=number or digits(contact, "wa_id"),
        user_id=user_id or words(contact, "user_id") or None,
        name=words(inner(contact, "profile"), "name"),
        kind=kind,
        text=text,
        payload=payload,
        context_wamid=_context_wamid(message, kind),
        at=envelope.time_of(message),
        phone_number_id=envelope.phone_number_id,
        is_answer=_is_answer(message, kind, text),
        is_standby=envelope.is_standby,
        parent_user_id=parent_id or words(contact, "parent_user_id") or None,
        username=username(contact),
        shared_number=_shared_number(message) if kind == "contacts" else None,
    )
    unknown = message.keys() - KEYS - {kind}
    if unknown:
        yield from not_used("messages", unknown, envelope)


def _shared_number(message: Item) -> str | None:
    """Return the sender's number in an answer to our request; None in any other contact card."""
    cards = message.get("contacts")
    card = cards[0] if isinstance(cards, list) and len(cards) == 1 else None
    if not isinstance(card, dict) or words(card, "origin") != "contact_request":
        return None
    phones = card.get("phones")
    listed = phones if isinstance(phones, list) else []
    numbers = [phone for phone in listed if isinstance(phone, dict)]
    return next((digits(phone, "wa_id") for phone in numbers if phone.get("wa_id")), None)


def _wamid(message: Item) -> str:
    """Return the message's id; one without it gets an id made of its content.

    Then it is stored once, however often it comes.
    """
    return words(message, "id") or f"no-id.{content_key(message)}"


def _is_answer(message: Item, kind: str, text: str) -> bool:
    if kind == "reaction":
        return bool(text)  # a removed reaction has no emoji
    if kind == "interactive":
        return words(inner(message, kind), "type") != CALL_PERMISSION
    return kind not in NO_ANSWERS


def _text_and_payload(message: Item, kind: str) -> tuple[str, str | None]:
    content = inner(message, kind)
    if kind == "interactive":
        reply_kind = words(content, "type")
        text_key, payload_key = INTERACTIVE_FIELDS.get(reply_kind, ("title", "id"))
        reply = inner(content, reply_kind)
        return words(reply, text_key), words(reply, payload_key) or None
    if kind == "edit":
        edited = inner(content, "message")
        new_kind = words(edited, "type")
        text = words(inner(edited, new_kind), TEXT_FIELDS.get(new_kind, "body"))
        return text or words(content, "text"), None
    payload = words(content, "payload") if kind == "button" else ""
    return words(content, TEXT_FIELDS.get(kind, "caption")), payload or None


def _context_wamid(message: Item, kind: str) -> str | None:
    direct = words(inner(message, kind), CONTEXT_FIELDS[kind]) if kind in CONTEXT_FIELDS else ""
    return direct or words(inner(message, "context"), "id") or None


def _system_note(message: Item, envelope: Envelope) -> Iterator[Event]:
    note, at = inner(message, "system"), envelope.time_of(message)
    kind = words(note, "type")
    if kind and kind not in IDENTITY_CHANGES:
        yield from not_used("messages.system", [kind], envelope)
        return
    number, user_id = person(message, "from", "from_user_id")  # the old ones, or the new id
    new = WhatsAppIds(
        digits(note, "wa_id") or digits(note, "new_wa_id"),
        words(note, "user_id") or None,
        words(note, "parent_user_id") or None,
        at=at,
    )
    if not kind or not (new.number or new.key):
        raise NotUnderstood(coded("webhook.note_lacks_ids"))
    old = WhatsAppIds(
        number,
        words(note, "previous_user_id") or (user_id if user_id != new.user_id else None),
        words(note, "previous_parent_user_id") or None,
        at=at,
    )
    yield IdentityChanged(_wamid(message), old, new, at, envelope.phone_number_id)
