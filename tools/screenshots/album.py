"""The page that shows one picture of each page: docs/screenshots/README.md."""

import re
from collections.abc import Mapping
from pathlib import Path

#: The prefixes of pictures, in the order in which a user sees the pages.
SECTIONS = {
    "auth": "Signing in",
    "overview": "Overview",
    "wizard": "A new campaign",
    "campaigns": "Campaigns",
    "recipients": "Recipients",
    "calendar": "Calendar",
    "limits": "The messaging limit",
    "contacts": "Contacts",
    "imports": "Files of contacts",
    "bulk": "Doing something to many",
    "audiences": "Audiences",
    "message-templates": "Message templates",
    "replies": "Replies",
    "incidents": "Incidents",
    "settings": "Settings",
}
#: Only in var/screenshots: questions before an action, and pages in another state.
OMITTED = re.compile(
    "-(ask|confirm|group)|-(erase|merge|undo|change-subscription|new-user|keywords-of)$"
    "|-(paused|completed|waiting|done|refused|failed|to-review|what-if)$"
)
INTRODUCTION = """# Every page

Taken by `make screenshots` from demo data on a virtual calendar: a week in autumn of a shop in
Bogotá that may write to 250 people in 24 hours. Each page is 1280 pixels wide. The whole set, also
360 pixels wide and in dark, is in `var/screenshots` after that command.
"""


def has(name: str) -> bool:
    """Return whether the album shows the picture."""
    return OMITTED.search(name) is None


def section_of(name: str) -> str:
    """Return the section to which a picture belongs."""
    return next(start for start in SECTIONS if name.startswith(f"{start}-"))


def write(folder: Path, headings: Mapping[str, str]) -> None:
    """Write the page; `headings` has the heading of each page by its picture's name."""
    parts = [INTRODUCTION]
    for start, words in SECTIONS.items():
        names = [name for name in headings if section_of(name) == start and has(name)]
        entries = [_entry(name, headings[name]) for name in names]
        parts += [f"## {words}\n", *entries] if entries else []
    (folder / "README.md").write_text("\n".join(parts))


def _entry(name: str, heading: str) -> str:
    return f"### {heading}\n\n![The page “{heading}”]({name}.png)\n"
