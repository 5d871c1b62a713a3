"""Our stylesheets: correct in both writing directions, with reduced motion, and all in use."""

import re
from pathlib import Path

import pytest

from webapp.views.shell.layout import STYLES

pytestmark = pytest.mark.lint

FOLDER = Path(__file__).parents[2] / "webapp" / "static" / "styles"
SHEETS = sorted(FOLDER.glob("*.css"))

#: Left and right instead of start and end: wrong in Arabic and Hebrew.
PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right)[\w-]*\s*:"
    r"|:\s*(?:left|right)\s*[;}]|border-(?:top|bottom)-(?:left|right)-radius"
)


def name_of(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", SHEETS, ids=name_of)
def test_nothing_is_said_of_left_and_right(path):
    assert PHYSICAL.findall(path.read_text()) == []


@pytest.mark.parametrize(
    ("rule", "is_physical"),
    [
        ("a { margin-left: 1rem; }", True),
        ("a { left: 0; }", True),
        ("a { text-align: right; }", True),
        ("a { border-top-left-radius: 0; }", True),
        ("a { margin-inline-start: 1rem; inset-inline-end: 0; text-align: end; }", False),
        ("a { margin: 0 1rem; }", False),
    ],
)
def test_left_and_right_are_recognised(rule, is_physical):
    assert bool(PHYSICAL.search(rule)) == is_physical


@pytest.mark.parametrize("path", SHEETS, ids=name_of)
def test_colours_are_named_once_for_light_and_dark(path):
    written = re.findall(r"(?<!&)#[0-9a-f]{3,8}\b(?! \w)", path.read_text())

    assert path.stem == "tokens" or set(written) <= {"#fff"}


def test_whoever_asks_for_less_motion_gets_none():
    page = (FOLDER / "page.css").read_text()

    assert "prefers-reduced-motion: reduce" in page


def test_every_stylesheet_is_read():
    assert {path.stem for path in SHEETS} == set(STYLES)
