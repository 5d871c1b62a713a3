"""What is to be corrected in the rows that were left out, by what was said of each."""

from collections.abc import Mapping
from enum import StrEnum

from webapp.domain.imports.contact_rows import FORGOTTEN, HEADINGS_AGAIN, OPEN_QUOTE, TOO_WIDE


class Cause(StrEnum):
    """What somebody has to look at in a row."""

    PHONE = "phone"
    VALUE = "value"  # of another column
    SHAPE = "shape"  # the row as a whole
    PERSON = "person"  # asked to be left out: nothing can be corrected


#: By the text of the reason, before anything was filled in; all others are about the number.
CAUSES = {
    "%(field)s: %(why)s": Cause.VALUE,
    OPEN_QUOTE.message: Cause.SHAPE,
    TOO_WIDE.message: Cause.SHAPE,
    HEADINGS_AGAIN.message: Cause.SHAPE,
    FORGOTTEN.message: Cause.PERSON,
}


def counts(reasons: Mapping[str, int]) -> dict[Cause, int]:
    """Count the rows by what is to be corrected, from how often each reason was given.

    >>> counts({"%(number)s %(why)s.": 2, "This row repeats the headings.": 1})
    {<Cause.PHONE: 'phone'>: 2, <Cause.SHAPE: 'shape'>: 1}
    """
    found = dict.fromkeys(Cause, 0)
    for reason, rows in reasons.items():
        found[CAUSES.get(reason, Cause.PHONE)] += rows
    return {cause: rows for cause, rows in found.items() if rows}
