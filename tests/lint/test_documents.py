"""The documents: everything they name exists, and the code's references lead to text."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import config
from webapp.version import VERSION

pytestmark = pytest.mark.lint

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROGRAMS = ("webapp", "jobs", "front", "simulator", "tools", "migrations")

LINK = re.compile(r"\]\(([^)\s]+)\)")
MARK = re.compile(r"\[D:(\w+)\]")
ANCHOR = re.compile(r'<a id="([\w-]+)"></a>')
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
#: A path in code font, such as `webapp/queues.py` or `docs/decisions`.
PATH = re.compile(
    r"`((?:webapp|jobs|front|simulator|tools|migrations|tests|docs)/[\w./-]+"
    r"|[\w-]+\.(?:py|toml|in|md|yaml|cfg))`"
)
#: A page that a comment or a docstring refers to.
REFERENCE = re.compile(r"\bdocs/[\w/-]+\.md")
PART = re.compile(r"^## (.+)$", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """Return the targets of a document: its own anchors, and its headings as GitHub names them."""
    text = document.read_text()
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text))
    return {*ANCHOR.findall(text), *(slug.replace(" ", "-") for slug in slugs)}


def links(document: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file and the anchor of each link that stays inside the repository."""
    for link in LINK.findall(document.read_text()):
        path, _, anchor = link.partition("#")
        if "://" not in path:
            yield (document.parent / path).resolve() if path else document, anchor


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    broken = {
        f"{path}#{anchor}"
        for path, anchor in links(document)
        if not path.exists() or (anchor and anchor not in anchors(path))
    }

    assert not broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_is_named_exists(document):
    missing = {path for path in PATH.findall(document.read_text()) if not (ROOT / path).exists()}

    assert not missing


def sources() -> Iterator[str]:
    """Yield the text of every Python and SQL file of ours."""
    for name in PROGRAMS:
        for kind in ("py", "sql"):
            yield from (path.read_text() for path in ROOT.glob(f"{name}/**/*.{kind}"))


def test_every_source_mark_has_its_section():
    marks = {mark for text in sources() for mark in MARK.findall(text)}

    assert marks
    assert marks <= anchors(ROOT / "docs" / "platform.md")


def test_every_page_that_the_source_refers_to_exists():
    pages = {page for text in sources() for page in REFERENCE.findall(text)}

    assert pages
    assert not {page for page in pages if not (ROOT / page).exists()}


def test_decisions_are_numbered_without_gaps_and_listed():
    pages = sorted(DECISIONS.glob("0*.md"))

    listed = LINK.findall((DECISIONS / "README.md").read_text())

    assert listed == [page.name for page in pages]
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))


@pytest.mark.parametrize("page", sorted(DECISIONS.glob("0*.md")), ids=lambda path: path.name)
def test_a_decision_has_its_parts(page):
    text = page.read_text()

    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert "- Status: " in text
    assert "- Date: 2" in text
    assert PART.findall(text) == ["Context", "Decision", "Consequences"]


def test_the_glossary_has_each_term_once_in_order():
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)

    terms = [row.lower().replace("-", "") for row in rows if row not in ("term", "---")]

    assert terms == sorted(set(terms))


def test_the_changelog_has_a_dated_entry_for_the_version():
    text = (ROOT / "CHANGELOG.md").read_text()

    assert re.search(rf"^## {re.escape(VERSION)} - \d{{4}}-\d\d-\d\d$", text, re.MULTILINE)


def test_the_readme_lists_every_setting():
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / "README.md").read_text(), re.MULTILINE)

    listed = {name for row in rows for name in row[1:-1].split("`, `")}

    of_others = {"HOST", "PORT", *(f"RQ_DASHBOARD_{name}" for name in ("PORT", "USER", "PASSWORD"))}
    assert listed == {*config.REQUIRED, *config.DEFAULTS, *of_others}
