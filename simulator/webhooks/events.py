"""The bodies of events about phone numbers, accounts, threads, and the quality of templates.

Each field has a usual value, which the caller overrides. A field without one is sent with the
caller's value only. Keys and spelling are those of Meta's webhook reference.
"""

from collections.abc import Mapping
from typing import Any

from simulator.webhooks.about import About
from simulator.webhooks.account_events import VALUES
from simulator.webhooks.bodies import Json, envelope
from simulator.webhooks.template_bodies import named


def event_body(field: str, about: About, wanted: Mapping[str, Any]) -> Json:
    """Return the body of an event: its usual value, with the wanted keys over it."""
    usual = VALUES[field](about, wanted) if field in VALUES else {}
    if about.node:
        usual |= named(about.node)
    return envelope(about.number.waba_id, field, {**usual, **wanted}, time=int(about.at))
