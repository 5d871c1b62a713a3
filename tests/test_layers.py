"""The arrows between the layers, read from the imports: none points up, none sideways."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: What each layer may import besides itself. `errors` and `clock` know nothing of the rest.
MAY_IMPORT = {
    "domain": set(),
    "clock": set(),
    "errors": {"domain"},
    "whatsapp": {"domain", "errors"},
    "models": {"domain", "clock"},
    "extensions": {"models"},
    "queues": set(),
    "queries": {"models", "domain", "extensions", "clock", "errors", "queues"},
    "services": {
        *("queries", "models", "domain", "whatsapp", "extensions", "clock", "errors", "queues"),
    },
    "language": {"domain"},
    "labels": {"models", "domain", "language"},
    "forms": {"labels", "language", "queries", "models", "domain", "clock", "errors", "extensions"},
    "sheets": {"labels", "models", "domain"},
    "filters": {"labels", "language", "models", "domain", "clock", "errors", "queries"},
    "views": {
        *("labels", "forms", "services", "queries", "models", "domain", "whatsapp", "filters"),
        *("language", "sheets"),
        *("extensions", "clock", "errors", "queues"),
    },
    "api": {
        *("services", "queries", "models", "domain", "extensions", "clock", "errors", "queues"),
    },
    "cli": {
        *("services", "queries", "models", "domain", "extensions", "clock", "errors", "queues"),
    },
    "jobs": {
        *("services", "queries", "models", "domain", "whatsapp", "extensions", "clock", "errors"),
        *("queues", "sheets", "language", "webapp"),
    },
    "front": {"services", "whatsapp", "queues"},
}
#: Layers that are folders beside `webapp`.
BESIDE = {"jobs", "front"}

#: Programs of their own, and what of ours they may know.
PROGRAMS = {
    "simulator": set(),
    "tools.embedded": set(),
    "tools.planted_faults": set(),
    "tools.demo_data": {"webapp"},
    "tools.rehearsal": {"tools.embedded", "tools.demo_data", "webapp", "jobs"},
    "tools.chaos": {"tools.embedded", "tools.demo_data", "tools.rehearsal", "webapp"},
    "tools.screenshots": {"tools.embedded", "tools.demo_data", "tools.rehearsal", "webapp"},
    "tools.bench": {
        *("tools.embedded", "tools.demo_data", "tools.rehearsal", "simulator", "webapp", "jobs"),
    },
}


def imports(path: Path) -> Iterator[str]:
    """Name every module that the file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(module: str) -> str | None:
    """Answer the layer of a module of ours: the second word of webapp's, the first of others."""
    first, *rest = module.split(".")
    if first != "webapp":
        return first if first in {*BESIDE, "simulator", "tools"} else None
    if rest and rest[0] in MAY_IMPORT:
        return rest[0]
    return "webapp" if rest == ["create_app"] else None


def program_of(module: str) -> str:
    """Return the program of a module: the first two words of a tool, the first of others."""
    first, *rest = module.split(".")
    return ".".join([first, *rest[:1]]) if first == "tools" else first


def files() -> Iterator[tuple[str, Path]]:
    for layer in MAY_IMPORT:
        folder = ROOT / layer if layer in BESIDE else ROOT / "webapp" / layer
        single = folder.with_suffix(".py")
        for path in [single] if single.exists() else sorted(folder.rglob("*.py")):
            yield layer, path


@pytest.mark.parametrize(
    ("layer", "path"), [pytest.param(*one, id=str(one[1].relative_to(ROOT))) for one in files()]
)
def test_no_import_points_up(layer, path):
    above = {
        f"{path.name} imports {module}"
        for module in imports(path)
        if (other := layer_of(module)) and other != layer and other not in MAY_IMPORT[layer]
    }

    assert not above


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_of_its_own_knows_only_what_it_may(program):
    ours = {"webapp", "config", "tests", *BESIDE, *PROGRAMS} - {program}

    known = {
        program_of(module)
        for path in ROOT.joinpath(*program.split(".")).rglob("*.py")
        for module in imports(path)
        if program_of(module) in ours
    }

    assert known <= PROGRAMS[program]


def test_the_domain_knows_no_framework():
    frameworks = {"flask", "sqlalchemy", "redis", "rq", "aiohttp", "wtforms"}

    known = {
        module.split(".")[0]
        for path in (ROOT / "webapp" / "domain").rglob("*.py")
        for module in imports(path)
    }

    assert not known & frameworks
