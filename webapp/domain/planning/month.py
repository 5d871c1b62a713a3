"""A month, as a calendar shows it."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

#: The first and last year of the calendar.
FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True)
class Month:
    """One month of one year."""

    year: int
    number: int  # 1 is January

    @classmethod
    def containing(cls, day: date) -> "Month":
        """Return the month of the day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """Return the month in an address; None if there is none.

        >>> Month.parse("2025-10"), Month.parse("October")
        (Month(year=2025, number=10), None)
        """
        year, _, number = text.partition("-")
        if not (year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) < 3):
            return None
        month = cls(int(year), int(number))
        is_valid = 1 <= month.number <= 12 and FIRST_YEAR <= month.year <= LAST_YEAR
        return month if is_valid else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.first.replace(day=calendar.monthrange(self.year, self.number)[1])

    @property
    def previous(self) -> "Month":
        return Month.containing(self.first - timedelta(days=1))

    @property
    def next(self) -> "Month":
        return Month.containing(self.last + timedelta(days=1))

    @property
    def weeks(self) -> list[list[date | None]]:
        """Return the days in rows that begin on a Monday; None is a day of another month."""
        rows = calendar.Calendar().monthdatescalendar(self.year, self.number)
        return [[day if day.month == self.number else None for day in row] for row in rows]

    def days(self) -> Iterator[date]:
        """Yield every day of the month."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
