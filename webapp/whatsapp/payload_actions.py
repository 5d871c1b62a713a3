"""Reading clicks, landing page views, and the passing of a conversation to another program."""

from collections.abc import Iterator

from webapp.domain.messages import coded
from webapp.domain.webhook.events import Event, ThreadHandover, UserAction
from webapp.whatsapp.payload_envelope import Envelope, not_used
from webapp.whatsapp.payload_parts import (
    Item,
    NotUnderstood,
    content_key,
    digits,
    inner,
    person,
    words,
)

CLICK_DATA = "marketing_messages_link_click_data"
#: The kinds of actions that we know; others are stored all the same, and counted as not used.
ACTIONS = ("marketing_messages_link_click", "landing_page_view")
#: The kinds of handovers.
PASSED, TAKEN = "control_passed", "control_taken"


def read_action(action: Item, envelope: Envelope) -> Iterator[Event]:
    """Yield what somebody did with a link of ours; WhatsApp does not say who.

    One of a new kind is stored, too.
    """
    kind = words(action, "action_type")
    if not kind:
        raise NotUnderstood(coded("webhook.action_lacks_type"))
    if kind not in ACTIONS:
        yield from not_used("user_actions.action_type", [kind], envelope)
    link = inner(action, CLICK_DATA) or inner(action, f"{kind}_data")
    yield UserAction(
        kind=kind,
        at=envelope.time_of(action),
        click_id=words(link, "click_id") or None,
        tracking_token=words(link, "tracking_token") or None,
        component=words(link, "click_component") or None,
        phone_number_id=envelope.phone_number_id,
        details=action,
    )


def read_handover(value: Item, envelope: Envelope) -> Iterator[Event]:
    """Yield the passing of a conversation from one program to another."""
    kind, sender = words(value, "type"), inner(value, "sender")
    number, user_id = person(sender, "phone_number", "user_id")
    if not kind or not (number or user_id):
        raise NotUnderstood(coded("webhook.handover_lacks_contact"))
    if kind not in (PASSED, TAKEN):
        yield from not_used("type", [kind], envelope)
    control = inner(value, kind)
    recipient = words(inner(value, "recipient"), "phone_number_id")
    yield ThreadHandover(
        key=f"handover.{content_key(value)}",
        sender=digits(sender, "phone_number"),
        user_id=user_id,
        previous_role=words(control, "previous_owner_role"),
        new_role=words(control, "new_owner_role"),
        at=envelope.time_of(value),
        phone_number_id=recipient or envelope.phone_number_id,
    )
