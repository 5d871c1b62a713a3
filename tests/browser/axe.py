"""What axe finds wrong with a page, as it is shown now."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
#: The Web Content Accessibility Guidelines 2.2, levels A and AA, and what else axe advises.
EVERYTHING = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
#: What another choice of colours may change.
COLOURS = {
    "runOnly": ["color-contrast", "link-in-text-block"],
    "resultTypes": ["violations"],
}


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """Name the rule that is broken, the part that breaks it, and what to do."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def sticks_out(page: Page) -> list[str]:
    """What makes the page wider than its window; empty where nothing does."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')]
          .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
          .map(one => one.outerHTML.slice(0, 200)).slice(0, 3)
          .concat('the page is ' + document.documentElement.scrollWidth + ' wide')"""
    )
