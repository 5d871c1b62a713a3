"""STOP and START: what a person's words say about being written to."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from webapp.domain.webhook.opt_out_keywords import HINTS, KEYWORDS, SHOP_TALK, Keywords

__all__ = ["DEFAULT", "KEYWORDS", "Keywords", "Meaning", "meaning", "normalise", "payload_meaning"]

#: A longer message speaks of something else, even where such a word occurs in it.
SHORT = 8
#: Marks that writers add or leave out at will: Latin, Greek and Cyrillic accents, Arabic vowels.
#: Those of Indian scripts are letters, and stay.
ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\ufe00-\ufe0f\u20e3]")
#: One letter, two ways of writing it: Arabic alef, hamza, ya, ta marbuta, tatweel; Hindi nasals.
FOLDED = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ء": "", "ـ": "", "ँ": "ं"})


class Meaning(Enum):
    """What a message says about being written to."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    NEAR_MISS = "near_miss"  #: perhaps an opt-out: a person should look at it
    NOTHING = "nothing"


@dataclass(frozen=True)
class _Phrases:
    out: frozenset[str]
    back: frozenset[str]
    near: re.Pattern[str]


def together(keywords: Iterable[Keywords]) -> Keywords:
    """Join the keywords of several languages: people do not always answer in ours."""
    listed = list(keywords)
    return Keywords(
        out=tuple(word for one in listed for word in one.out),
        back=tuple(word for one in listed for word in one.back),
    )


DEFAULT = together(KEYWORDS.values())


def normalise(text: str) -> str:
    """Reduce a text to what counts: no case, accents, punctuation, emoji or spare spaces.

    >>> normalise("  *Arrêter!!* 🛑")
    'arreter'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(map(_letter_or_space, ACCENTS.sub("", plain).casefold()))
    return " ".join(unicodedata.normalize("NFC", letters.translate(FOLDED)).split())


def meaning(text: str, keywords: Keywords = DEFAULT) -> Meaning:
    """Tell what a message means. Only a whole message is an opt-out or an opt-in.

    "Cancel" is one; "cancel my order" is shop talk; "please stop sending" is a near miss.
    A word that is repeated, "STOP STOP", is the word.
    """
    plain = normalise(text)
    words = plain.split()
    plain = words[0] if len(set(words)) == 1 else plain
    phrases = _phrases(keywords)
    if plain in phrases.out:
        return Meaning.OPT_OUT
    if plain in phrases.back:
        return Meaning.OPT_IN
    if len(words) <= SHORT and phrases.near.search(plain):
        return Meaning.NEAR_MISS
    return Meaning.NOTHING


def payload_meaning(payload: str | None, keywords: Keywords = DEFAULT) -> Meaning:
    """Tell what a tapped button means: a payload that begins with "optout", or is a keyword."""
    letters = normalise(payload or "").replace(" ", "")
    if letters.startswith("optout"):
        return Meaning.OPT_OUT
    found = meaning(payload or "", keywords)
    return found if found in (Meaning.OPT_OUT, Meaning.OPT_IN) else Meaning.NOTHING


def _letter_or_space(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # zero-width marks stand within words
        return ""
    return character if category[0] in "LMN" else " "


@lru_cache(maxsize=64)
def _phrases(keywords: Keywords) -> _Phrases:
    out = frozenset(filter(None, map(normalise, keywords.out)))
    hints = {normalise(hint) for hint in HINTS} | out - {normalise(word) for word in SHOP_TALK}
    longest_first = sorted(hints, key=len, reverse=True)
    near = "|".join(map(re.escape, longest_first))
    return _Phrases(
        out=out,
        back=frozenset(filter(None, map(normalise, keywords.back))) - out,
        near=re.compile(rf"(?:^| )(?:{near})(?: |$)"),
    )
