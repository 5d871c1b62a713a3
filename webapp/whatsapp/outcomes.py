"""The outcomes of a call that sends a message."""

from dataclasses import dataclass, replace

from webapp.domain.webhook.events import ProviderFault
from webapp.whatsapp.payload_parts import Item, read_fault, words

#: WhatsApp's status of a message that it has accepted but holds back for now.
HELD = {"held_for_quality_assessment", "paused"}


@dataclass(frozen=True)
class Accepted:
    """WhatsApp accepted the message; receipts report whether it is delivered."""

    wamid: str
    wa_id: str | None = None
    user_id: str | None = None
    held: bool = False


@dataclass(frozen=True)
class Refused:
    """WhatsApp responded that it does not accept the message."""

    fault: ProviderFault


@dataclass(frozen=True)
class NotReached:
    """Nothing was sent, so that another try is safe; without a reason it was our own choice."""

    reason: str = ""


@dataclass(frozen=True)
class Unknown:
    """The message may be accepted or not; only a receipt can show it. Never send it again."""

    reason: str


Outcome = Accepted | Refused | NotReached | Unknown


def read_outcome(status: int, answer: Item | None, retry_after: float | None = None) -> Outcome:
    """Return what a response means for the message.

    Graph's own error, whatever its status, means that the message was not accepted, and so does
    any other refusal below 500. A status of 500 and above without Graph's error comes from a proxy
    on the way, which may have passed the message on and lost the response: unknown.
    """
    messages = (answer or {}).get("messages")
    message = messages[0] if isinstance(messages, list) and messages else None
    wamid = words(message, "id") if isinstance(message, dict) else ""
    if status < 300 and isinstance(message, dict) and wamid:
        return _accepted(wamid, message, (answer or {}).get("contacts"))
    if answer and isinstance(answer.get("error"), dict):
        return Refused(fault_of_answer(status, answer, retry_after))
    if 300 <= status < 500:
        return Refused(fault_of_answer(status, answer, retry_after))
    return Unknown(f"HTTP {status} without a word about the message")


def _accepted(wamid: str, message: Item, contacts: object) -> Accepted:
    contact = contacts[0] if isinstance(contacts, list) and contacts else {}
    contact = contact if isinstance(contact, dict) else {}
    return Accepted(
        wamid=wamid,
        wa_id=words(contact, "wa_id") or None,
        user_id=words(contact, "user_id") or None,
        held=words(message, "message_status") in HELD,
    )


def fault_of_answer(
    status: int, answer: Item | None, retry_after: float | None = None
) -> ProviderFault:
    """Return why a response is a refusal, as far as it says so."""
    if answer and isinstance(answer.get("error"), dict):
        return replace(read_fault(answer["error"], http_status=status), retry_after=retry_after)
    title = f"HTTP {status} without WhatsApp's own error"
    return ProviderFault(None, title, http_status=status, retry_after=retry_after)
