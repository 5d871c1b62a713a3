"""The results of every benchmark, and where its figures are stored."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.bench.goals import GOALS
from tools.embedded import attached

REPORT = attached.ROOT / "var" / "bench.json"
#: An absolute time is the median of this many runs.
RUNS = 3


@dataclass(frozen=True)
class Figure:
    """One measured value, with its baseline if it has one, and whether it meets its goal."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    goal: str
    holds: bool

    def __str__(self) -> str:
        ratio = f" = {self.ratio:.2f} x {self.baseline:,.1f}" if self.baseline else ""
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        return f"{self.name:<28} {self.value:>12,.3f} {self.unit}{ratio}  ({self.goal}: {verdict})"


def compared(name: str, value: float, unit: str, baseline: float) -> Figure:
    """Return a figure that compares a value's ratio to its baseline with this goal."""
    goal, ratio = GOALS[name], value / baseline
    return Figure(name, value, unit, baseline, ratio, str(goal), goal.holds(ratio))


def measured(name: str, value: float) -> Figure:
    """Return a figure that compares a value, in the unit of its goal, with this goal."""
    goal = GOALS[name]
    return Figure(name, value, goal.unit, None, None, str(goal), goal.holds(value))


def keep(figures: Iterable[Figure], report: Path = REPORT) -> None:
    """Store the figures; replace older ones of the same names."""
    known = json.loads(report.read_text()) if report.exists() else []
    by_name = {figure["name"]: figure for figure in known}
    by_name |= {figure.name: asdict(figure) for figure in figures}
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps(list(by_name.values()), indent=2) + "\n")
