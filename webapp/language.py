"""Texts, counts and dates in the user's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale
from flask_babel.speaklater import LazyString

from webapp.domain.translatable import Country, Listed, Text

#: The languages of the pages, with their native names.
LANGUAGES = {"en": "English", "es": "Español", "pt": "Português"}
DEFAULT = "en"
#: The locale of dates and counts if it differs from the language.
LOCALES = {"en": "en_GB"}

CATALOGUES = Path(__file__).parent / "translations"


class Catalogues(Domain):
    """The translators' catalogue files, read once without compiling them."""

    def get_translations(self) -> NullTranslations:
        return catalogue(locale().language)


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """Return the language's catalogue; without one, source texts are shown."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


#: The language for a result that is read later, such as a file that a worker writes.
_override: ContextVar[str | None] = ContextVar("language_override", default=None)


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Use the language of a user whose request is over."""
    token = _override.set(language)
    yield
    _override.reset(token)


def locale() -> Locale:
    """Return the user's locale; the default outside a request."""
    if language := _override.get():
        return Locale.parse(LOCALES.get(language, language))
    return get_locale() or Locale.parse(LOCALES.get(DEFAULT, DEFAULT))


def translated(text: str) -> str:
    """Return a text in the user's language; an unmarked text is unchanged."""
    if not isinstance(text, Text):
        return text
    values = {name: localized(value) for name, value in text.values.items()}
    return gettext_template(text.message, text.plural, text.amount) % values


def lazy(text: str) -> str:
    """Return a text that is translated when shown, for forms created at import time."""
    return LazyString(translated, text)


def gettext_template(message: str, plural: str = "", amount: int = 1) -> str:
    """Return a text in the user's language, with its placeholders."""
    reader = catalogue(locale().language)
    return reader.ngettext(message, plural, amount) if plural else reader.gettext(message)


def localized(value: object) -> object:
    """Return a value formatted for the user's language."""
    if isinstance(value, Listed):
        return value.between.join(str(localized(part)) for part in value.values)
    if isinstance(value, Country):
        return country_name(value)
    if isinstance(value, str):
        return translated(value)
    if isinstance(value, int | float):
        return number(value)
    return day(value) if isinstance(value, date) else translated(str(value))


def number(count: float) -> str:
    """Return a number with its digits grouped: 9,517."""
    return _number(count, locale())


@lru_cache(maxsize=10_000)  # a calendar has a thousand of them, mostly the same
def _number(count: float, reader: Locale) -> str:
    return numbers.format_decimal(count, locale=reader)


def day(date_: date) -> str:
    """Return a full date: 5 October 2025."""
    return dates.format_date(date_, "long", locale=locale())


def short_day(date_: date) -> str:
    """Return a date without its year: 5 Oct."""
    return dates.format_skeleton("MMMd", date_, locale=locale())


def brief_day(date_: date, today: date) -> str:
    """Return a date for a table, with the year unless it is the current one: Mon, 5 Oct."""
    pattern = "MMMEd" if date_.year == today.year else "yMMMEd"
    return dates.format_skeleton(pattern, date_, locale=locale())


def month_name(first: date) -> str:
    """Return a month and its year: October 2025."""
    return dates.format_date(first, "LLLL y", locale=locale())


def language_name(code: str) -> str:
    """Return a language's name; the code if it is unknown."""
    try:
        return Locale.parse(code).get_display_name(locale()) or code
    except (ValueError, UnknownLocaleError):
        return code


def country_name(code: str) -> str:
    """Return a country's name."""
    return str(locale().territories.get(code, code))


def weekday_name(number: int) -> str:
    """Return the name of a day of the week; Monday is 0."""
    return str(dates.get_day_names(locale=locale())[number])


def moment(local: datetime, today: date) -> str:
    """Return a date and time, with the year unless it is the current one: 5 Oct, 14:07."""
    is_recent = local.year == today.year
    day_ = short_day(local) if is_recent else dates.format_date(local, "medium", locale=locale())
    return f"{day_}, {local:%H:%M}"
