"""Errors that axe finds on a page in its current state."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
#: The Web Content Accessibility Guidelines 2.2, levels A and AA, and axe's own advice.
EVERYTHING = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
#: Rules that depend on the choice of colours.
COLOURS = {
    "runOnly": ["color-contrast", "link-in-text-block"],
    "resultTypes": ["violations"],
}


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """Return the broken rule, the element that breaks it, and what to do."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def sticks_out(page: Page) -> list[str]:
    """Return the elements that make the page wider than its window."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')]
          .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
          .map(one => one.outerHTML.slice(0, 200)).slice(0, 3)
          .concat('the page is ' + document.documentElement.scrollWidth + ' wide')"""
    )
