"""The parameters of a rehearsal."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: Presets of the simulator, whose manual describes them.
PLAIN, LIVELY, NOVEMBER = "plain", "lively", "november"


@dataclass(frozen=True)
class Part:
    """One campaign of the case."""

    recipients: int
    priority: int


@dataclass(frozen=True)
class Case:
    """The numbers of a rehearsal."""

    campaigns: tuple[Part, ...]
    daily_send_limit: int
    messaging_limit: int
    first_day: date
    population: str
    seed: int
    has_callback: bool = True  # in receipts of marketing messages

    @property
    def recipients(self) -> int:
        return sum(part.recipients for part in self.campaigns)

    @property
    def is_plain(self) -> bool:
        """Return whether everybody is reachable and reads, and nobody replies."""
        return self.population == PLAIN

    @property
    def is_november(self) -> bool:
        """Return whether some people are known by user id only, and templates change."""
        return self.population == NOVEMBER


def read(arguments: Sequence[str] | None = None) -> Case:
    """Return the parameters from the command line."""
    parser = argparse.ArgumentParser(
        prog="make rehearse", description="Rehearse campaigns on a virtual calendar."
    )
    parser.add_argument(
        "--population",
        choices=(PLAIN, LIVELY, NOVEMBER),
        default=LIVELY,
        help="plain: everybody is reachable and reads; november: some people without a number, "
        "and the changes of tools/rehearsal/november.py",
    )
    parser.add_argument("--plain", action="store_const", const=PLAIN, dest="population")
    parser.add_argument("--recipients", type=int, default=10_000, help="people in each campaign")
    parser.add_argument("--limit", type=int, default=250, help="the portfolio's messaging limit")
    parser.add_argument("--daily", type=int, default=250, help="each campaign's daily send limit")
    parser.add_argument(
        "--campaigns",
        default="1",
        help="how many campaigns, or RECIPIENTS@PRIORITY of each: 5000@1,8000@3",
    )
    parser.add_argument("--first-day", type=date.fromisoformat, default=date(2025, 10, 5))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--without-callback",
        action="store_true",
        help="receipts of marketing messages come without our callback data",
    )
    options = parser.parse_args(arguments)
    try:
        parts = _parts(options.campaigns, options.recipients)
    except ValueError:
        parser.error("--campaigns takes a number, or RECIPIENTS@PRIORITY,RECIPIENTS@PRIORITY...")
    return Case(
        parts,
        options.daily,
        options.limit,
        options.first_day,
        options.population,
        options.seed,
        not options.without_callback,
    )


def _parts(campaigns: str, recipients: int) -> tuple[Part, ...]:
    if "@" not in campaigns:
        return (Part(recipients, 5),) * int(campaigns)
    pairs = [part.split("@") for part in campaigns.split(",")]
    return tuple(Part(int(people), int(priority)) for people, priority in pairs)
