"""Delivers webhooks to the application, with retries until it returns 200."""

import asyncio
from collections.abc import Callable, Iterator

import aiohttp

from simulator.behaviour import Behaviour
from simulator.webhooks.bodies import signature

LONGEST_PAUSE_S = 30.0
#: With this many bodies in flight or waiting for a retry, receipts stay in the outbox.
MOST_UNDER_WAY = 1_000


class Delivery:
    """Concurrent and bounded. Counts deliveries, and the application's response times."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str) -> None:
        self._session, self._url, self._secret = session, url, secret
        self._tasks: set[asyncio.Task[None]] = set()
        self.obey(Behaviour())
        self._count_anew()

    @property
    def has_room(self) -> bool:
        return self.under_way < MOST_UNDER_WAY

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def obey(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._slots = asyncio.Semaphore(behaviour.webhook_concurrency)

    def start(self, body: bytes, heard: Callable[[], None]) -> asyncio.Future[int]:
        """Begin to deliver; return a future of the first try's status, 0 for no response.

        `heard` is called after the application has answered 200.
        """
        first: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._deliver(body, heard, first))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: first.cancel())  # changes nothing once it has a result
        return first

    async def drop_all(self) -> None:
        """Stop the deliveries in flight, and reset the counts."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._count_anew()

    def _count_anew(self) -> None:
        self.answered = self.failures = self.given_up = 0
        self.seconds = self.slowest_s = 0.0

    async def _deliver(
        self, body: bytes, heard: Callable[[], None], first: asyncio.Future[int]
    ) -> None:
        clock = asyncio.get_running_loop().time
        give_up_at = clock() + self._behaviour.webhook_retry_s
        for pause in pauses():
            async with self._slots:
                status = await self._post(body)
            if not first.done():
                first.set_result(status)
            if status == 200:
                heard()
                return
            self.failures += 1
            if clock() + pause > give_up_at:
                self.given_up += 1
                return
            await asyncio.sleep(pause)

    async def _post(self, body: bytes) -> int:
        loop = asyncio.get_running_loop()
        began = loop.time()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature(self._secret, body),
        }
        timeout = aiohttp.ClientTimeout(total=self._behaviour.webhook_timeout_s)
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0
        finally:
            took = loop.time() - began
            self.answered += 1
            self.seconds += took
            self.slowest_s = max(self.slowest_s, took)


def pauses() -> Iterator[float]:
    """Yield the pauses before each try: none at first, then longer and longer."""
    yield 0.0
    pause = 0.5
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE_S)
