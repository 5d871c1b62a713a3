"""The screenshots know a thing of every kind, so that no page is left out."""

from rehearsal.addresses import CHOICES, FRAGMENTS, NOT_PAGES
from screenshots.cast import THINGS


def test_the_screenshots_have_a_thing_for_every_address(app):
    named = {
        name
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.startswith((*NOT_PAGES, *FRAGMENTS))
        for name in rule.arguments
    }

    assert named <= {*THINGS, *CHOICES}
