"""Storing webhooks: bodies that come together are stored together."""

import asyncio
from asyncio import Future, Task
from collections.abc import Sequence

from flask import Flask

from webapp import queues
from webapp.services.webhook.inbox import inbox

#: Bodies of one statement, and their bytes.
AT_ONCE = 500
BYTES_AT_ONCE = 4 * 1024 * 1024
#: Seconds between two looks at whether the drain has to be woken.
PAUSE = 0.02

Waiting = tuple[bytes, "Future[None]"]


class Intake:
    """Stores one group of bodies after the other, in a thread.

    What comes while one is on its way goes into the next. In a burst that is many bodies for
    each commit, and the more the slower the database is.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._waiting: list[Waiting] = []
        self._storing: Task[None] | None = None
        self._waking: Task[None] | None = None
        self._is_unheard = False  # something was stored since the drain was woken

    async def keep(self, body: bytes) -> None:
        """Store a body durably, and see that it is drained; raises where it is not stored."""
        stored: Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((body, stored))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        await stored

    async def _store_all(self) -> None:
        try:
            while self._waiting:
                await self._store(self._next())
        finally:
            self._storing = None

    def _next(self) -> Sequence[Waiting]:
        """Take the first that wait, not too much at once."""
        count, size = 0, 0
        for body, _ in self._waiting[:AT_ONCE]:
            size += len(body)
            if count and size > BYTES_AT_ONCE:
                break
            count += 1
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _store(self, group: Sequence[Waiting]) -> None:
        try:
            await asyncio.to_thread(self._insert, [body for body, _ in group])
        except Exception as fault:  # whoever waits has to know
            for _, stored in group:
                if not stored.done():
                    stored.set_exception(fault)
            return
        for _, stored in group:
            if not stored.done():
                stored.set_result(None)
        self._wake()

    def _insert(self, bodies: Sequence[bytes]) -> None:
        with self._app.app_context():
            inbox.store(*bodies)

    def _wake(self) -> None:
        """Have the drain woken after whatever has been stored by now; nobody waits for it."""
        self._is_unheard = True
        if self._waking is None:
            self._waking = asyncio.create_task(self._keep_waking())

    async def _keep_waking(self) -> None:
        try:
            while self._is_unheard:
                self._is_unheard = False
                await asyncio.to_thread(self._wake_drain)
                await asyncio.sleep(PAUSE)
        finally:
            self._waking = None

    def _wake_drain(self) -> None:
        with self._app.app_context():
            queues.enqueue_if_idle("drain_webhook_events")
