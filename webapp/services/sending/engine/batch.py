"""Sending one batch, from its first claim to its last response."""

from collections.abc import Callable
from contextlib import suppress

import aiohttp
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from webapp import clock, queues
from webapp.domain.recipients.status import CLAIM_LEASE, RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, Recipient
from webapp.services.campaigns import lifecycle
from webapp.services.operations import restore_guard
from webapp.services.planning import batches
from webapp.services.senders import registry
from webapp.services.sending import envelopes, frequency_cap
from webapp.services.sending.engine.calls import Calls
from webapp.services.sending.engine.claims import Claims
from webapp.services.sending.engine.event_loop import event_loop
from webapp.services.sending.engine.loop import SendingLoop
from webapp.services.sending.engine.outcome_buffer import OutcomeBuffer
from webapp.services.sending.engine.pace import Pace
from webapp.services.sending.engine.route import Route
from webapp.services.sending.engine.run_in_thread import run_in_thread
from webapp.services.sending.envelopes import Envelope
from webapp.whatsapp.client import CloudApi

#: How long to wait for the last responses if no other batch is queued.
LAST_RESPONSES_SECONDS = 1


def send(batch: Batch, is_stopping: Callable[[], bool]) -> bool:
    """Send to every recipient of the batch who is still queued. Commits.

    Safe to run again after a crash, and twice at once: recipients are claimed, a few at a time,
    before WhatsApp is called, and a claimed recipient is never sent to twice. The last responses
    may come while the worker sends its next batch.

    Returns True if the worker has to stop: its calls are finished, and the rest of the batch is
    still queued.
    """
    if not _may_send():
        return False
    frequency_cap.hold(batch, clock.now())
    _run(batch, is_stopping)
    if is_stopping():
        return True
    batches.close(batch)
    _complete()
    return False


def _may_send() -> bool:
    """Return whether this is the database that was used last; else the batch waits."""
    may_send = restore_guard.holds(clock.now())
    db.session.commit()
    return may_send


def _run(batch: Batch, is_stopping: Callable[[], bool]) -> None:
    envelope = envelopes.for_batch(batch)
    sender = batch.campaign.sender
    recipients = _queued_recipients(batch)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    async def work(session: aiohttp.ClientSession) -> None:
        api = registry.cloud_api(session, sender, app.config)
        db.session.commit()
        loop = _loop(envelope, api, is_stopping)
        try:
            await loop.run(recipients)
            if queues.is_empty(queues.SENDING):
                await loop.finish(LAST_RESPONSES_SECONDS)
        finally:
            if loop.is_open:
                event_loop.continue_in_background(_finish(app, loop))

    event_loop.run(work)


def _queued_recipients(batch: Batch) -> int:
    queued = select(func.count()).where(
        Recipient.batch_id == batch.id, Recipient.status == RecipientStatus.QUEUED
    )
    return db.session.scalar(queued) or 0


def _loop(envelope: Envelope, api: CloudApi, is_stopping: Callable[[], bool]) -> SendingLoop:
    pace = Pace(envelope.sender_id, envelope.per_second)
    outcomes = OutcomeBuffer(envelope)
    route = Route(envelope, api, outcomes)
    calls = Calls(envelope, api, route, pace, outcomes, is_stopping)
    return SendingLoop(Claims(envelope), pace, outcomes, calls, is_stopping)


async def _finish(app: Flask, loop: SendingLoop) -> None:
    """Store the last outcomes while the worker continues with other jobs."""
    with app.app_context(), suppress(OperationalError):  # then the next tick ends the batch
        await loop.finish(CLAIM_LEASE.total_seconds())
        await run_in_thread(_complete)


def _complete() -> None:
    """Mark the batches, and the campaigns, that have no recipients left to send to."""
    batches.finish(clock.now())
    lifecycle.complete()
    db.session.commit()
