"""The outcome of an accepted message."""

from typing import NamedTuple

from simulator.behaviour import Behaviour
from simulator.messages.validation import Order
from simulator.people.crowd import Crowd
from simulator.people.habits import REFUSALS
from simulator.people.phones import is_us
from simulator.people.population import Person

DAY_S = 86_400


class Fate(NamedTuple):
    """How far a message gets: `sent`, `delivered`, `read`, or `failed` with a code."""

    outcome: str
    code: int | None = None


class Caps:
    """People that marketing does not reach for 24 hours; each attempt restarts the time."""

    def __init__(self) -> None:
        self._tried_at: dict[str, float] = {}

    def holds_back(self, person: str, now: float) -> bool:
        tried_at = self._tried_at.get(person)
        if tried_at is not None and now - tried_at >= DAY_S:
            return False
        self._tried_at[person] = now
        return True


class Fates:
    """Decides by the person, by their earlier messages, and by the settings."""

    def __init__(self, people: Crowd) -> None:
        self._people = people
        self._caps = Caps()

    def decide(
        self, order: Order, person: Person, behaviour: Behaviour, now: float,
        *, in_window: bool, is_outdated: bool,
    ) -> Fate:  # fmt: skip
        """Return the outcome; an outdated address belongs to nobody on WhatsApp any more."""
        obstacle = "not_on_whatsapp" if is_outdated else self._people.obstacle(person)
        code = (
            behaviour.fail_with
            or _refused_to_all(order, person, behaviour, obstacle, in_window)
            or (order.is_marketing and self._refused_marketing(person, behaviour, obstacle, now))
        )
        if code:
            return Fate("failed", code)
        if obstacle == "never_delivered":
            return Fate("sent")
        return Fate("read" if person.reads < behaviour.share("read") else "delivered")

    def _refused_marketing(
        self, person: Person, behaviour: Behaviour, obstacle: str | None, now: float
    ) -> int:
        if behaviour.us_marketing_blocked and is_us(person.key):
            return REFUSALS["capped"]
        if person.key in self._people.native_stops:
            return REFUSALS["native_stopped"]
        if obstacle == "capped" and not self._caps.holds_back(person.key, now):
            return 0
        return REFUSALS.get(obstacle or "", 0)


def _refused_to_all(
    order: Order, person: Person, behaviour: Behaviour, obstacle: str | None, in_window: bool
) -> int:
    if person.key.startswith(tuple(behaviour.blocked_countries)):
        return 130497
    if obstacle == "not_on_whatsapp":
        return REFUSALS[obstacle]
    if order.template is None:
        return 0 if in_window else 131047
    return 132015 if order.is_marketing and behaviour.hold == "drop" else 0
