"""Run a local Cloud API until a signal stops it: `python -m simulator`."""

import argparse
import errno
import gc
import sys
from collections.abc import Sequence
from dataclasses import replace

import uvloop
from aiohttp import web

from simulator.app import create
from simulator.behaviour import merged
from simulator.people.habits import PRESETS
from simulator.settings import Settings, from_environment

#: Python's defaults, but for the last: a full garbage collection over the whole log stops the
#: clock for a third of a second, and evenly spaced calls then seem to arrive together.
COLLECTED_AFTER = (700, 10, 1_000_000)


def arguments(argv: Sequence[str] | None, default: Settings) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=default.port)
    parser.add_argument("--host", default=default.host)
    parser.add_argument("--webhook-url", default=default.webhook_url, metavar="URL")
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--population", choices=PRESETS, default="plain")
    parser.add_argument("--latency-ms", type=float, default=0.0, metavar="N")
    parser.add_argument("--log", metavar="FILE", help="also write what was accepted to this file")
    parser.add_argument(
        "--callback-data-in-marketing-receipts",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="return biz_opaque_callback_data of messages sent by /marketing_messages",
    )
    parser.add_argument("--strict", action="store_true", help="hold to the platform's limits")
    return parser.parse_args(argv)


def settings_of(argv: Sequence[str] | None) -> Settings:
    default = from_environment()
    wanted = arguments(argv, default)
    changes = {
        "population": wanted.population,
        "latency_ms": wanted.latency_ms,
        "callback_data_in_marketing_receipts": wanted.callback_data_in_marketing_receipts,
        "strict": wanted.strict,
    }
    return replace(
        default,
        host=wanted.host,
        port=wanted.port,
        webhook_url=wanted.webhook_url,
        seed=wanted.seed,
        log_file=wanted.log,
        behaviour=merged(default.behaviour, changes),
    )


def main(argv: Sequence[str] | None = None) -> None:
    settings = settings_of(argv)
    gc.set_threshold(*COLLECTED_AFTER)
    url = f"http://{settings.host}:{settings.port}"
    try:
        web.run_app(
            create(settings),
            host=settings.host,
            port=settings.port,
            loop=uvloop.new_event_loop(),
            access_log=None,
            shutdown_timeout=0.5,
            print=lambda _: print(f"Cloud API simulator on {url}", flush=True),
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit(f"simulator: {url} is taken; stop what runs there, or give another --port.")


if __name__ == "__main__":
    main()
