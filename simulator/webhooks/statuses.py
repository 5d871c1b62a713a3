"""The body of receipts: the statuses of messages that we sent."""

from collections.abc import Iterable

from simulator.behaviour import Behaviour
from simulator.errors import in_webhook
from simulator.messages.log import Accepted
from simulator.messages.receipts import Receipt
from simulator.people.disclosure import Card
from simulator.settings import Number
from simulator.webhooks.bodies import Json, contact_of, messages_body

#: A conversation ends this long after it began.
CONVERSATION_S = 86_400


def statuses_body(
    number: Number,
    receipts: Iterable[tuple[Receipt, Card]],
    behaviour: Behaviour,
    *,
    on_standby: bool = False,
) -> Json:
    """Return receipts of one number. A failed one has no contact."""
    statuses = []
    contacts = {}
    for receipt, card in receipts:
        statuses.append(_status(receipt, card, behaviour))
        if behaviour.contacts_in_receipts and receipt.status != "failed":
            contacts[card.user_id] = contact_of(card)
    value: Json = {"contacts": list(contacts.values())} if contacts else {}
    return messages_body(number, value | {"statuses": statuses}, on_standby=on_standby)


def _status(receipt: Receipt, card: Card, behaviour: Behaviour) -> Json:
    message = receipt.message
    failed = receipt.status == "failed"
    scale = 1000 if behaviour.millisecond_timestamps else 1
    status: Json = {
        "id": message.wamid,
        "status": receipt.status,
        "timestamp": str(int(receipt.at * scale)),
    }
    if card.wa_id is not None:
        status["recipient_id"] = card.wa_id
    if not failed or message.is_by_user_id:
        status["recipient_user_id"] = card.user_id
        if card.parent_user_id is not None:
            status["recipient_parent_user_id"] = card.parent_user_id
    if _has_callback(receipt, behaviour):
        status["biz_opaque_callback_data"] = message.callback
    if behaviour.conversation_in_receipts and not failed:
        status["conversation"] = _conversation(receipt)
    if receipt.is_priced:
        status["pricing"] = _pricing(message)
    if failed and message.code is not None:
        status["errors"] = [in_webhook(message.code)]
    return status


def _has_callback(receipt: Receipt, behaviour: Behaviour) -> bool:
    """Return whether the receipt gives back the callback data of its message."""
    message = receipt.message
    if message.callback is None or (
        receipt.status == "failed" and not behaviour.callback_on_failed
    ):
        return False
    is_marketing = message.endpoint == "marketing_messages"
    return behaviour.callback_data_in_marketing_receipts or not is_marketing


def _conversation(receipt: Receipt) -> Json:
    message = receipt.message
    conversation = {"id": message.wamid[-32:], "origin": {"type": message.category}}
    if receipt.status == "sent":
        ends_at = int(message.at_epoch) + CONVERSATION_S
        conversation["expiration_timestamp"] = str(ends_at)
    return conversation


def _pricing(message: Accepted) -> Json:
    return {
        "billable": message.pricing_type == "regular",
        "pricing_model": "PMP",
        "type": message.pricing_type,
        "category": message.category,
    }
