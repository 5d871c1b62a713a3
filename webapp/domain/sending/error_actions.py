"""The actions after WhatsApp refuses a message."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from webapp.domain.translatable import Text

#: For a wait up to this the sender pauses; for a longer one its recipients go back to the queue.
BRIEF = timedelta(seconds=5)

#: How long WhatsApp pauses a template the first time; its list shows later pauses.
TEMPLATE_PAUSE = timedelta(hours=3)


class ErrorAction(Enum):
    """What to do about a refusal."""

    LATER = "later"  #: try this recipient again later
    NEVER = "never"  #: do not try this recipient again in this campaign
    SLOW = "slow"  #: slow the whole sender down, then try this recipient again
    TEMPLATE = "template"  #: pause every campaign with this template; the recipient waits
    STOP = "stop"  #: stop the sender and tell staff; the recipient waits
    OPT_OUT = "opt_out"  #: the contact wants no more marketing
    FIX = "fix"  #: what we sent is wrong; the same would be refused again


@dataclass(frozen=True)
class Policy:
    """The meaning of one kind of refusal, with texts for staff.

    `wait` is the time until another try, `growth` its factor for each time that it happened;
    `uses_attempt` says whether it counts as one of the recipient's attempts;
    `slows_sender` whether the sender should send less for a while; `is_for_a_while` whether
    WhatsApp itself allows again what it has refused.
    """

    action: ErrorAction
    reason: Text
    advice: Text
    wait: timedelta | None = None
    growth: float = 1
    uses_attempt: bool = True
    slows_sender: bool = False
    is_for_a_while: bool = False
    #: The key of the policy in stored messages; see `refusal_messages`.
    key: str = "unknown"

    @property
    def holds_pace(self) -> bool:
        """Return whether it is enough to slow the sender down a little.

        True for refusals that concern this moment only; the refused share of the calls decides.
        """
        is_brief = self.wait is not None and self.wait <= BRIEF
        return self.slows_sender and (is_brief or self.action == ErrorAction.LATER)

    @property
    def pauses_sender(self) -> bool:
        """Return whether the sender should send nothing until the wait is over."""
        return self.slows_sender and not self.holds_pace

    @property
    def concerns_others(self) -> bool:
        """Return whether the refusal concerns more than the status of its recipient."""
        others = (ErrorAction.TEMPLATE, ErrorAction.STOP, ErrorAction.OPT_OUT)
        return self.pauses_sender or self.action in others

    @property
    def is_final(self) -> bool:
        """Return whether the recipient will not be tried again automatically."""
        return self.action in (ErrorAction.NEVER, ErrorAction.OPT_OUT, ErrorAction.FIX)

    @property
    def may_be_asked_for(self) -> bool:
        """Return whether a user may ask for another try, once the cause is fixed."""
        return self.action not in (ErrorAction.NEVER, ErrorAction.OPT_OUT)


def never(reason: Text, advice: Text) -> Policy:
    return Policy(ErrorAction.NEVER, reason, advice)


def fix(reason: Text, advice: Text) -> Policy:
    return Policy(ErrorAction.FIX, reason, advice)


def stop(reason: Text, advice: Text) -> Policy:
    return Policy(ErrorAction.STOP, reason, advice, uses_attempt=False)


def template(reason: Text, advice: Text, *, is_for_a_while: bool = False) -> Policy:
    return Policy(
        ErrorAction.TEMPLATE, reason, advice, uses_attempt=False, is_for_a_while=is_for_a_while
    )


def later(reason: Text, advice: Text, *, wait: timedelta, growth: float = 2) -> Policy:
    return Policy(ErrorAction.LATER, reason, advice, wait, growth)


def overloaded(reason: Text, advice: Text, *, wait: timedelta) -> Policy:
    """Return a policy for a message that was not sent: try again later, with fewer at once."""
    return Policy(ErrorAction.LATER, reason, advice, wait, 2, uses_attempt=False, slows_sender=True)


def slow(reason: Text, advice: Text, *, wait: timedelta, growth: float = 2) -> Policy:
    return Policy(
        ErrorAction.SLOW, reason, advice, wait, growth, uses_attempt=False, slows_sender=True
    )
