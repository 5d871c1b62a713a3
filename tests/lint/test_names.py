"""Names with a better word in the glossary are not used; folders stay small."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.lint

ROOT = Path(__file__).parents[2]
PROGRAMS = ("webapp", "jobs", "front", "simulator", "tools")
#: Here, and where data of earlier versions is removed, the names are needed.
SPEAKING_OF_THEM = {Path(__file__), ROOT / "tests/jobs/test_old_jobs.py"}
SOURCES = sorted(
    path
    for folder in (*PROGRAMS, "migrations", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".sql", ".html", ".js", ".css", ".txt")
    and "vendor" not in path.parts
    and path not in SPEAKING_OF_THEM
)

#: Forbidden names, and their replacements. A name of several words also counts inside longer ones.
INSTEAD = {
    "room_ledger": "quota_ledger",
    "WrittenPerson": "QuotaUse",
    "riders": "exempt",
    "newcomers": "counted",
    "errand": "outbox",
    "errands": "outbox",
    "run_errands": "deliver_outbox",
    "fence": "restore guard",
    "fence_marks": "restore_markers",
    "FENCE_FOLDER": "RESTORE_GUARD_DIR",
    "tally": "counter",
    "tallies": "counters",
    "fold_tallies": "compact_counters",
    "ladder": "transitions",
    "climb": "apply_receipt",
    "notebook": "OutcomeBuffer",
    "hold_back": "apply_backoff",
    "Worded": "TranslatableText",
    "write-to-others": "release",
    "others_wait": "rest_held",
    "wave_judge": "canary_review",
    "nudge": "enqueue_best_effort",
    "one_by_one": "each_in_own_transaction",
}
MOST_FILES = 25

NAME = re.compile(r"[A-Za-z_][\w-]*")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def parts(name: str) -> str:
    """Return the words of a name in snake_case or CamelCase."""
    return f" {' '.join(PART.findall(name)).lower()} "


FORBIDDEN = {parts(name): better for name, better in INSTEAD.items()}


def better_word(name: str) -> str | None:
    """Return the replacement of a forbidden name, or of a name that contains one."""
    words = parts(name)
    return next((better for forbidden, better in FORBIDDEN.items() if forbidden in words), None)


def faults(path: Path) -> Iterator[str]:
    """Yield each forbidden name of a file, its file name included."""
    names = {*NAME.findall(path.read_text()), path.stem}
    for name in sorted(names):
        if better := better_word(name):
            yield f"{path.relative_to(ROOT)}: {name}: use {better}"


def test_only_standard_terms_are_names():
    assert [fault for path in SOURCES for fault in faults(path)] == []


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("run_errands", "outbox"),
        ("TallyUpdate", "counter"),
        ("set_fence_folder", "restore guard"),
        ("_OLD_FENCE", "restore guard"),
        ("RoomLedger", "quota_ledger"),
        ("OTHERS_WAIT", "rest_held"),
        ("write-to-others", "release"),
        ("offence", None),
        ("one_and_one", None),
    ],
)
def test_a_forbidden_name_is_found_in_longer_ones(name, better):
    assert better_word(name) == better


def test_no_folder_holds_too_many_files():
    folders = {path.parent for program in PROGRAMS for path in (ROOT / program).rglob("*.py")}

    assert {
        str(folder.relative_to(ROOT)): len(files)
        for folder in folders
        if len(files := list(folder.glob("*.py"))) > MOST_FILES
    } == {}
