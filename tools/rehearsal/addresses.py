"""Every address of the application: what walks over them forgets no page."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import Flask

#: Parts of pages that script fetches anew.
FRAGMENTS = (
    *("overview.sending", "campaigns.progress", "imports.progress", "bulk.progress"),
    *("wizard.test_message", "settings.webhook_state"),
)
#: Answers that are no pages of ours.
NOT_PAGES = (
    *("static", "rq_dashboard.", "api.", "webhooks.", "metrics."),
    *("recipients.export", "imports.rejected", "contacts.export", "bulk.download"),
)
#: Choices within an address.
CHOICES = {
    "name": "pause",
    "wish": "unsubscribe",
    "decision": "leave",
    "change": "deactivate",
    "code": "en",
}


class Address(NamedTuple):
    """Where a page is, and which it is."""

    path: str
    endpoint: str


def of(
    app: Flask, things: Mapping[str, Any], leave_out: tuple[str, ...], method: str = "GET"
) -> Iterator[Address]:
    """Name every address that takes the method, with the things in it.

    `things` holds one thing of each kind by the name that addresses call it, and a `draft_id`;
    `leave_out` how endpoints begin that are not wanted. Raises KeyError for a kind that is not
    there.
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
