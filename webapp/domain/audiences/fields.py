"""The operators of each field of a contact, and their texts."""

from collections.abc import Sequence
from enum import StrEnum

from webapp.domain.audiences.operators import Operator
from webapp.domain.imports.cell_values import Kind
from webapp.domain.translatable import N_

#: The text of each operator in a sentence with "whose"; the value follows it.
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

#: Operators without a value.
WITHOUT_VALUE = (Operator.IS_SET, Operator.IS_NOT_SET)


class FieldKind(StrEnum):
    """What a field contains, which decides its operators."""

    TEXT = "text"
    CHOICE = "choice"
    MOMENT = "moment"
    SET = "set"
    ATTRIBUTE = "attribute"


_EQUAL = (Operator.IS, Operator.IS_NOT)
_TEXT = (*_EQUAL, Operator.CONTAINS, Operator.STARTS_WITH, *WITHOUT_VALUE)
_LATELY = (Operator.LAST_DAYS, Operator.NOT_LAST_DAYS)
_BETWEEN = (Operator.ON_OR_AFTER, Operator.BEFORE)

OPERATORS = {
    FieldKind.TEXT: _TEXT,
    FieldKind.CHOICE: _EQUAL,
    FieldKind.MOMENT: (*_LATELY, *_BETWEEN, *WITHOUT_VALUE),
    FieldKind.SET: (Operator.INCLUDE, Operator.EXCLUDE),
    FieldKind.ATTRIBUTE: (*_TEXT, Operator.AT_LEAST, Operator.AT_MOST, *_LATELY, *_BETWEEN),
}

#: The operators of an attribute whose values are known to be of one kind.
OPERATORS_BY_KIND = {
    Kind.NUMBER: (*_EQUAL, Operator.AT_LEAST, Operator.AT_MOST, *WITHOUT_VALUE),
    Kind.DATE: (*_LATELY, *_BETWEEN, *WITHOUT_VALUE),
    Kind.YES_NO: (*_EQUAL, *WITHOUT_VALUE),
}

#: The fields that every contact has: what they contain, and their names in a sentence.
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
    """Return what the field contains; any unknown field is an attribute."""
    return FIELDS[field][0] if field in FIELDS else FieldKind.ATTRIBUTE


def called(field: str) -> str:
    """Return the field's name in a sentence.

    >>> called("written"), called("attributes.first_name")
    ('last message from us', 'first name')
    """
    if field in FIELDS:
        return FIELDS[field][1]
    return field.removeprefix("attributes.").replace("_", " ")


def operators_of(field: str, kind: Kind | None = None) -> Sequence[Operator]:
    """Return the field's operators; `kind` is that of an attribute's values, if known.

    >>> [str(one) for one in operators_of("attributes.vip", Kind.YES_NO)]
    ['is', 'is_not', 'is_set', 'is_not_set']
    """
    of_field = kind_of(field)
    if of_field == FieldKind.ATTRIBUTE and kind in OPERATORS_BY_KIND:
        return OPERATORS_BY_KIND[kind]
    return OPERATORS[of_field]
