"""What may be asked of which field of a contact, and how it reads."""

from enum import StrEnum

from webapp.domain.audience_values import Operator

#: How each operator reads in a sentence that says "whose"; the value follows it.
WORDS = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with",
    Operator.IS_SET: "has a value",
    Operator.IS_NOT_SET: "has no value",
    Operator.AT_LEAST: "is at least",
    Operator.AT_MOST: "is at most",
    Operator.ON_OR_AFTER: "is on or after",
    Operator.BEFORE: "is before",
    Operator.LAST_DAYS: "is at most so many days ago:",
    Operator.NOT_LAST_DAYS: "is not in so many last days:",
    Operator.INCLUDE: "include",
    Operator.EXCLUDE: "do not include",
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
_BETWEEN = (Operator.ON_OR_AFTER, Operator.BEFORE)

OPERATORS = {
    FieldKind.TEXT: _TEXT,
    FieldKind.CHOICE: (Operator.IS, Operator.IS_NOT),
    FieldKind.MOMENT: (Operator.LAST_DAYS, Operator.NOT_LAST_DAYS, *_BETWEEN, *WITHOUT_VALUE),
    FieldKind.SET: (Operator.INCLUDE, Operator.EXCLUDE),
    FieldKind.ATTRIBUTE: (*_TEXT, Operator.AT_LEAST, Operator.AT_MOST, *_BETWEEN),
}

#: The fields that every contact has: what they hold, and what they are called in a sentence.
FIELDS = {
    "name": (FieldKind.TEXT, "name"),
    "country": (FieldKind.TEXT, "country"),
    "phone_number": (FieldKind.TEXT, "phone number"),
    "subscription": (FieldKind.CHOICE, "subscription"),
    "created": (FieldKind.MOMENT, "first day with us"),
    "written": (FieldKind.MOMENT, "last message from us"),
    "read": (FieldKind.MOMENT, "last reading of a message"),
    "replied": (FieldKind.MOMENT, "last reply"),
    "tags": (FieldKind.SET, "tags"),
    "campaigns_got": (FieldKind.SET, "campaigns"),
    "campaigns_delivered": (FieldKind.SET, "delivered campaigns"),
    "campaigns_failed": (FieldKind.SET, "campaigns that did not arrive"),
    "campaigns_read": (FieldKind.SET, "campaigns that were read"),
    "campaigns_unread": (FieldKind.SET, "campaigns that were not read"),
    "campaigns_replied": (FieldKind.SET, "campaigns that were answered"),
    "files": (FieldKind.SET, "files"),
}


def kind_of(field: str) -> FieldKind:
    """Say what the field holds; whatever is no field of every contact is an attribute."""
    return FIELDS[field][0] if field in FIELDS else FieldKind.ATTRIBUTE
