"""The texts for people: each is marked for translation, with a value for every variable."""

import re
from collections.abc import Iterator

import pytest

from tests.lint.marked_texts import (
    MODULES,
    TEMPLATES,
    marked_in_module,
    marked_in_template,
    name_of,
)

pytestmark = pytest.mark.lint

PLACE = re.compile(r"%\((\w+)\)s")


def faults(marked: Iterator[tuple[list[object], set[str | None]]]) -> Iterator[str]:
    """Yield the errors: a text that is not a literal, or variables that do not match the values."""
    for forms, values in marked:
        for form in forms:
            if not isinstance(form, str):
                yield f"not a literal, so that no catalogue can have it: {forms}"
            elif None not in values and (set(PLACE.findall(form)) - {"num"}) != values - {"num"}:
                yield f"{form!r} is given {sorted(map(str, values))}"
            elif re.sub(r"%%|%\(\w+\)s", "", form).count("%"):
                yield f"{form!r} has a % that is not doubled"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_place_in_a_template_s_texts_is_filled(path):
    assert not list(faults(marked_in_template(path)))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_place_in_a_module_s_texts_is_filled(path):
    if name_of(path) not in ("domain/translatable.py", "language.py", "views/shell/language.py"):
        assert not list(faults(marked_in_module(path)))
