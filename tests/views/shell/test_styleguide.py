"""The page of all components, for developers of pages."""

import re
from pathlib import Path

import config
from webapp import create_app

TEMPLATES = Path(__file__).parents[3] / "webapp" / "templates"
#: Macros that write a part of a page's frame, or are used only by other macros.
WITHIN = {"token", "describe", "notes", "columns", "live", "scripts"}
#: Macros that need the rows of a list, or of a page's own form, around them.
IN_PAGES = {
    *("conditions", "group_form", "tick", "until_counted", "counting", "counted_at"),
    "variable_fields",
}


def test_it_shows_every_macro():
    written = {
        name
        for path in (TEMPLATES / "macros").glob("*.html")
        for name in re.findall(r"{% macro (\w+)", path.read_text())
    }

    shown = (TEMPLATES / "styleguide.html").read_text()
    used = set(re.findall(r"(?:{{|{% call(?:\(\w+\))?) ?(\w+)\(", shown))

    assert written - used - WITHIN - IN_PAGES == set()


def test_it_shows_problems_at_the_top_and_at_the_field(open_page):
    page = open_page("/styleguide/")

    assert page.errors == ["Say what is wrong, and what to do."]
    assert page.error_at("wrong") == "Say what is wrong, and what to do."


def test_it_is_not_served_in_production(migrated_app, settings):
    served = create_app(config.from_environment(settings))

    endpoints = {rule.endpoint for rule in served.url_map.iter_rules()}

    assert "styleguide.show" not in endpoints
    assert "overview.show" in endpoints
