"""What may be asked of which field of a contact, and how it reads."""

from enum import StrEnum

from webapp.domain.audience_values import Operator
from webapp.domain.texts import N_

#: How each operator reads in a sentence that says "whose"; the value follows it.
WORDS = {
    Operator.IS: N_("is"),
    Operator.IS_NOT: N_("is not"),
    Operator.CONTAINS: N_("contains"),
    Operator.STARTS_WITH: N_("starts with"),
    Operator.IS_SET: N_("has a value"),
    Operator.IS_NOT_SET: N_("has no value"),
    Operator.AT_LEAST: N_("is at least"),
    Operator.AT_MOST: N_("is at most"),
    Operator.ON_OR_AFTER: N_("is on or after"),
    Operator.BEFORE: N_("is before"),
    Operator.LAST_DAYS: N_("is at most so many days ago:"),
    Operator.NOT_LAST_DAYS: N_("is not in so many last days:"),
    Operator.INCLUDE: N_("include"),
    Operator.EXCLUDE: N_("do not include"),
}

#: These ask nothing of a value.
WITHOUT_VALUE = (Operator.IS_SET, Operator.IS_NOT_SET)


class FieldKind(StrEnum):
    """What a field holds, which decides what may be asked of it."""

    TEXT = "text"
    CHOICE = "choice"
    MOMENT = "moment"
    SET = "set"
    ATTRIBUTE = "attribute"


_TEXT = (
    *(Operator.IS, Operator.IS_NOT, Operator.CONTAINS, Operator.STARTS_WITH),
    *WITHOUT_VALUE,
)
_LATELY = (Operator.LAST_DAYS, Operator.NOT_LAST_DAYS)
_BETWEEN = (Operator.ON_OR_AFTER, Operator.BEFORE)

OPERATORS = {
    FieldKind.TEXT: _TEXT,
    FieldKind.CHOICE: (Operator.IS, Operator.IS_NOT),
    FieldKind.MOMENT: (*_LATELY, *_BETWEEN, *WITHOUT_VALUE),
    FieldKind.SET: (Operator.INCLUDE, Operator.EXCLUDE),
    FieldKind.ATTRIBUTE: (*_TEXT, Operator.AT_LEAST, Operator.AT_MOST, *_LATELY, *_BETWEEN),
}

#: The fields that every contact has: what they hold, and what they are called in a sentence.
FIELDS = {
    "name": (FieldKind.TEXT, N_("name")),
    "country": (FieldKind.TEXT, N_("country")),
    "phone_number": (FieldKind.TEXT, N_("phone number")),
    "subscription": (FieldKind.CHOICE, N_("subscription")),
    "created": (FieldKind.MOMENT, N_("first day with us")),
    "written": (FieldKind.MOMENT, N_("last message from us")),
    "read": (FieldKind.MOMENT, N_("last reading of a message")),
    "replied": (FieldKind.MOMENT, N_("last reply")),
    "tags": (FieldKind.SET, N_("tags")),
    "campaigns_got": (FieldKind.SET, N_("campaigns")),
    "campaigns_delivered": (FieldKind.SET, N_("delivered campaigns")),
    "campaigns_failed": (FieldKind.SET, N_("campaigns that did not arrive")),
    "campaigns_read": (FieldKind.SET, N_("campaigns that were read")),
    "campaigns_unread": (FieldKind.SET, N_("campaigns that were not read")),
    "campaigns_replied": (FieldKind.SET, N_("campaigns that were answered")),
    "files": (FieldKind.SET, N_("files")),
}


def kind_of(field: str) -> FieldKind:
    """Say what the field holds; whatever is no field of every contact is an attribute."""
    return FIELDS[field][0] if field in FIELDS else FieldKind.ATTRIBUTE
