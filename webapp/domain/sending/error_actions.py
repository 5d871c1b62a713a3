"""What can be done when WhatsApp refuses a message."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

#: For a longer wait people are given back; for one up to this the pace is held.
BRIEF = timedelta(seconds=5)

#: WhatsApp pauses a template for so long the first time; the second, its list says so for longer.
TEMPLATE_PAUSE = timedelta(hours=3)


class Remedy(Enum):
    """Whom a refusal concerns, and what helps."""

    LATER = "later"  #: try this person again later
    NEVER = "never"  #: do not try this person again in this campaign
    SLOW = "slow"  #: slow the whole sender down, then try this person again
    TEMPLATE = "template"  #: pause every campaign on this template; the person waits
    STOP = "stop"  #: stop the sender and call a human; the person waits
    OPT_OUT = "opt_out"  #: the person wants no more marketing
    FIX = "fix"  #: what we sent is wrong; the same would be refused again


@dataclass(frozen=True)
class Policy:
    """The answer to one kind of refusal, with words for staff.

    `wait` is the time until another try, `growth` its factor for each time that it happened;
    `uses_attempt` tells whether the try counts against the person's three;
    `slows_sender` whether the sender should send less for a while; `is_for_a_while` whether
    WhatsApp itself allows again what it has refused.
    """

    remedy: Remedy
    reason: str
    advice: str
    wait: timedelta | None = None
    growth: float = 1
    uses_attempt: bool = True
    slows_sender: bool = False
    is_for_a_while: bool = False

    @property
    def holds_pace(self) -> bool:
        """Tell whether it is enough that the sender goes on a little more slowly.

        So it is where the refusal is about this moment: by the share of calls that are refused.
        """
        is_brief = self.wait is not None and self.wait <= BRIEF
        return self.slows_sender and (is_brief or self.remedy == Remedy.LATER)

    @property
    def pauses_sender(self) -> bool:
        """Tell whether the sender should send nothing until the wait is over."""
        return self.slows_sender and not self.holds_pace

    @property
    def concerns_others(self) -> bool:
        """Return whether the refusal concerns more than the status of its recipient."""
        return self.pauses_sender or self.remedy in (Remedy.TEMPLATE, Remedy.STOP, Remedy.OPT_OUT)

    @property
    def is_final(self) -> bool:
        """Tell whether the person will not be tried again by itself."""
        return self.remedy in (Remedy.NEVER, Remedy.OPT_OUT, Remedy.FIX)

    @property
    def may_be_asked_for(self) -> bool:
        """Tell whether a person may ask for another try, once what was wrong is put right."""
        return self.remedy not in (Remedy.NEVER, Remedy.OPT_OUT)


def never(reason: str, advice: str) -> Policy:
    return Policy(Remedy.NEVER, reason, advice)


def fix(reason: str, advice: str) -> Policy:
    return Policy(Remedy.FIX, reason, advice)


def stop(reason: str, advice: str) -> Policy:
    return Policy(Remedy.STOP, reason, advice, uses_attempt=False)


def template(reason: str, advice: str, *, is_for_a_while: bool = False) -> Policy:
    return Policy(
        Remedy.TEMPLATE, reason, advice, uses_attempt=False, is_for_a_while=is_for_a_while
    )


def later(reason: str, advice: str, *, wait: timedelta, growth: float = 2) -> Policy:
    return Policy(Remedy.LATER, reason, advice, wait, growth)


def overloaded(reason: str, advice: str, *, wait: timedelta) -> Policy:
    """The message never reached the person: another try later, and fewer at once."""
    return Policy(Remedy.LATER, reason, advice, wait, 2, uses_attempt=False, slows_sender=True)


def slow(reason: str, advice: str, *, wait: timedelta, growth: float = 2) -> Policy:
    return Policy(Remedy.SLOW, reason, advice, wait, growth, uses_attempt=False, slows_sender=True)
