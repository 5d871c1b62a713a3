"""Sending one batch."""

import uuid

from jobs import stopping
from webapp import queues
from webapp.extensions import db
from webapp.models import Batch
from webapp.services.sending.engine import batch as engine


def send_batch(batch_id: uuid.UUID) -> None:
    """Send the batch. A worker that has to stop leaves the rest to another worker."""
    batch = db.session.get(Batch, batch_id)
    if batch and engine.send(batch, stopping.is_requested):
        # Not under the batch's own id: RQ removes that job when this call of it ends.
        queues.enqueue("send_batch", batch_id)
