"""Reading the settings of administrators."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from webapp.domain.recipients.country_rules import CountryRule, changed
from webapp.domain.sending.canary import Rules as CanaryRules
from webapp.domain.sending.circuit_breaker import Rules as CircuitBreakerRules
from webapp.domain.sending.frequency_cap import FrequencyCap
from webapp.domain.webhook.auto_replies import AutoReply
from webapp.domain.webhook.opt_out_meaning import KEYWORDS, Keywords, together
from webapp.extensions import db
from webapp.models import Setting
from webapp.models.encrypted import decrypt

KEYWORDS_SETTING = "keywords"
AUTO_REPLIES_SETTING = "auto_replies"
CONFIRMATIONS_SETTING = "stop_confirmations"
FORWARDING_SETTING = "forwarding"
RETENTION_SETTING = "retention"
FREQUENCY_CAP_SETTING = "frequency_cap"
SAFETY_SETTING = "safety"
COUNTRY_RULES_SETTING = "country_rules"

#: Longer than the 7 days for which WhatsApp repeats a body that it thinks is undelivered.
RETENTION_DAYS = 30
SHORTEST_RETENTION_DAYS = 8


@dataclass(frozen=True)
class Forwarding:
    """Where inbound messages are forwarded to, signed like WhatsApp's own with this secret."""

    url: str
    secret: str


@dataclass(frozen=True)
class Safety:
    """How a campaign begins, and when it is paused automatically.

    Shares are in per cent. The circuit breaker pauses a campaign when `failures_share` of the
    last `failures_of` outcomes are failures. After WhatsApp had paused a template, an initial
    group of `resumed_canary` recipients is sent first.
    """

    failures_of: int = 100
    failures_share: int = 50
    resumed_canary: int = 50
    canary_minutes: int = 30
    canary_delivered: int = 50
    canary_failed: int = 30

    @property
    def circuit_breaker_rules(self) -> CircuitBreakerRules:
        return CircuitBreakerRules(self.failures_of, self.failures_share / 100)

    @property
    def canary_rules(self) -> CanaryRules:
        return CanaryRules(
            timedelta(minutes=self.canary_minutes),
            self.canary_delivered / 100,
            self.canary_failed / 100,
        )


def get(name: str) -> dict[str, Any]:
    """Return a setting; empty where it is not set."""
    setting = db.session.get(Setting, name)
    return dict(setting.value) if setting else {}


def keywords_by_language() -> dict[str, Keywords]:
    """Return the words for STOP and START of each language."""
    changed = {
        language: Keywords(tuple(lists.get("out", ())), tuple(lists.get("back", ())))
        for language, lists in get(KEYWORDS_SETTING).items()
    }
    return KEYWORDS | changed


def keywords() -> Keywords:
    """Return the words of all languages together: people do not always reply in ours."""
    return together(keywords_by_language().values())


def auto_replies() -> list[AutoReply]:
    """Return the automatic replies to keywords."""
    return [
        AutoReply(tuple(row["keywords"]), row["text"])
        for row in get(AUTO_REPLIES_SETTING).get("auto_replies", ())
    ]


def stop_confirmations() -> dict[str, str]:
    """Return the confirmations of a STOP that differ from the defaults, by language."""
    return get(CONFIRMATIONS_SETTING)


def forwarding() -> Forwarding | None:
    """Return where inbound messages are forwarded to; None where they are not."""
    value = get(FORWARDING_SETTING)
    return Forwarding(value["url"], decrypt(value["sealed"])) if value.get("url") else None


def retention_days() -> int:
    """Return how many days webhook bodies are stored."""
    return int(get(RETENTION_SETTING).get("days", RETENTION_DAYS))


def frequency_cap() -> FrequencyCap | None:
    """Return how many marketing messages one contact may get; None where it is not set."""
    value = get(FREQUENCY_CAP_SETTING)
    return FrequencyCap(value["messages"], value["days"], value["waits"]) if value else None


def country_rules() -> tuple[CountryRule, ...]:
    """Return the rules about countries, with the changes of administrators."""
    return changed(get(COUNTRY_RULES_SETTING))


def safety() -> Safety:
    """Return how campaigns begin and when they are paused automatically."""
    return Safety(**get(SAFETY_SETTING))
