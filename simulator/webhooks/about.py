"""What an event of the platform is about."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from simulator.people.phones import digits_of
from simulator.settings import Number
from simulator.webhooks.bodies import Json


class About(NamedTuple):
    """What an event is about; `node` is a template's, `wa_id` a person's."""

    number: Number
    at: float
    messaging_limit: int
    node: Mapping[str, Any] = {}
    wa_id: str = ""

    @property
    def digits(self) -> str:
        """Return the number of ours without its plus."""
        return digits_of(self.number.display_phone_number) or ""


#: Returns the usual value of an event, for the keys that the caller wants.
Usual = Callable[[About, Mapping[str, Any]], Json]
