"""Who said STOP, and when the application received it."""

from collections.abc import Callable
from typing import NamedTuple

Ways = frozenset[str]

#: What each signal does to the two ways of being opted out. A native resume lifts only the
#: native stop; a START in the person's own words lifts both.
EFFECTS: dict[str, Callable[[Ways], Ways]] = {
    "stop": lambda ways: ways | {"keyword"},
    "start": lambda ways: Ways(),
    "native_stop": lambda ways: ways | {"native"},
    "native_resume": lambda ways: ways - {"native"},
}


class Signal(NamedTuple):
    """A person's STOP or START, after its webhook was answered with 200.

    `accepted` is the number of messages accepted by then: later ones are certainly later,
    even if the clock was changed.
    """

    person: str
    kind: str
    accepted: int
    at: float


def after(ways: Ways, kind: str) -> Ways:
    """Return the ways in which a person is opted out after this signal."""
    return EFFECTS[kind](ways)
