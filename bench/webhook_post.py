"""`webhook-post`: from POST to 200, beside a bare view under the same server."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench import bare_webhook, frame, load, stage
from bench.bodies import body, status
from bench.frame import Figure
from bench.load import Load, Orders

#: Requests of each run: some seconds of work.
REQUESTS = 8_000
CONNECTIONS = 24
#: WhatsApp asks for half of the answers within 250 ms; we ask it of 99 in 100, at half the rate.
SLOWEST_MS = 250


def measure() -> Iterator[Figure]:
    """Measure one status per body at full speed, then at half of it; then 500 per body."""
    with stage.build() as folder:
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute(bare_webhook.TABLE)
        single, full = folder / "single", folder / "full"
        with stage.web(folder, "bench.bare_webhook:app") as port:
            _put_on(port, _bodies(folder / "warm", 500, 1))
            bare = _put_on(port, _bodies(single, REQUESTS, 1))
            bare_full = _put_on(port, _bodies(full, 600, 500))
        with stage.web(folder, "wsgi:app") as port:
            _put_on(port, folder / "warm")
            ours = _put_on(port, single)
            ours_full = _put_on(port, full)
            half = ours.per_second / 2
            calm = _put_on(port, _bodies(folder / "calm", int(half * 5), 1, "calm"), half)
        yield frame.beside("webhook-post", ours.per_second, "requests/s", bare.per_second, 0.7)
        yield frame.at_most("webhook-post-p99", calm.p99 * 1000, "ms", SLOWEST_MS)
        yield frame.beside(
            "webhook-post-500",
            ours_full.per_second * 500,
            "statuses/s",
            bare_full.per_second * 500,
            0.7,
        )


def _put_on(port: int, bodies: Path, per_second: float = 0) -> Load:
    secret = os.environ["WHATSAPP_APP_SECRET"]
    done = load.run(Orders(port, secret, str(bodies), CONNECTIONS, per_second))
    if done.refused:
        raise RuntimeError(f"{done.refused} of {done.requests} requests were not answered with 200")
    return done


def _bodies(path: Path, count: int, statuses: int, run: str = "full") -> Path:
    """Write so many bodies into the file, each of so many statuses, all of them different."""
    with path.open("wb") as file:
        for number in range(count):
            listed = [
                status(f"wamid.{run}{number}.{i}", "sent", 1_760_000_000, "573001112233", f"{i}.x")
                for i in range(statuses)
            ]
            file.write(body(listed) + b"\n")
    return path
