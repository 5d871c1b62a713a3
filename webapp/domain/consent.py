"""Whether a person may be written to, as the consent events tell it."""

from collections.abc import Iterable
from enum import StrEnum


class ConsentKind(StrEnum):
    """What the person wants."""

    OPT_IN = "opt_in"
    OPT_OUT = "opt_out"


class ConsentSource(StrEnum):
    """How we learned of it."""

    IMPORT = "import"
    API = "api"
    STAFF = "staff"
    KEYWORD = "keyword"
    BUTTON = "button"
    NATIVE = "native"  # WhatsApp's own "stop" and "resume" of offers and announcements


def is_subscribed(events: Iterable[tuple[ConsentKind, ConsentSource]]) -> bool:
    """Read the events, oldest first: may the person be written to?

    A native resume lifts only a native stop; any other opt-in is the person's (or staff's)
    plain word and lifts everything. Nobody is subscribed without an opt-in.

    >>> stop, resume = ConsentKind.OPT_OUT, ConsentKind.OPT_IN
    >>> by_import = (resume, ConsentSource.IMPORT)
    >>> is_subscribed([by_import, (stop, ConsentSource.KEYWORD), (resume, ConsentSource.NATIVE)])
    False
    """
    agreed = False
    stops: set[bool] = set()  # open stops: True for a native one, False for any other
    for kind, source in events:
        is_native = source == ConsentSource.NATIVE
        if kind == ConsentKind.OPT_OUT:
            stops.add(is_native)
        elif is_native:
            stops.discard(True)
        else:
            agreed, stops = True, set()
    return agreed and not stops
