"""The fields of WhatsApp's webhook: which of them are read, and which are not used."""

from enum import Enum


class FieldUse(Enum):
    """What the product does with a field."""

    PERSONAL = "personal"  #: what contacts do: receipts, replies, preferences, clicks
    PLATFORM = "platform"  #: events about templates, numbers and accounts
    UNUSED = "unused"  #: known, and without meaning for campaigns


_P, _A, _U = FieldUse.PERSONAL, FieldUse.PLATFORM, FieldUse.UNUSED
#: [D:fields]
FIELDS = {
    "messages": _P,
    "standby": _P,
    "messaging_handovers": _P,
    "user_preferences": _P,
    "message_template_status_update": _A,
    "message_template_quality_update": _A,
    "message_template_components_update": _A,
    "template_category_update": _A,
    "template_correct_category_detection": _A,
    "account_update": _A,
    "account_settings_update": _A,
    "account_alerts": _A,
    "account_review_update": _A,
    "business_capability_update": _A,
    "business_status_update": _A,
    "business_username_updates": _A,
    "phone_number_quality_update": _A,
    "phone_number_name_update": _A,
    "security": _A,
    "automatic_events": _U,
    "calls": _U,
    "flows": _U,
    "history": _U,
    "partner_solutions": _U,
    "payment_configuration_update": _U,
    "tracking_events": _U,
}
#: The beginnings of fields that are not used: WhatsApp's small business app, and groups.
_UNUSED_PREFIXES = ("smb_", "group_")
#: The fields to subscribe to.
READ_FIELDS = tuple(sorted(field for field, use in FIELDS.items() if use != _U))

#: Without one of these a STOP is lost, or we send what must not be sent.
REQUIRED_FIELDS = frozenset(
    {
        "messages",
        "standby",
        "user_preferences",
        "message_template_status_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
        "account_update",
        "business_capability_update",
        "phone_number_quality_update",
    }
)


def use_of(field: str) -> FieldUse | None:
    """Return what we do with a field; None for one that we do not know.

    >>> use_of("smb_message_echoes")
    <FieldUse.UNUSED: 'unused'>
    """
    return FIELDS.get(field, _U if field.startswith(_UNUSED_PREFIXES) else None)
