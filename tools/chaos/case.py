"""The parameters of a run."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_MORNING = datetime(2025, 10, 6, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """The numbers of a run."""

    recipients: int
    messaging_limit: int
    workers: int
    kill_every_s: float  # on average
    patience_s: float
    seed: int
    has_callback: bool  # in receipts of marketing messages


def read(arguments: Sequence[str] | None = None) -> Case:
    """Return the parameters from the command line."""
    parser = argparse.ArgumentParser(
        prog="make chaos", description="Send while parts are killed, emptied and restarted."
    )
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument(
        "--limit",
        type=int,
        default=10_000,
        choices=(250, 2_000, 10_000, 100_000),
        help="the portfolio's messaging limit; the people beyond it are written to the next day",
    )
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument(
        "--kill-every", type=float, default=5.0, help="seconds between two killed workers"
    )
    parser.add_argument(
        "--patience", type=float, default=300.0, help="seconds after which a day is given up"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--without-callback",
        action="store_true",
        help="receipts come without our callback data, so that some people stay unconfirmed",
    )
    given = parser.parse_args(arguments)
    return Case(
        given.recipients,
        given.limit,
        given.workers,
        given.kill_every,
        given.patience,
        given.seed,
        not given.without_callback,
    )
