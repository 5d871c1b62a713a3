"""Whether a person may be written to, as the consent events tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    NUMBER = "number"  # the number is no longer the person's
    NATIVE = "native"  # WhatsApp's own "stop" and "resume" of offers and announcements


@dataclass(frozen=True)
class Word:
    """What was said about being written to, by whom, and when they said it."""

    kind: ConsentKind
    source: ConsentSource
    at: datetime


#: The person's own words, as WhatsApp brings them: late, twice and in any order. What they said
#: last counts. Everyone else's word is heard when it is recorded.
OWN = (ConsentSource.KEYWORD, ConsentSource.BUTTON, ConsentSource.NATIVE)


def is_subscribed(words: Sequence[Word]) -> bool:
    """Read the words, in the order in which they were recorded: may the person be written to?

    Nobody is without an opt-in, and not until every opt-out is lifted. A native resume lifts
    only a native stop; any other opt-in is the person's (or staff's) plain word and lifts all
    that came before it.

    >>> noon = datetime(2025, 10, 5, 12)
    >>> agreed = Word(ConsentKind.OPT_IN, ConsentSource.IMPORT, noon)
    >>> stop = Word(ConsentKind.OPT_OUT, ConsentSource.KEYWORD, noon)
    >>> is_subscribed([agreed, stop, Word(ConsentKind.OPT_IN, ConsentSource.NATIVE, noon)])
    False
    """
    numbered = list(enumerate(words))
    opt_ins = [(number, word) for number, word in numbered if word.kind == ConsentKind.OPT_IN]
    if all(word.source == ConsentSource.NATIVE for _, word in opt_ins):
        return False
    return all(
        any(_lifts(word, stop, is_later=number > stopped) for number, word in opt_ins)
        for stopped, stop in numbered
        if stop.kind == ConsentKind.OPT_OUT
    )


def _lifts(opt_in: Word, stop: Word, *, is_later: bool) -> bool:
    """Answer whether the opt-in takes the opt-out back; `is_later`: it was recorded after it."""
    if opt_in.source == ConsentSource.NATIVE and stop.source != ConsentSource.NATIVE:
        return False
    if opt_in.source in OWN:
        return opt_in.at > stop.at
    return is_later
