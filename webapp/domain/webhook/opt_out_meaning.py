"""STOP and START: the meaning of a reply for further messages."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import product

from webapp.domain.webhook.opt_out_keywords import (
    HINTS,
    KEYWORDS,
    SHOP_TALK,
    STOP_PHRASES,
    Keywords,
)

__all__ = [
    "DEFAULT",
    "KEYWORDS",
    "PREFERENCES",
    "STOP_PAYLOAD",
    "Keywords",
    "Meaning",
    "is_stop_button",
    "meaning",
    "normalise",
    "payload_meaning",
    "preference_meaning",
    "reply_meaning",
]

#: A message with more words is about something else, even where a keyword occurs in it.
MAX_NEAR_MISS_WORDS = 8
#: Marks that people add or leave out: Latin, Greek and Cyrillic accents, Arabic vowels.
#: Those of Indian scripts are letters, and stay.
ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\ufe00-\ufe0f\u20e3]")
#: Letters with two spellings: Arabic alef, hamza, ya, ta marbuta, tatweel; Hindi nasals.
FOLDED = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ء": "", "ـ": "", "ँ": "ं"})


class Meaning(Enum):
    """The meaning of a reply for further messages."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    NEAR_MISS = "near_miss"  #: perhaps an opt-out: staff should look at it
    NOTHING = "nothing"


#: The payload of the stop buttons that we send.
STOP_PAYLOAD = "optout:button"
#: The values of a preference that we know, as WhatsApp writes them, and its only category.
PREFERENCES = {"stop": Meaning.OPT_OUT, "resume": Meaning.OPT_IN}
MARKETING = "marketing_messages"
#: Kinds of replies whose text is not meant for us: an emoji, words about another message.
KINDS_WITHOUT_MEANING = ("reaction", "revoke", "location", "order", "contacts", "unsupported")


@dataclass(frozen=True)
class _Phrases:
    out: frozenset[str]
    back: frozenset[str]
    near: re.Pattern[str]


def together(keywords: Iterable[Keywords]) -> Keywords:
    """Return the keywords of several languages as one: people do not always reply in ours."""
    languages = list(keywords)
    return Keywords(
        out=tuple(word for language in languages for word in language.out),
        back=tuple(word for language in languages for word in language.back),
    )


DEFAULT = together(KEYWORDS.values())


def normalise(text: str) -> str:
    """Return the text without case, accents, punctuation, emoji and extra spaces.

    >>> normalise("  *Arrêter!!* 🛑")
    'arreter'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(map(_letter_or_space, ACCENTS.sub("", plain).casefold()))
    return " ".join(unicodedata.normalize("NFC", letters.translate(FOLDED)).split())


def meaning(text: str, keywords: Keywords = DEFAULT) -> Meaning:
    """Return what a text means. Only a whole message is an opt-out or an opt-in.

    "Cancel" is one; "cancel my order" is about an order; "please stop sending" is a near miss.
    A repeated word, "STOP STOP", counts as the word.
    """
    plain = normalise(text)
    words = plain.split()
    plain = words[0] if len(set(words)) == 1 else plain
    phrases = _phrases(keywords)
    if plain in phrases.out or plain in _STOP_PHRASES:
        return Meaning.OPT_OUT
    if plain in phrases.back:
        return Meaning.OPT_IN
    if len(words) <= MAX_NEAR_MISS_WORDS and phrases.near.search(plain):
        return Meaning.NEAR_MISS
    return Meaning.NOTHING


def payload_meaning(payload: str | None, keywords: Keywords = DEFAULT) -> Meaning:
    """Return what a pressed button means: its payload begins with "optout", or is a keyword."""
    if _letters(payload).startswith("optout"):
        return Meaning.OPT_OUT
    by_keyword = meaning(payload or "", keywords)
    return by_keyword if by_keyword in (Meaning.OPT_OUT, Meaning.OPT_IN) else Meaning.NOTHING


@lru_cache(maxsize=1024)
def is_stop_button(text: str) -> bool:
    """Return whether a template's button with this text stops further messages.

    "Cancel" does not: it may be about an order.
    """
    return meaning(text) == Meaning.OPT_OUT and normalise(text) not in _SHOP_TALK


def preference_meaning(value: str, category: str | None) -> Meaning:
    """Return what a preference means; a stop for an unknown category is for staff to decide on."""
    known = PREFERENCES.get(value, Meaning.NOTHING)
    if category in (None, MARKETING):
        return known
    return Meaning.NEAR_MISS if known == Meaning.OPT_OUT else Meaning.NOTHING


def reply_meaning(kind: str, text: str, payload: str | None, keywords: Keywords) -> Meaning:
    """Return what a reply means: its payload decides before its text."""
    if kind in KINDS_WITHOUT_MEANING:
        return Meaning.NOTHING
    if kind == "preference":
        return preference_meaning(text, payload)
    if kind == "interactive":
        return _choice_meaning(text, payload or "", keywords)
    if payload:
        by_payload = payload_meaning(payload, keywords)
        if by_payload != Meaning.NOTHING:
            return by_payload
    return meaning(text, keywords)


def _choice_meaning(title: str, choice_id: str, keywords: Keywords) -> Meaning:
    """Return what a choice from buttons, a list or a form means.

    We send none of them: another program asked. Its id unsubscribes only where it says so; a
    title, or a form that mentions it, is at most a near miss.
    """
    says_so = payload_meaning(choice_id, keywords) == Meaning.OPT_OUT
    is_form = choice_id.lstrip().startswith("{")
    if says_so and not is_form and normalise(choice_id) not in _SHOP_TALK:
        return Meaning.OPT_OUT
    is_near = says_so or "optout" in _letters(choice_id)
    by_title = meaning(title, keywords) in (Meaning.OPT_OUT, Meaning.NEAR_MISS)
    return Meaning.NEAR_MISS if is_near or by_title else Meaning.NOTHING


def _letters(payload: str | None) -> str:
    return normalise(payload or "").replace(" ", "")


def _letter_or_space(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # zero-width marks occur within words
        return ""
    return character if category[0] in "LMN" else " "


@lru_cache(maxsize=64)
def _phrases(keywords: Keywords) -> _Phrases:
    out = frozenset(filter(None, map(normalise, keywords.out)))
    hints = {normalise(hint) for hint in HINTS} | _STOP_PHRASES | out - _SHOP_TALK
    longest_first = sorted(hints, key=len, reverse=True)
    near = "|".join(map(re.escape, longest_first))
    return _Phrases(
        out=out,
        back=frozenset(filter(None, map(normalise, keywords.back))) - out,
        near=re.compile(rf"(?:^| )(?:{near})(?: |$)"),
    )


_SHOP_TALK = frozenset(map(normalise, SHOP_TALK))
_STOP_PHRASES = frozenset(
    normalise(f"{beginning} {end}")
    for beginnings, ends in STOP_PHRASES.values()
    for beginning, end in product(beginnings, ends)
)
