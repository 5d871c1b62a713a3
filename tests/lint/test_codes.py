"""The reason codes of messages: each has its sentence and the parameters for it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.lint.marked_texts import MODULES, name_of
from webapp.domain.messages import SENTENCES, needs


def used_codes(path: Path) -> Iterator[tuple[str, set[str | None]]]:
    """Yield each code in a module, with the names of its parameters."""
    for node in ast.walk(ast.parse(path.read_text())):
        is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "coded"
        if is_call and isinstance(code := node.args[0], ast.Constant):
            yield code.value, {keyword.arg for keyword in node.keywords}


def test_every_code_that_is_used_has_its_sentence_and_gives_what_it_needs():
    wrong = [
        (name_of(path), code, params)
        for path in MODULES
        for code, params in used_codes(path)
        if None not in params and needs(code) != params
    ]

    assert wrong == []


def test_every_code_is_in_the_table_of_its_subject():
    tables = {path.parent.name: path for path in MODULES if path.name == "sentences.py"}

    subjects = {code.partition(".")[0] for code in SENTENCES if "." in code}

    assert subjects == tables.keys()
