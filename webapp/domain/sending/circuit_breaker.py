"""The breaker: when a campaign has to pause by itself, because most of what it sends fails."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.domain.sending.error_actions import Policy, Remedy
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault

#: Stands among the codes for a refusal without one, and for a call without an answer.
NAMELESS, UNANSWERED = "nameless", "unanswered"
#: Our own mistakes repeat themselves: they are seen of so few outcomes.
FEW = 20

#: Every list has people whom WhatsApp does not reach, so these weigh less: it takes two of three
#: that are not on WhatsApp, or all of them who get too many offers.
EVERYDAY = {"131026": 0.75, "131049": 0.5}
#: Between one person and WhatsApp: these say nothing of the campaign.
PERSONAL = {131056, 130403, 130472, 131021}
#: These have a remedy of their own, which takes hold at the first of them.
MENDED = (Remedy.SLOW, Remedy.STOP, Remedy.TEMPLATE, Remedy.OPT_OUT)


@dataclass(frozen=True)
class Rules:
    """Of at least so many outcomes, this share of failures is too many."""

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
    """Too much failed: how many of how many, by code, the most first."""

    of: int
    failures: dict[str, int]

    @property
    def failed(self) -> int:
        return sum(self.failures.values())


def key(fault: ProviderFault, policy: Policy) -> str | None:
    """Answer by which code a failure counts against the campaign; None where it does not."""
    if policy.remedy in MENDED or fault.code in PERSONAL:
        return None
    return NAMELESS if fault.code is None else str(fault.code)


def policy_of(code: str) -> Policy | None:
    """Find what a failure means; None for a call without an answer."""
    if code == UNANSWERED:
        return None
    return classify(ProviderFault(None if code == NAMELESS else int(code), ""))


def tripped(outcomes: Iterable[Outcomes], rules: Rules) -> Tripped | None:
    """Answer what failed where it is too much; `outcomes` come with the latest first."""
    known = list(outcomes)
    few, last = _latest(known, FEW), _latest(known, rules.last)
    if few and _mistakes(few) >= rules.share * few.total:
        return _told(few)
    if last and _weight(last) >= rules.share * last.total:
        return _told(last)
    return None


def silent(outcomes: Outcomes, rules: Rules) -> Tripped | None:
    """Answer how many calls had no answer where that is too much."""
    is_too_much = outcomes.total and _weight(outcomes) >= rules.share * outcomes.total
    lost = sum(outcomes.failures.values())
    return _told(outcomes) if is_too_much and lost >= FEW else None


def _latest(outcomes: Iterable[Outcomes], amount: int) -> Outcomes | None:
    """Add up the latest, a group at a time, until there are so many; None where there are less."""
    good, failures = 0, Counter[str]()
    for one in outcomes:
        good += one.good
        failures.update(one.failures)
        if good + failures.total() >= amount:
            return Outcomes(good, failures)
    return None


def _mistakes(outcomes: Outcomes) -> int:
    """Count what is our own fault."""
    return sum(
        people
        for code, people in outcomes.failures.items()
        if (policy := policy_of(code)) and policy.remedy == Remedy.FIX
    )


def _weight(outcomes: Outcomes) -> float:
    return sum(people * EVERYDAY.get(code, 1.0) for code, people in outcomes.failures.items())


def _told(outcomes: Outcomes) -> Tripped:
    return Tripped(outcomes.total, dict(Counter(outcomes.failures).most_common()))
