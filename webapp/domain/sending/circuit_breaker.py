"""The circuit breaker: when a campaign has to pause because most of what it sends fails."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.domain.sending.error_actions import ErrorAction, Policy
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault

#: Used in place of a code: for a refusal without one, and for a call without a response.
NO_CODE, NO_RESPONSE = "no_code", "no_response"
#: Our own mistakes repeat: this small number of outcomes is enough to see them.
MIN_OUTCOMES = 20

#: Every list has contacts that WhatsApp does not reach, so these failures count less: two of three
#: contacts without WhatsApp, or all with too many offers, do not yet pause the campaign.
WEIGHTS = {"131026": 0.75, "131049": 0.5}
#: Causes of the campaign itself that pass when staff fix them: the header's file, the countries.
#: If nothing else has happened for MIN_OUTCOMES, nothing else will.
OUR_CODES = frozenset({"131053", "130497"})
#: These concern one contact and WhatsApp, or pass in a few minutes: no fault of the campaign.
HARMLESS_CODES = {131056, 130403, 130472, 131021, 134101}
#: Other code acts on these at the first refusal.
HANDLED_ELSEWHERE = (
    ErrorAction.SLOW,
    ErrorAction.STOP,
    ErrorAction.TEMPLATE,
    ErrorAction.OPT_OUT,
)


@dataclass(frozen=True)
class Rules:
    """The share of failures that is too high, and the outcomes needed to judge it."""

    last: int = 100
    share: float = 0.5


@dataclass(frozen=True)
class Outcomes:
    """Outcomes that became known together: how many went well, and how many failed by code."""

    good: int
    failures: Mapping[str, int]

    @property
    def total(self) -> int:
        return self.good + sum(self.failures.values())


@dataclass(frozen=True)
class Tripped:
    """Too many failures: how many of how many, by code, the most frequent first."""

    of: int
    failures: dict[str, int]

    @property
    def failed(self) -> int:
        return sum(self.failures.values())


def failure_code(fault: ProviderFault, policy: Policy) -> str | None:
    """Return the code by which a failure counts against the campaign; None if it does not."""
    if policy.action in HANDLED_ELSEWHERE or fault.code in HARMLESS_CODES:
        return None
    return NO_CODE if fault.code is None else str(fault.code)


def policy_of(code: str) -> Policy | None:
    """Return the policy for a failure; None for a call without a response."""
    if code == NO_RESPONSE:
        return None
    return classify(ProviderFault(None if code == NO_CODE else int(code), ""))


def tripped(outcomes: Iterable[Outcomes], rules: Rules) -> Tripped | None:
    """Return the failures if there are too many. `outcomes` are in order, the latest first."""
    known = list(outcomes)
    few, last = _latest(known, MIN_OUTCOMES), _latest(known, rules.last)
    if few and (_mistakes(few) >= rules.share * few.total or _has_one_cause_of_ours(few)):
        return _tripped(few)
    if last and _weight(last) >= rules.share * last.total:
        return _tripped(last)
    return None


def silent(outcomes: Outcomes, rules: Rules) -> Tripped | None:
    """Return the calls without a response if there are too many."""
    is_too_much = outcomes.total and _weight(outcomes) >= rules.share * outcomes.total
    lost = sum(outcomes.failures.values())
    return _tripped(outcomes) if is_too_much and lost >= MIN_OUTCOMES else None


def _latest(outcomes: Iterable[Outcomes], amount: int) -> Outcomes | None:
    """Return the sum of the latest groups that reach the number; None if all have less."""
    good, failures = 0, Counter[str]()
    for group in outcomes:
        good += group.good
        failures.update(group.failures)
        if good + failures.total() >= amount:
            return Outcomes(good, failures)
    return None


def _mistakes(outcomes: Outcomes) -> int:
    """Return how many of the failures are our own fault."""
    return sum(
        amount
        for code, amount in outcomes.failures.items()
        if (policy := policy_of(code)) and policy.action == ErrorAction.FIX
    )


def _has_one_cause_of_ours(outcomes: Outcomes) -> bool:
    """Return whether all have failed for the same cause, which lies in the campaign."""
    return outcomes.good == 0 and len(outcomes.failures) == 1 and {*outcomes.failures} <= OUR_CODES


def _weight(outcomes: Outcomes) -> float:
    return sum(amount * WEIGHTS.get(code, 1.0) for code, amount in outcomes.failures.items())


def _tripped(outcomes: Outcomes) -> Tripped:
    return Tripped(outcomes.total, dict(Counter(outcomes.failures).most_common()))
