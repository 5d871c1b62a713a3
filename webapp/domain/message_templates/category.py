"""A template's category: it decides how messages are sent and charged, and WhatsApp changes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.domain.message_templates.labels import CATEGORIES
from webapp.domain.messages import Message, coded
from webapp.domain.moments import from_seconds


@dataclass(frozen=True)
class Changed:
    """The category has changed."""

    previous: str
    category: str


@dataclass(frozen=True)
class Coming:
    """The category will change: to which, and when, if WhatsApp says so."""

    category: str
    at: datetime | None


def category_news(value: Mapping[str, Any]) -> Changed | Coming | None:
    """Return what an event about a category says; None if it says neither. [D:tcu]

    In one about a coming change, `new_category` is today's category.

    >>> category_news({"previous_category": "UTILITY", "new_category": "MARKETING"})
    Changed(previous='UTILITY', category='MARKETING')
    >>> category_news({"new_category": "UTILITY", "correct_category": "MARKETING"})
    Coming(category='MARKETING', at=None)
    """
    previous, new, correct = (
        str(value.get(key) or "")
        for key in ("previous_category", "new_category", "correct_category")
    )
    if previous and new:
        return Changed(previous, new)
    if correct and correct != new:
        return Coming(correct, from_seconds(value.get("category_update_timestamp")))
    return None


def coming_text(template: str, present: str, coming: Coming) -> Message:
    """Return the sentence about a coming change of the template's category."""
    categories = {
        "template": template,
        "present": CATEGORIES.get(present, present),
        "coming": CATEGORIES.get(coming.category, coming.category),
    }
    if coming.at is None:
        return coded("message_templates.category_coming", **categories)
    return coded("message_templates.category_coming_on", day=coming.at.date(), **categories)


def changed_text(template: str, category: str) -> Message:
    """Return the sentence about a category that has changed."""
    name = CATEGORIES.get(category, category)
    return coded("message_templates.category_changed", template=template, category=name)
