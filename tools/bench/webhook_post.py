"""`webhook-post`: from POST to 200, compared with a bare view under the same server."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tools.bench import bare_webhook, frame, load, stage
from tools.bench.data.bodies import body, status
from tools.bench.frame import Figure
from tools.bench.load import Load, Orders

#: Requests of each turn: about a second of work. Ours and the bare view take turns, so that
#: other load on this machine affects both alike; the median ratio counts.
REQUESTS_PER_TURN, TURNS = 5_000, 5
FULL_REQUESTS_PER_TURN = 800
#: Seconds of each turn at half of the rate; the median of the turns' slowest counts.
CALM_SECONDS = 3
CONNECTIONS = 24


def measure() -> Iterator[Figure]:
    """Measure one status per body at full speed, then at half of it; then 500 per body."""
    with stage.build() as folder:
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute(bare_webhook.TABLE)
        with (
            stage.web(folder, "tools.bench.bare_webhook:app") as bare_port,
            stage.web(folder) as app_port,
        ):
            for port in (bare_port, app_port):
                _put_on(port, _bodies(folder / "warm", 500, 1))
            single = _take_turns(folder, (bare_port, app_port), REQUESTS_PER_TURN, 1)
            full = _take_turns(folder, (bare_port, app_port), FULL_REQUESTS_PER_TURN, 500)
            slowest = _at_half(folder, app_port, single[1] / 2)
        yield frame.compared("webhook-post", single[1], "requests/s", single[0])
        yield frame.measured("webhook-post-p99", slowest * 1000)
        yield frame.compared("webhook-post-500", full[1] * 500, "statuses/s", full[0] * 500)


def _take_turns(
    folder: Path, ports: tuple[int, int], count: int, statuses: int
) -> tuple[float, float]:
    """Return the rates of the bare view and of ours in the turn with the median ratio."""
    turns = []
    for turn in range(TURNS):
        bodies = _bodies(folder / "turn", count, statuses, f"{statuses}.{turn}.")
        bare_rate, app_rate = (_put_on(port, bodies).per_second for port in ports)
        turns.append((app_rate / bare_rate, bare_rate, app_rate))
    _, bare_rate, app_rate = sorted(turns)[TURNS // 2]
    return bare_rate, app_rate


def _at_half(folder: Path, port: int, per_second: float) -> float:
    """Return the seconds within which 99 of 100 requests finished, in the median turn."""
    count = int(per_second * CALM_SECONDS)
    turns = [
        _put_on(port, _bodies(folder / "calm", count, 1, f"calm{turn}."), per_second).p99
        for turn in range(TURNS)
    ]
    return sorted(turns)[TURNS // 2]


def _put_on(port: int, bodies: Path, per_second: float = 0) -> Load:
    secret = os.environ["WHATSAPP_APP_SECRET"]
    done = load.run(Orders(port, secret, str(bodies), CONNECTIONS, per_second))
    if done.refused:
        raise RuntimeError(f"{done.refused} of {done.requests} requests were not answered with 200")
    return done


def _bodies(path: Path, count: int, statuses: int, run: str = "full") -> Path:
    """Return a file of this many different bodies, each with this many statuses."""
    with path.open("wb") as file:
        for number in range(count):
            listed = [
                status(f"wamid.{run}{number}.{i}", "sent", 1_760_000_000, "573001112233", f"{i}.x")
                for i in range(statuses)
            ]
            file.write(body(listed) + b"\n")
    return path
