"""`make bench`, or `python -m tools.bench NAME ...`: measure, print, and write var/bench.json."""

import argparse
import sys
from collections.abc import Callable, Iterable
from functools import partial

from tools.bench import (
    audience_count,
    first_message,
    frame,
    import_contacts,
    materialise,
    memory,
    pages,
    pause_lag,
    planning,
    receipt_lag,
    sending,
    webhook_burst,
    webhook_drain,
    webhook_post,
)
from tools.bench.frame import Figure

#: Watched from the first benchmark to the last.
watch = memory.Watch()
#: Every benchmark; each has its own file and data, and cleans up after itself.
BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {
    "send-uncapped": sending.uncapped,
    "send-80": sending.at_80,
    "send-1000": sending.at_1000,
    "first-message": first_message.measure,
    "plan-1m": planning.plan_million,
    "tick-idle": planning.idle_tick,
    "import-1m": import_contacts.measure,
    "materialise-1m": materialise.measure,
    "audience-count-1m": audience_count.measure,
    "pages-1m": pages.measure,
    "webhook-post": webhook_post.measure,
    "webhook-drain": webhook_drain.measure,
    "receipt-lag": receipt_lag.measure,
    "pause-lag": pause_lag.measure,
    "webhook-burst": webhook_burst.measure,
    "memory": partial(memory.measure, watch),
}


def main() -> int:
    """Run the named benchmarks, or all; return 1 when a figure misses its goal."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := sorted(set(names) - BENCHMARKS.keys()):
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    watch.start()
    figures = []
    for name in names:
        for figure in BENCHMARKS[name]():
            print(figure, flush=True)
            figures.append(figure)
            frame.keep([figure])
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
