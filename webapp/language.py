"""The reader's language: texts, counts and dates as they are written in it."""

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

#: The languages of the pages, by their own names.
LANGUAGES = {"en": "English", "es": "Español", "pt": "Português"}
DEFAULT = "en"
#: How dates and counts are written where the language alone does not say it.
LOCALES = {"en": "en_GB"}

CATALOGUES = Path(__file__).parent / "translations"


class Catalogues(Domain):
    """The catalogues as translators edit them, read once: nothing has to be compiled."""

    def get_translations(self) -> NullTranslations:
        return catalogue(locale().language)


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """Read the language's catalogue; without one, the texts are those of the source."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


#: The language of a user who reads the result later, such as a file that a worker writes.
_override: ContextVar[str | None] = ContextVar("language_override", default=None)


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Write in the language of a user whose request is over."""
    token = _override.set(language)
    yield
    _override.reset(token)


def locale() -> Locale:
    """Return the reader's locale; the default where there is no request."""
    if language := _override.get():
        return Locale.parse(LOCALES.get(language, language))
    return get_locale() or Locale.parse(LOCALES.get(DEFAULT, DEFAULT))


def translated(text: str) -> str:
    """Return a text in the reader's language; an unmarked text is unchanged."""
    if not isinstance(text, Text):
        return text
    values = {name: localized(value) for name, value in text.values.items()}
    return gettext_template(text.message, text.plural, text.amount) % values


def lazy(text: str) -> str:
    """Return a text that is translated each time it is shown, for forms built at import."""
    return LazyString(translated, text)


def gettext_template(message: str, plural: str = "", amount: int = 1) -> str:
    """Return a text in the reader's language, its placeholders not yet filled."""
    reader = catalogue(locale().language)
    return reader.ngettext(message, plural, amount) if plural else reader.gettext(message)


def localized(value: object) -> object:
    """Write a value of a text as the reader's language does."""
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
    """Group the digits: 9,517."""
    return _number(count, locale())


@lru_cache(maxsize=10_000)  # a calendar has a thousand of them, mostly the same
def _number(count: float, reader: Locale) -> str:
    return numbers.format_decimal(count, locale=reader)


def day(date_: date) -> str:
    """Write a date in full: 5 October 2025."""
    return dates.format_date(date_, "long", locale=locale())


def short_day(date_: date) -> str:
    """Write a date without its year: 5 Oct."""
    return dates.format_skeleton("MMMd", date_, locale=locale())


def brief_day(date_: date, today: date) -> str:
    """Write a date for a table, with the year unless it is this one: Mon, 5 Oct."""
    pattern = "MMMEd" if date_.year == today.year else "yMMMEd"
    return dates.format_skeleton(pattern, date_, locale=locale())


def month_name(first: date) -> str:
    """Name a month of a year: October 2025."""
    return dates.format_date(first, "LLLL y", locale=locale())


def language_name(code: str) -> str:
    """Name a language; an unknown one keeps its code."""
    try:
        return Locale.parse(code).get_display_name(locale()) or code
    except (ValueError, UnknownLocaleError):
        return code


def country_name(code: str) -> str:
    """Name a country."""
    return str(locale().territories.get(code, code))


def weekday_name(number: int) -> str:
    """Name a day of the week, Monday being 0."""
    return str(dates.get_day_names(locale=locale())[number])


def moment(local: datetime, today: date) -> str:
    """Write a moment, with the year unless it is this one: 5 Oct, 14:07."""
    is_recent = local.year == today.year
    day_ = short_day(local) if is_recent else dates.format_date(local, "medium", locale=locale())
    return f"{day_}, {local:%H:%M}"
