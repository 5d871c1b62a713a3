"""The time zones that may be chosen."""

from zoneinfo import available_timezones

#: Not those of the machine's own files, which PostgreSQL may not know.
NAMES = frozenset(available_timezones() - {"localtime", "Factory"})
