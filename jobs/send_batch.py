"""Sending one batch."""

import time
import uuid

from flask import current_app

from jobs.gateway import gateway
from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Batch
from webapp.services import batches, campaigns, outcomes, pacing, remedies, sending

#: People claimed at once: what a kill can leave unconfirmed.
GROUP_SIZE = 50


def send_batch(batch_id: uuid.UUID) -> None:
    """Send to everyone in the batch who is still queued.

    Safe to run again after a crash, and twice at once: people are claimed, a group at a time,
    before WhatsApp is called, and one who has been claimed is never sent to twice.
    """
    batch = db.session.get(Batch, batch_id)
    if batch is None:
        return
    while _send_group(batch):
        pass
    batches.close(batch)
    batches.finish(clock.now())
    campaigns.complete()
    db.session.commit()


def _send_group(batch: Batch) -> bool:
    """Send to the next few; False when nobody is left to be claimed."""
    campaign, sender = batch.campaign, batch.campaign.sender
    per_second = sender.messages_per_second
    time.sleep(pacing.reserve(queues.redis(), sender.id, GROUP_SIZE, per_second))
    claims = sending.claim(batch, GROUP_SIZE)
    db.session.commit()
    if not claims:
        return False
    bodies = list(sending.messages(campaign, claims))
    answers = gateway.send(sender, bodies, current_app.config, spacing=1 / per_second)
    refusals = outcomes.note(campaign, claims, answers)
    db.session.commit()
    if refusals:
        remedies.apply(campaign, refusals)
        db.session.commit()
    return True
