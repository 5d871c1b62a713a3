"""Every address of the application, so that tools and tests miss no page."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import Flask

#: Parts of pages that the script reloads.
FRAGMENTS = (
    *("overview.sending", "campaigns.progress", "imports.progress", "bulk.progress"),
    *("wizard.test_message", "settings.webhook_state"),
)
#: Responses that are not pages of ours.
NOT_PAGES = (
    *("static", "api.", "webhooks.", "metrics."),
    *("recipients.export", "imports.rejected", "contacts.export", "bulk.download"),
)
#: Options within an address.
CHOICES = {
    "name": "pause",
    "wish": "unsubscribe",
    "decision": "leave",
    "change": "deactivate",
    "code": "en",
    "country": "US",
    "job_id": "gone",
}


class Address(NamedTuple):
    """The path and the endpoint of a page."""

    path: str
    endpoint: str


def of(
    app: Flask, things: Mapping[str, Any], leave_out: tuple[str, ...], method: str = "GET"
) -> Iterator[Address]:
    """Yield every address that accepts the method, with the objects in it.

    `things` has one object of each kind by its name in addresses, and a `draft_id`;
    `leave_out` has prefixes of unwanted endpoints. Raises KeyError for a kind that is
    missing.
    """
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(leave_out) or method not in (rule.methods or ()):
            continue
        given = {**CHOICES, **things}
        if rule.endpoint.startswith("wizard.") or "delete" in rule.endpoint:
            given["campaign_id"] = things["draft_id"]
        values = {name: given[name] for name in rule.arguments}
        yield Address(urls.build(rule.endpoint, values), rule.endpoint)
