"""How the simulator behaves; every setting may be changed while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from simulator.people.habits import PRESET_SETTINGS, PRESETS, RATES

STRICT = ("enforce_messaging_limit", "enforce_throughput", "enforce_pair_rate")


class UnknownSettingError(ValueError):
    """A setting has no such name, or its value is of another type."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    # Answers. The spread is the sigma of a log-normal distribution around the median.
    latency_ms: float = 0.0
    latency_spread: float = 0.3
    throttling_http_status: int = 429
    retry_after_s: int = 0
    token_revoked: bool = False
    refuse_with: int = 0
    api_version: str = "v25.0"

    # Limits. The first two are shown on the nodes, and enforced only when asked.
    messaging_limit: int = 250
    messages_per_second: int = 80
    enforce_messaging_limit: bool = False
    enforce_throughput: bool = False
    enforce_pair_rate: bool = False
    tiers_rise: bool = False
    management_calls_per_hour: int = 5000

    # People.
    population: str = "plain"
    rates: dict[str, float] = field(default_factory=dict)
    # A username hides the number, unless it was used in this time or is in the contact book.
    usernames_within_s: float = 30 * 86_400.0
    number_shared_for_s: float = 30 * 86_400.0
    contact_book: bool = True
    parent_user_ids: bool = False
    us_marketing_blocked: bool = False
    blocked_countries: list[str] = field(default_factory=list)
    business_country_code: str = ""
    fail_with: int = 0

    # Rules of the platform that differ from account to account.
    outside_window_refused: bool = False
    # The Marketing Messages API. Code 0: each refusal has its own.
    not_marketing_code: int = 0
    fallback_needs_terms: bool = False
    template_sync_s: float = 0.0
    max_price_refused_countries: list[str] = field(default_factory=list)
    # Templates. A review that takes less than no time waits for a control call.
    review_after_s: float = 60.0
    template_creations_per_hour: int = 100
    template_edits_per_day: int = 1
    template_edits_per_30_days: int = 10
    marketing_words: list[str] = field(default_factory=list)
    coupon_code_length: int = 15
    unnamed_parameter_code: int = 132012
    hold: str = ""
    hold_s: float = 600.0

    # Service messages that cost nothing, by number and calendar month (UTC).
    free_service_messages: int = 1_000

    # Receipts; times are virtual seconds after the message was accepted.
    sent_after_s: float = 1.0
    delivered_after_s: float = 3.0
    read_after_s: float = 20.0
    reply_after_s: float = 30.0
    click_after_s: float = 40.0
    move_after_s: float = 600.0
    delay_spread: float = 0.5
    receipts_per_body: int = 10
    duplicate_share: float = 0.0
    duplicate_after_s: float = 0.0
    skip_delivered_share: float = 0.0
    shuffle: bool = False  # everyone's; else the share below
    out_of_order_share: float = 0.0
    receipts_before_answer: bool = False  # of every message; else the share below
    before_answer_share: float = 0.0
    callback_on_failed: bool = True
    callback_data_in_marketing_receipts: bool = True
    contacts_in_receipts: bool = True
    conversation_in_receipts: bool = False
    millisecond_timestamps: bool = False

    # Delivery of webhooks, in real seconds.
    webhook_concurrency: int = 16
    webhook_timeout_s: float = 10.0
    webhook_retry_s: float = 600.0

    # Faults: the share of send calls that end in this way.
    rate_429: float = 0.0
    rate_429_unknown: float = 0.0
    rate_5xx: float = 0.0
    rate_non_json: float = 0.0
    rate_reset_before: float = 0.0
    rate_reset_after_accept: float = 0.0
    rate_timeout_after_accept: float = 0.0

    def share(self, name: str) -> float:
        """Return the share of people with this habit: the population's figure, unless set."""
        return self.rates.get(name, PRESETS[self.population].get(name, 0.0))


#: The allowed values, for the settings where the type does not define them.
CHOICES: dict[str, tuple[str | int, ...]] = {
    "population": tuple(PRESETS),
    "hold": ("", "release", "drop"),
    "not_marketing_code": (0, 100, 131055, 134100),
    "unnamed_parameter_code": (100, 132012),
}
AT_LEAST_ONE = frozenset({
    "messages_per_second", "management_calls_per_hour", "receipts_per_body", "webhook_concurrency",
})  # fmt: skip
KINDS = {item.name: type(getattr(Behaviour(), item.name)) for item in fields(Behaviour)}


def merged(behaviour: Behaviour, changes: Mapping[str, Any]) -> Behaviour:
    """Return the behaviour with the changes; `strict` stands for all that is enforced.

    A population may bring settings of its own, which the changes override.

    Raises UnknownSettingError and changes nothing when one of them is not understood.
    """
    wanted = {**PRESET_SETTINGS.get(str(changes.get("population")), {}), **changes}
    if "strict" in wanted:
        wanted |= dict.fromkeys(STRICT, wanted.pop("strict"))
    return replace(behaviour, **{name: _checked(name, value) for name, value in wanted.items()})


def _checked(name: str, value: Any) -> Any:
    kind = KINDS.get(name)
    if kind is None:
        raise UnknownSettingError(f"there is no setting {name!r}")
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise UnknownSettingError(f"{name} wants {kind.__name__}, not {value!r}")
    if name in CHOICES and value not in CHOICES[name]:
        raise UnknownSettingError(f"{name} is one of {CHOICES[name]}")
    if name in AT_LEAST_ONE and value < 1:
        raise UnknownSettingError(f"{name} is 1 or more")
    if name == "rates" and not (value.keys() <= RATES and all(map(_is_share, value.values()))):
        raise UnknownSettingError(f"rates are shares, from 0 to 1, of {sorted(RATES)}")
    return value


def _is_share(value: Any) -> bool:
    return isinstance(value, (int, float)) and 0 <= value <= 1
