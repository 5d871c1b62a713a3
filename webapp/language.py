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

#: The languages of the pages, by what they call themselves.
LANGUAGES = {"en": "English", "es": "Español", "pt": "Português"}
DEFAULT = "en"
#: How dates and counts are written where the language alone does not say it.
LOCALES = {"en": "en_GB"}

CATALOGUES = Path(__file__).parent / "translations"


class Catalogues(Domain):
    """The catalogues as translators keep them: read once, so that nothing has to be compiled."""

    def get_translations(self) -> NullTranslations:
        return catalogue(locale().language)


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """Read the language's catalogue; one without any has the texts as the source has them."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


#: The language of someone who reads later what is written now, such as a file that a worker makes.
_later: ContextVar[str | None] = ContextVar("later", default=None)


@contextmanager
def written_for(language: str) -> Iterator[None]:
    """Write in the language of someone who is not there."""
    token = _later.set(language)
    yield
    _later.reset(token)


def locale() -> Locale:
    """Return the reader's locale; the default where there is no reader."""
    if language := _later.get():
        return Locale.parse(LOCALES.get(language, language))
    return get_locale() or Locale.parse(LOCALES.get(DEFAULT, DEFAULT))


def translated(text: str) -> str:
    """Give a text in the reader's language; what nobody marked for translation stays as it is."""
    if not isinstance(text, Text):
        return text
    values = {name: written(value) for name, value in text.values.items()}
    return template(text.message, text.plural, text.amount) % values


def lazy(text: str) -> str:
    """Give a text that is translated each time it is shown, for forms made before anyone reads."""
    return LazyString(translated, text)


def template(message: str, plural: str = "", amount: int = 1) -> str:
    """Give a text in the reader's language, with the places for its values."""
    reader = catalogue(locale().language)
    return reader.ngettext(message, plural, amount) if plural else reader.gettext(message)


def written(value: object) -> object:
    """Write a value of a text as the reader's language does."""
    if isinstance(value, Listed):
        return value.between.join(str(written(part)) for part in value.values)
    if isinstance(value, Country):
        return country(value)
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
    """Write a date for a table, its year only where it is another: Mon, 5 Oct."""
    pattern = "MMMEd" if date_.year == today.year else "yMMMEd"
    return dates.format_skeleton(pattern, date_, locale=locale())


def month(first: date) -> str:
    """Name a month of a year: October 2025."""
    return dates.format_date(first, "LLLL y", locale=locale())


def name_of(code: str) -> str:
    """Name a language; one that nobody knows keeps its code."""
    try:
        return Locale.parse(code).get_display_name(locale()) or code
    except (ValueError, UnknownLocaleError):
        return code


def country(code: str) -> str:
    """Name a country."""
    return str(locale().territories.get(code, code))


def weekday(number: int) -> str:
    """Name a day of the week, Monday being 0."""
    return str(dates.get_day_names(locale=locale())[number])


def moment(local: datetime, today: date) -> str:
    """Write a moment, its year only where it is another: 5 Oct, 14:07."""
    is_recent = local.year == today.year
    day_ = short_day(local) if is_recent else dates.format_date(local, "medium", locale=locale())
    return f"{day_}, {local:%H:%M}"
