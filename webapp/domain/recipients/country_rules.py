"""Countries to which WhatsApp does not deliver: rules as data, with their dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from webapp.domain.sending.marketing_cap import is_marketing
from webapp.domain.translatable import N_, Text


@dataclass(frozen=True)
class CountryRule:
    """A country whose people get no messages, or no marketing, between two dates.

    The country is that of the contact: of a number with +1 the area code decides. Without `since`
    the rule has always held, without `until` it holds until it is switched off.
    """

    country: str
    marketing_only: bool
    reason: Text
    since: date | None = None
    until: date | None = None
    is_on: bool = True

    def is_in_force(self, category: str, day: date) -> bool:
        """Return whether it forbids messages of a template's category on the day."""
        concerns = self.is_on and (not self.marketing_only or is_marketing(category))
        has_begun = self.since is None or self.since <= day
        return concerns and has_begun and (self.until is None or day <= self.until)


_SANCTIONED = N_("WhatsApp does not deliver messages of businesses in this country")
_UNITED_STATES = N_("WhatsApp does not deliver marketing to numbers of the United States")
#: Meta names three regions of Ukraine as well, which a phone number does not tell [D:countries].
RULES = (
    CountryRule("US", True, _UNITED_STATES, since=date(2025, 4, 1)),
    CountryRule("CU", False, _SANCTIONED),
    CountryRule("IR", False, _SANCTIONED),
    CountryRule("KP", False, _SANCTIONED),
    CountryRule("SY", False, _SANCTIONED),
)


def changed(changes: Mapping[str, Mapping[str, Any]]) -> tuple[CountryRule, ...]:
    """Return the rules after an administrator's changes, by country.

    >>> [rule.country for rule in changed({"SY": {"is_on": False}}) if not rule.is_on]
    ['SY']
    """
    return tuple(_changed(rule, changes.get(rule.country, {})) for rule in RULES)


def blocked(rules: Iterable[CountryRule], category: str, day: date) -> list[str]:
    """Return the countries whose people get no messages of the category on the day."""
    return sorted(rule.country for rule in rules if rule.is_in_force(category, day))


def reason_for(country: str) -> Text | None:
    """Return why people of the country may be left out; None where there is no rule."""
    return next((rule.reason for rule in RULES if rule.country == country), None)


def _changed(rule: CountryRule, change: Mapping[str, Any]) -> CountryRule:
    if not change:
        return rule
    since, until = _date(change.get("since")), _date(change.get("until"))
    return replace(rule, is_on=change["is_on"], since=since, until=until)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
