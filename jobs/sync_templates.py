"""Reading the present state of templates and numbers from WhatsApp."""

import logging

from flask import current_app

from webapp.errors import ProviderError
from webapp.extensions import db
from webapp.models import Sender
from webapp.services.background.claims import Claim
from webapp.services.message_templates import sync_requests
from webapp.services.message_templates.sync import sync_sender
from webapp.services.operations import fault_isolation
from webapp.services.senders import registry

log = logging.getLogger(__name__)


def sync_templates() -> None:
    """Update the senders and their message templates from WhatsApp."""
    registry.connect_configured(current_app.config)
    db.session.commit()
    ids = db.session.scalars(db.select(Sender.id).order_by(Sender.id)).all()
    fault_isolation.each_in_own_transaction("syncing", "sender", ids, _sync)


def sync_requested(claim: Claim) -> None:
    """Ask for what events were about; if WhatsApp does not answer, the next tick asks."""
    try:
        sync_requests.run(claim.params, current_app.config)
    except ProviderError as trouble:
        log.warning("The news of %s are not asked for: %s", claim.params["waba_id"], trouble)


def _sync(sender_id: int) -> None:
    try:
        sync_sender(db.session.get_one(Sender, sender_id), current_app.config)
    except ProviderError as trouble:  # not our error: the next tick tries again
        log.warning("Sender %s is not brought up to date: %s", sender_id, trouble)
