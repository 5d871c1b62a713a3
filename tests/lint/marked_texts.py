"""The texts that are marked for translation, read from the templates and modules."""

import ast
from collections.abc import Iterator
from pathlib import Path

import jinja2
from jinja2 import nodes

WEBAPP = Path(__file__).parents[2] / "webapp"
TEMPLATES = sorted((WEBAPP / "templates").rglob("*.html"))
MODULES = sorted(WEBAPP.rglob("*.py"))

#: The number of texts that each mark takes, before the values.
MARKS = {"_": 1, "gettext": 1, "lazy_gettext": 1, "N_": 1, "ngettext": 2, "NN_": 2}


def name_of(path: Path) -> str:
    return str(path.relative_to(WEBAPP))


def environment() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def marked_in_template(path: Path) -> Iterator[tuple[list[object], set[str | None]]]:
    """Yield each marked text of a template, with its forms and the names of its values."""
    for call in environment().parse(path.read_text()).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS:
            forms = [arg.value if isinstance(arg, nodes.Const) else None for arg in call.args]
            yield forms[: MARKS[call.node.name]], {kwarg.key for kwarg in call.kwargs}


def marked_in_module(path: Path) -> Iterator[tuple[list[object], set[str | None]]]:
    """Yield the same for a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if is_call and (count := MARKS.get(node.func.id, 0)):
            forms = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
            is_open = path.name == "sentences.py"  # its values come from `messages.coded`
            yield forms[:count], {None} if is_open else {key.arg for key in node.keywords}
