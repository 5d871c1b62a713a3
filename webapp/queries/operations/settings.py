"""Reading what administrators set."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from webapp.domain.sending.canary import Rules as WaveRules
from webapp.domain.sending.circuit_breaker import Rules as BreakerRules
from webapp.domain.sending.frequency_cap import FrequencyCap
from webapp.domain.webhook.auto_replies import Answer
from webapp.domain.webhook.opt_out_meaning import KEYWORDS, Keywords, together
from webapp.extensions import db
from webapp.models import Setting
from webapp.models.encrypted import decrypt

KEYWORDS_SETTING = "keywords"
ANSWERS_SETTING = "answers"
CONFIRMATIONS_SETTING = "stop_confirmations"
FORWARDING_SETTING = "forwarding"
RETENTION_SETTING = "retention"
FREQUENCY_CAP_SETTING = "frequency_cap"
SAFETY_SETTING = "safety"

#: Longer than WhatsApp goes on sending a body that it takes for undelivered, which is 7 days.
RETENTION_DAYS = 30
SHORTEST_RETENTION_DAYS = 8


@dataclass(frozen=True)
class Forwarding:
    """Where inbound messages are passed on to, signed like WhatsApp's own with this secret."""

    url: str
    secret: str


@dataclass(frozen=True)
class Safety:
    """How a campaign begins, and what makes it pause by itself.

    Shares are in per cent. Failures are too many when they are such a share of the last so many
    outcomes. After WhatsApp had paused a template, so many people are written to before the others.
    """

    failures_of: int = 100
    failures_share: int = 50
    resumed_wave: int = 50
    wave_minutes: int = 30
    wave_delivered: int = 50
    wave_failed: int = 30

    @property
    def breaker_rules(self) -> BreakerRules:
        return BreakerRules(self.failures_of, self.failures_share / 100)

    @property
    def wave_rules(self) -> WaveRules:
        return WaveRules(
            timedelta(minutes=self.wave_minutes),
            self.wave_delivered / 100,
            self.wave_failed / 100,
        )


def get(name: str) -> dict[str, Any]:
    """Read a setting; empty where nobody has set it."""
    setting = db.session.get(Setting, name)
    return dict(setting.value) if setting else {}


def keywords_by_language() -> dict[str, Keywords]:
    """Read the words for STOP and START of each language."""
    given = {
        language: Keywords(tuple(lists.get("out", ())), tuple(lists.get("back", ())))
        for language, lists in get(KEYWORDS_SETTING).items()
    }
    return KEYWORDS | given


def keywords() -> Keywords:
    """Read the words of all languages together: people do not always answer in ours."""
    return together(keywords_by_language().values())


def answers() -> list[Answer]:
    """Read what is answered to which keywords."""
    return [
        Answer(tuple(one["keywords"]), one["text"])
        for one in get(ANSWERS_SETTING).get("answers", ())
    ]


def stop_confirmations() -> dict[str, str]:
    """Read the confirmations of a STOP that differ from the defaults, by language."""
    return get(CONFIRMATIONS_SETTING)


def forwarding() -> Forwarding | None:
    """Read where inbound messages are passed on to; None where they are not."""
    given = get(FORWARDING_SETTING)
    return Forwarding(given["url"], decrypt(given["sealed"])) if given.get("url") else None


def retention_days() -> int:
    """Read for how many days bodies of webhooks are kept."""
    return int(get(RETENTION_SETTING).get("days", RETENTION_DAYS))


def frequency_cap() -> FrequencyCap | None:
    """Read how many marketing messages one person may get; None where nobody has set it."""
    given = get(FREQUENCY_CAP_SETTING)
    return FrequencyCap(given["messages"], given["days"], given["waits"]) if given else None


def safety() -> Safety:
    """Read how campaigns begin and when they pause by themselves."""
    return Safety(**get(SAFETY_SETTING))
