"""The parts of rejected rows that must be corrected, by the reasons."""

from collections.abc import Mapping
from enum import StrEnum

from webapp.domain.imports.contact_rows import FORGOTTEN, HEADINGS_AGAIN, OPEN_QUOTE, TOO_WIDE


class Cause(StrEnum):
    """The part of a row that must be corrected."""

    PHONE = "phone"
    USER_ID = "user_id"
    VALUE = "value"  # of another column
    SHAPE = "shape"  # the row as a whole
    PERSON = "person"  # asked to be left out: nothing can be corrected


#: By the code of the reason; all others are about the number.
CAUSES = {
    "contacts.user_id_missing": Cause.USER_ID,
    "contacts.user_id_is_none": Cause.USER_ID,
    "contacts.user_id_no_country": Cause.USER_ID,
    "contacts.ids_of_two_contacts": Cause.USER_ID,
    "contacts.has_another_user_id": Cause.USER_ID,
    "contacts.has_another_number": Cause.USER_ID,
    "imports.several_ids": Cause.USER_ID,
    "imports.wrong_value": Cause.VALUE,
    OPEN_QUOTE.code: Cause.SHAPE,
    TOO_WIDE.code: Cause.SHAPE,
    HEADINGS_AGAIN.code: Cause.SHAPE,
    FORGOTTEN.code: Cause.PERSON,
}


def counts(reasons: Mapping[str, int]) -> dict[Cause, int]:
    """Return the number of rows by the part to correct, from the number of rows by reason code.

    >>> counts({"contacts.phone_refused": 2, "imports.headings_again": 1})
    {<Cause.PHONE: 'phone'>: 2, <Cause.SHAPE: 'shape'>: 1}
    """
    by_cause = dict.fromkeys(Cause, 0)
    for reason, rows in reasons.items():
        by_cause[CAUSES.get(reason, Cause.PHONE)] += rows
    return {cause: rows for cause, rows in by_cause.items() if rows}
