"""No text for people is unmarked: checked in the templates, views, forms and labels."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.lint.marked_texts import MARKS, TEMPLATES, WEBAPP, environment, name_of

pytestmark = pytest.mark.lint

SHOWN = [*(WEBAPP / "views").rglob("*.py"), *(WEBAPP / "forms").rglob("*.py")]
#: Pages for developers: English is enough.
FOR_BUILDERS = {"styleguide.html", "styleguide.py"}
SHOWN = [path for path in SHOWN if path.name not in FOR_BUILDERS]
SHOWN += [WEBAPP / "labels.py", WEBAPP / "filters.py"]

#: Attributes of tags that people read or hear.
READ = {"aria-label", "alt", "placeholder", "title"}
#: Replaces an expression of a template with a value.
VALUE = "\N{SYMBOL FOR SUBSTITUTE}"
#: Several words, or one that begins a sentence: not the name of a class, a column or a file.
PROSE = re.compile(r"[A-Za-z][a-z]*[,:]? [A-Za-z“(]|[A-Z][a-z]+[.?!…]?$|.* .*[.?!]$")
#: Classes of a tag: they too are words with blanks between them.
CLASSES = re.compile(r"[a-z0-9-]+( [a-z0-9-]+)*")

#: Attributes that a macro writes into a tag that its caller opened.
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')

#: Texts that stay unmarked, because the visible text is made from them later.
STORED = {
    # How people consented, as stored with their consent.
    "They ticked a box when they ordered or signed up",
    "They signed a form",
    "They asked us to write to them",
}


class Reader(HTMLParser):
    """Collects a page's texts for people."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        self.found += [value or "" for name, value in attrs if name in READ]

    def handle_endtag(self, tag):
        if tag in self.inside:
            del self.inside[self.inside.index(tag) :]

    def handle_data(self, data):
        if not {"code", "script", "style"} & set(self.inside):
            self.found.append(ATTRIBUTE.sub("", data))


def written_out(path: Path) -> list[str]:
    """Return a template's own text, outside of Jinja and of tags."""
    tokens = environment().lex(path.read_text())
    pieces = (value if kind == "data" else VALUE for _line, kind, value in tokens)
    reader = Reader()
    reader.feed("".join(pieces))
    return [text for text in reader.found if re.search(r"[^\W\d_]", text.replace(VALUE, ""))]


def literals(path: Path) -> Iterator[str]:
    """Yield the unmarked strings in a template's expressions."""
    tree = environment().parse(path.read_text())
    marked = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for argument in call.args
        for const in [argument, *argument.find_all(nodes.Const)]
    }
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and id(const) not in marked:
            yield const.value


def is_prose(text: str) -> bool:
    return bool(PROSE.match(text)) and not CLASSES.fullmatch(text) and text not in STORED


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.name not in FOR_BUILDERS], ids=name_of
)
def test_a_template_writes_nothing_for_people_but_marked_texts(path):
    assert written_out(path) == []
    assert [text for text in literals(path) if is_prose(text)] == []


def strings(tree: ast.Module) -> Iterator[str]:
    """Yield every string of a module that is neither marked, nor a docstring, nor an address."""
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in {*MARKS, "TypeVar", "route", "get", "post", "note"}:
                passed |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in passed
        ):
            yield node.value


@pytest.mark.parametrize("path", sorted(SHOWN), ids=name_of)
def test_a_module_that_speaks_to_people_marks_what_it_says(path):
    if name_of(path) not in ("views/shell/security.py", "views/shell/appearance.py"):  # headers
        assert [text for text in strings(ast.parse(path.read_text())) if is_prose(text)] == []
