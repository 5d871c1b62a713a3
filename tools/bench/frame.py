"""What every benchmark answers, and where the answers are kept."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.embedded import attached

REPORT = attached.ROOT / "var" / "bench.json"


@dataclass(frozen=True)
class Figure:
    """One measured value beside its baseline, and whether it holds what is asked of it."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    goal: str
    holds: bool

    def __str__(self) -> str:
        beside = f" = {self.ratio:.2f} x {self.baseline:,.0f}" if self.baseline else ""
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        return f"{self.name:<28} {self.value:>12,.1f} {self.unit}{beside}  ({self.goal}: {verdict})"


def beside(name: str, value: float, unit: str, baseline: float, at_least: float) -> Figure:
    """Hold a value to a share of its baseline."""
    ratio = value / baseline
    goal = f">= {at_least:g} x the baseline"
    return Figure(name, value, unit, baseline, ratio, goal, ratio >= at_least)


def at_most(name: str, value: float, unit: str, limit: float) -> Figure:
    """Hold a value to a limit of its own."""
    return Figure(name, value, unit, None, None, f"<= {limit:g} {unit}", value <= limit)


def at_least(name: str, value: float, unit: str, limit: float) -> Figure:
    """Hold a value to the least that will do."""
    return Figure(name, value, unit, None, None, f">= {limit:g} {unit}", value >= limit)


def keep(figures: Iterable[Figure], report: Path = REPORT) -> None:
    """Write the figures down, in place of older ones of the same names."""
    known = json.loads(report.read_text()) if report.exists() else []
    by_name = {figure["name"]: figure for figure in known}
    by_name |= {figure.name: asdict(figure) for figure in figures}
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps(list(by_name.values()), indent=2) + "\n")
