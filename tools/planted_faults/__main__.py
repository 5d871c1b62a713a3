"""Plant known faults one at a time and report whether the tests catch them.

`python -m tools.planted_faults [NAME ...]` runs all the faults of the table in `faults.py`, or
those that are named. It works on a temporary copy of the tracked files. First it runs the tests
without a fault: they have to pass, or their failures would prove nothing. Then it plants each
fault, runs the tests that are expected to catch it, and restores the file. The exit status is 1
where a fault is not caught or cannot be planted. When code moves or is renamed, update `path`,
`old`, `new` and `tests` of its faults; `tests/tools` fails until the table fits the code again.
When a fault is not caught, write the missing test; do not choose an easier fault.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.planted_faults.faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
#: Longer than all these tests take together on a busy machine.
TIME_LIMIT = 1200  # seconds


class DoesNotApply(Exception):
    """The old text is not in the file exactly once."""


class NoVerdict(Exception):
    """The tests had no result: one of them is missing, for example, or the time was over."""


def main() -> None:
    """Try the faults that are named, or all; exit with 1 unless all are caught."""
    faults = _chosen(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="planted-faults-") as folder:
        tree = Path(folder)
        copy_tracked(tree)
        if failed := failures(tree, sorted({path for fault in faults for path in fault.tests})):
            sys.exit(f"Tests fail without a fault; fix them first: {failed[0]}")
        caught = sum(_try(fault, tree) for fault in faults)
    print(f"{caught} of {len(faults)} faults are caught.")
    sys.exit(caught < len(faults))


def _chosen(arguments: Sequence[str]) -> list[Fault]:
    by_name = {fault.name: fault for fault in FAULTS}
    parser = argparse.ArgumentParser(description="Plant known faults; see that tests catch them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(by_name))
    names = parser.parse_args(arguments).names
    if unknown := [name for name in names if name not in by_name]:
        parser.error(f"unknown: {', '.join(unknown)}")
    return [by_name[name] for name in names or by_name]


def copy_tracked(target: Path) -> None:
    """Copy the tracked files, as they are now, into an empty folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():  # not deleted since
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def planted(fault: Fault, text: str) -> str:
    """Return the text of the fault's file with the fault in it, or raise DoesNotApply."""
    if text.count(fault.old) != 1:
        raise DoesNotApply(f"{text.count(fault.old)} times in {fault.path}")
    return text.replace(fault.old, fault.new)


def failures(tree: Path, tests: Iterable[str]) -> list[str]:
    """Run tests in the copy and return the first that fails, if any; raise NoVerdict."""
    options = ["-x", "-rfE", "-p", "no:cacheprovider", f"--session-timeout={TIME_LIMIT}"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    finished = subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True)
    lines = finished.stdout.splitlines()
    failed = [line for line in lines if line.startswith(("FAILED ", "ERROR tests"))]
    if finished.returncode != bool(failed):
        raise NoVerdict(f"pytest's exit status is {finished.returncode}: {' '.join(lines[-3:])}")
    return failed


def _try(fault: Fault, tree: Path) -> bool:
    """Plant the fault, run its tests, restore the file; print and return whether it is caught."""
    file = tree / fault.path
    try:
        file.write_text(planted(fault, file.read_text()))
        failed = failures(tree, fault.tests)
        verdict = "caught" if failed else "NOT CAUGHT"
    except (OSError, DoesNotApply, NoVerdict) as error:
        failed, verdict = [], f"{type(error).__name__}: {error}"
    if file.exists():
        # With the original's time, so that the fault's bytecode is out of date.
        shutil.copy2(ROOT / fault.path, file)
    print("\n    ".join([f"{fault.name} ({fault.kind}): {verdict}", *failed]), flush=True)
    return bool(failed)


if __name__ == "__main__":
    main()
