"""A load process: `python -m tools.bench.load`, with its settings as JSON on standard input.

It writes HTTP/1.1 by hand over kept-alive connections, to use as little as possible of the
machine that it shares with the server. Every request is signed before the clock starts.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import uvloop

from simulator.webhooks.bodies import signature
from tools.embedded import attached

HEAD = (
    "POST /webhooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Content-Type: application/json\r\nX-Hub-Signature-256: {}\r\nContent-Length: {}\r\n\r\n"
)


@dataclass(frozen=True)
class Orders:
    """What to send: the bodies in order, at a rate or (0) as fast as they are answered."""

    port: int
    secret: str
    bodies: str  # a file with one body per line
    connections: int
    per_second: float = 0


@dataclass(frozen=True)
class Load:
    """The results; times in seconds."""

    requests: int
    refused: int
    seconds: float
    median: float
    p99: float
    slowest: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def run(orders: Orders) -> Load:
    """Apply the load from a separate process; return its results."""
    program = [sys.executable, "-m", "tools.bench.load"]
    result = subprocess.run(
        program,
        cwd=attached.ROOT,
        input=json.dumps(asdict(orders)),
        capture_output=True,
        text=True,
        check=True,
    )
    return Load(**json.loads(result.stdout))


async def _put_on(orders: Orders) -> Load:
    requests = _requests(orders)
    times: list[float] = []
    refused: list[bytes] = []
    began = time.perf_counter()

    async def keep_sending() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", orders.port)
        for number, request in requests:
            due = began + number / orders.per_second if orders.per_second else time.perf_counter()
            await asyncio.sleep(max(0, due - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if length := _length(head):
                await reader.readexactly(length)
            times.append(time.perf_counter() - due)  # waiting for a connection counts
            if not head.startswith(b"HTTP/1.1 200"):
                refused.append(head)
        writer.close()

    await asyncio.gather(*(keep_sending() for _ in range(orders.connections)))
    seconds, times = time.perf_counter() - began, sorted(times)
    at = [times[int(len(times) * share)] for share in (0.5, 0.99)]
    return Load(len(times), len(refused), seconds, at[0], at[1], times[-1])


def _requests(orders: Orders) -> Iterator[tuple[int, bytes]]:
    with open(orders.bodies, "rb") as file:
        bodies = file.read().splitlines()
    heads = [HEAD.format(signature(orders.secret, body), len(body)).encode() for body in bodies]
    return enumerate([head + body for head, body in zip(heads, bodies, strict=True)])


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(_put_on(Orders(**json.load(sys.stdin)))))))
