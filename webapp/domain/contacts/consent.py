"""Whether a contact is subscribed, by the consent events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConsentKind(StrEnum):
    """Whether the contact opted in or out."""

    OPT_IN = "opt_in"
    OPT_OUT = "opt_out"


class ConsentSource(StrEnum):
    """How an opt-in or opt-out reached us."""

    IMPORT = "import"
    API = "api"
    STAFF = "staff"
    KEYWORD = "keyword"
    BUTTON = "button"
    NUMBER = "number"  # the number no longer belongs to the contact
    NATIVE = "native"  # WhatsApp's own "stop" and "resume" of offers and announcements


@dataclass(frozen=True)
class Statement:
    """An opt-in or opt-out: how it reached us, and when the contact made it."""

    kind: ConsentKind
    source: ConsentSource
    at: datetime


#: Statements that come through WhatsApp. They may arrive late, twice and in any order, so the time
#: at which they were made counts. All others count from when they are recorded.
BY_WHATSAPP = (ConsentSource.KEYWORD, ConsentSource.BUTTON, ConsentSource.NATIVE)


def is_subscribed(statements: Sequence[Statement]) -> bool:
    """Return whether a contact is subscribed after these statements, in the order of recording.

    It needs an opt-in, and every opt-out must be lifted. A native resume lifts only a native
    stop; any other opt-in lifts all opt-outs before it.

    >>> noon = datetime(2025, 10, 5, 12)
    >>> agreed = Statement(ConsentKind.OPT_IN, ConsentSource.IMPORT, noon)
    >>> stop = Statement(ConsentKind.OPT_OUT, ConsentSource.KEYWORD, noon)
    >>> is_subscribed([agreed, stop, Statement(ConsentKind.OPT_IN, ConsentSource.NATIVE, noon)])
    False
    """
    numbered = list(enumerate(statements))
    opt_ins = [(number, said) for number, said in numbered if said.kind == ConsentKind.OPT_IN]
    if all(opt_in.source == ConsentSource.NATIVE for _, opt_in in opt_ins):
        return False
    return all(
        any(_lifts(opt_in, stop, is_later=number > stopped) for number, opt_in in opt_ins)
        for stopped, stop in numbered
        if stop.kind == ConsentKind.OPT_OUT
    )


def _lifts(opt_in: Statement, stop: Statement, *, is_later: bool) -> bool:
    """Return whether the opt-in lifts the opt-out; `is_later`: it was recorded after it."""
    if opt_in.source == ConsentSource.NATIVE and stop.source != ConsentSource.NATIVE:
        return False
    if opt_in.source in BY_WHATSAPP:
        return opt_in.at > stop.at
    return is_later
