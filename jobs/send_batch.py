"""Sending one batch."""

import uuid
from contextlib import suppress

import aiohttp
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from jobs import stopping
from webapp import clock, queues
from webapp.domain.recipients.status import CLAIM_LEASE, RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, Recipient
from webapp.services.campaigns import lifecycle
from webapp.services.operations import restore_guard
from webapp.services.planning import batches
from webapp.services.senders import registry
from webapp.services.sending import claims, frequency_cap
from webapp.services.sending.engine.event_loop import gateway
from webapp.services.sending.engine.loop import Pipeline
from webapp.services.sending.engine.run_in_thread import beside

#: Where no other batch waits, so many seconds are given to the last answers.
PATIENCE = 1


def send_batch(batch_id: uuid.UUID) -> None:
    """Send to everyone in the batch who is still queued.

    Safe to run again after a crash, and twice at once: people are claimed, a few at a time,
    before WhatsApp is called, and one who has been claimed is never sent to twice. A worker that
    is told to stop finishes its calls and leaves the others of the batch to another worker. While
    the last answers are on their way, the next batch begins.
    """
    batch = db.session.get(Batch, batch_id)
    if batch is None or not _may_send():
        return
    frequency_cap.hold(batch, clock.now())
    _send(batch)
    if stopping.is_asked_for():
        # Not under the batch's own id: RQ forgets that job when this call of it ends.
        queues.enqueue("send_batch", batch_id)
        return
    batches.close(batch)
    _end()


def _may_send() -> bool:
    """Answer whether this is the database that was used last; else the batch waits."""
    may = restore_guard.holds(clock.now())
    db.session.commit()
    return may


def _send(batch: Batch) -> None:
    envelope = claims.envelope(batch)
    sender = batch.campaign.sender
    queued = select(func.count()).where(
        Recipient.batch_id == batch.id, Recipient.status == RecipientStatus.QUEUED
    )
    people = db.session.scalar(queued) or 0
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    async def work(session: aiohttp.ClientSession) -> None:
        api = registry.cloud_api(session, sender, app.config)
        db.session.commit()
        pipeline = Pipeline(envelope, api, stopping.is_asked_for)
        try:
            await pipeline.run(people)
            if queues.is_empty(queues.SENDING):
                await pipeline.finish(PATIENCE)
        finally:
            if pipeline.is_open:
                gateway.keep(_await_the_rest(app, pipeline))

    gateway.run(work)


async def _await_the_rest(app: Flask, pipeline: Pipeline) -> None:
    """Write down what late answers bring while the worker goes on with other jobs."""
    with app.app_context(), suppress(OperationalError):  # then the next tick ends the batch
        await pipeline.finish(CLAIM_LEASE.total_seconds())
        await beside(_end)


def _end() -> None:
    """Note the batches, and the campaigns, in which nobody is left to be written to."""
    batches.finish(clock.now())
    lifecycle.complete()
    db.session.commit()
