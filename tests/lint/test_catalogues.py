"""The catalogues: every text of the source in every language, complete and with its variables."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.lint.marked_texts import MODULES, TEMPLATES, marked_in_module, marked_in_template
from webapp.language import CATALOGUES, DEFAULT, LANGUAGES

pytestmark = pytest.mark.lint

ROOT = Path(__file__).parents[2]
#: The same command as `make texts`.
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "N_": None, "NN_": (1, 2)}
PLACE = re.compile(r"%\(\w+\)s|%%")
TAG = re.compile(r"</?\w+[^>]*>")

Texts = str | tuple[str, ...]


@pytest.fixture(scope="module")
def source() -> set[Texts]:
    """Every text that is marked in the source."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    extracted = extract_from_dir(ROOT, methods, options, KEYWORDS)
    return {text for _path, _line, text, _comments, _context in extracted}


@pytest.fixture(scope="module", params=[language for language in LANGUAGES if language != DEFAULT])
def catalogue(request) -> Catalog:
    path = CATALOGUES / request.param / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=request.param)


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(texts: Texts) -> tuple[str, ...]:
    return texts if isinstance(texts, tuple) else (texts,)


def test_every_text_of_the_source_is_in_the_catalogue(source, catalogue):
    known = {message.id for message in messages(catalogue)}

    assert len(source) > 1000
    assert sorted(map(str, source - known)) == [], "run `make texts` and translate what is new"


def test_every_mark_is_seen_when_the_texts_are_collected(source):
    """One inside the braces of an f-string is not, for example."""
    marked = [*chain(*map(marked_in_module, MODULES)), *chain(*map(marked_in_template, TEMPLATES))]
    seen = {form for text in source for form in forms(text)}

    assert {form for texts, _values in marked for form in texts if isinstance(form, str)} <= seen


def test_no_text_is_left_untranslated_or_in_doubt(catalogue):
    lacking = [
        message.id
        for message in messages(catalogue)
        if message.fuzzy or not all(forms(message.string))
    ]

    assert lacking == []


def test_what_is_counted_has_each_form_of_the_language(catalogue):
    counted = [message for message in messages(catalogue) if isinstance(message.id, tuple)]

    assert len(counted) > 20
    assert all(len(forms(message.string)) == catalogue.num_plurals for message in counted)


def test_every_place_and_tag_of_a_text_is_in_its_translation(catalogue):
    def parts(text: str) -> tuple[list[str], list[str]]:
        # For one, a number is not needed: "in a minute".
        return sorted(set(PLACE.findall(text)) - {"%(num)s"}), sorted(TAG.findall(text))

    changed = [
        (message.id, translation)
        for message in messages(catalogue)
        for translation in forms(message.string)
        if translation and parts(translation) != parts(forms(message.id)[-1])
    ]

    assert changed == []


def test_no_translation_brings_a_quotation_mark_that_would_end_an_attribute(catalogue):
    assert [
        message.id
        for message in messages(catalogue)
        if any('"' in text for text in forms(message.string))
        and '"' not in "".join(forms(message.id))
    ] == []
