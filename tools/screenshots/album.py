"""The page that shows the pictures: docs/screenshots/README.md."""

from collections.abc import Mapping
from pathlib import Path

#: How the names of pictures begin, in the order in which someone meets the pages.
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
INTRODUCTION = """# Every page

Taken by `make screenshots` from demo data on a virtual calendar: an autumn week of a shop in
Bogotá that may write to 250 people in 24 hours. Each page at 1280 pixels; the links lead to the
same at 360 pixels, and in dark where that was taken.
"""


def section_of(name: str) -> str:
    """Answer which section a picture belongs to."""
    return next(start for start in SECTIONS if name.startswith(f"{start}-"))


def write(folder: Path, headings: Mapping[str, str]) -> None:
    """Write the page; `headings` has the heading of each page by its picture's name."""
    parts = [INTRODUCTION]
    for start, words in SECTIONS.items():
        names = [name for name in headings if section_of(name) == start]
        parts += [f"## {words}\n", *(_entry(folder, name, headings[name]) for name in names)]
    (folder / "README.md").write_text("\n".join(parts))


def _entry(folder: Path, name: str, heading: str) -> str:
    others = {"-phone": "360 pixels wide", "-dark": "in dark"}
    links = ", ".join(
        f"[{words}]({name}{ending}.png)"
        for ending, words in others.items()
        if (folder / f"{name}{ending}.png").exists()
    )
    return f"### {heading}\n\n![The page “{heading}”]({name}.png)\n\nAlso {links}.\n"
