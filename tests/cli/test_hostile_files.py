"""Files that would use too much memory or time, imported by a separate process."""

import gzip
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.spreadsheets import a_spreadsheet
from webapp.extensions import db
from webapp.models import Contact, ContactImport

ROOT = Path(__file__).parent.parent.parent
#: The memory limit of the process in MB; it starts with about 90.
MEMORY = 150
ROWS = 200_000


class Outcome(NamedTuple):
    """The output of an import's process, and its highest memory in MB."""

    status: int
    words: str
    memory: float


@pytest.fixture
def run(app, settings, tmp_path):
    """Import a file as an operator does."""

    def import_file(name: str, content: bytes) -> Outcome:
        file = tmp_path / name
        file.write_bytes(content)
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "contacts", "import", str(file)]
        words = tmp_path / "words"
        with words.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | settings, stdout=out, stderr=out
            )
        memory = 0.0
        while process.poll() is None:
            memory = max(memory, peak(process.pid))
            time.sleep(0.02)
        return Outcome(process.returncode, words.read_text(), memory)

    return import_file


def peak(pid: int) -> float:
    """Return the highest memory of the process in MB; `wait4` includes our own memory."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    match = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else 0.0


def packed(pieces: Iterable[bytes]) -> bytes:
    return gzip.compress(b"".join(pieces), compresslevel=1)


#: Each file by its name: how it is made, and the expected message.
HOSTILE = {
    "line.csv.gz": (lambda: packed([b"3" * 1_000_000] * 300), "more than 1,000,000 characters"),
    "bomb.csv.gz": (
        lambda: packed([b"phone\n", b"\n" * 300_000_000]),
        "more than 200 times its size",
    ),
    "wide.csv": (lambda: b"phone," * 40_000 + b"\n" + b"1," * 40_000, "40,001 columns"),
    "bomb.xlsx": (
        lambda: a_spreadsheet([["phone"], *([["0" * 1000]] * 150_000)]),
        "more than 100 MB",
    ),
    "far.xlsx": (
        lambda: a_spreadsheet([["phone"]], elsewhere=["XFD1048576"]),
        "reaches to cell XFD1048576",
    ),
    "photo.csv": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(1_000_000), "This is a picture"),
    "nothing.csv": (lambda: b"", "The file is empty"),
}
#: The files of every run; a process for each costs seconds.
USUAL = ("line.csv.gz", "bomb.xlsx")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in USUAL else pytest.mark.long) for name in HOSTILE],
)
def test_nothing_of_a_hostile_file_is_taken_and_the_reason_is_told(run, name):
    make, words = HOSTILE[name]

    outcome = run(name, make())

    assert outcome.status == 1
    assert words in outcome.words
    assert "Traceback" not in outcome.words
    assert outcome.memory < MEMORY
    for table in (Contact, ContactImport):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0


@pytest.mark.long
def test_a_large_file_with_one_bad_row_at_its_end_keeps_the_others_in_flat_memory(run):
    rows = (b"+57300%07d,Ana,Lima\n" % row for row in range(ROWS))

    outcome = run("people.csv.gz", packed([b"phone,name,city\n", *rows, b"12,Bad,Lima\n"]))

    assert outcome.status == 0
    assert f"row {ROWS + 2}: 12: 12 has too few digits" in outcome.words
    assert f"{ROWS:,} created, 0 updated, 0 unchanged, 1 rejected" in outcome.words
    assert outcome.memory < MEMORY
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == ROWS
