"""Storing webhooks: bodies that come at the same time are stored together."""

import asyncio
from asyncio import Future, Task
from collections.abc import Sequence

from flask import Flask

from webapp import queues
from webapp.services.webhook.inbox import inbox

#: The limits of one statement.
MAX_BODIES = 500
MAX_BYTES = 4 * 1024 * 1024
#: The shortest time between two calls to enqueue the drain.
ENQUEUE_INTERVAL_SECONDS = 0.02

Waiting = tuple[bytes, "Future[None]"]


class Intake:
    """Stores groups of bodies one after another, in a thread.

    Bodies that arrive while a group is stored form the next one. In a burst each commit stores
    many bodies; the slower the database, the more bodies.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._waiting: list[Waiting] = []
        self._storing: Task[None] | None = None
        self._enqueueing: Task[None] | None = None
        self._has_new = False  # bodies were stored since the drain was enqueued

    async def store(self, body: bytes) -> None:
        """Store a body durably, and enqueue the drain. Raises an error if it is not stored."""
        stored: Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((body, stored))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        await stored

    async def _store_all(self) -> None:
        try:
            while self._waiting:
                await self._store_group(self._next_group())
        finally:
            self._storing = None

    def _next_group(self) -> Sequence[Waiting]:
        """Remove and return the first waiting bodies, within the limits of a statement."""
        count, size = 0, 0
        for body, _ in self._waiting[:MAX_BODIES]:
            size += len(body)
            if count and size > MAX_BYTES:
                break
            count += 1
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _store_group(self, group: Sequence[Waiting]) -> None:
        try:
            await asyncio.to_thread(self._insert, [body for body, _ in group])
        except Exception as fault:  # each waiting request must get it
            for _, stored in group:
                if not stored.done():
                    stored.set_exception(fault)
            return
        for _, stored in group:
            if not stored.done():
                stored.set_result(None)
        self._enqueue_drain()

    def _insert(self, bodies: Sequence[bytes]) -> None:
        with self._app.app_context():
            inbox.store(*bodies)

    def _enqueue_drain(self) -> None:
        """Enqueue the drain for the stored bodies, without waiting for it."""
        self._has_new = True
        if self._enqueueing is None:
            self._enqueueing = asyncio.create_task(self._enqueue_while_new())

    async def _enqueue_while_new(self) -> None:
        try:
            while self._has_new:
                self._has_new = False
                await asyncio.to_thread(self._enqueue)
                await asyncio.sleep(ENQUEUE_INTERVAL_SECONDS)
        finally:
            self._enqueueing = None

    def _enqueue(self) -> None:
        with self._app.app_context():
            queues.enqueue_if_idle("drain_webhook_events")
