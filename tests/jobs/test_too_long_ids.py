"""An id that is too long to be stored affects nobody else."""

import secrets

from jobs.drain_webhook_events import drain_webhook_events
from tests.support import payloads
from tests.support.factories import a_contact
from tests.support.inbox import now, the_contact
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services.webhook.inbox import inbox

ANA = "+573001112233"


def test_a_stop_after_a_message_with_a_very_long_id_counts(app):
    a_contact(ANA)
    strange = payloads.hidden(payloads.reply("+573001112234", "Hi", now()), secrets.token_hex(4000))
    stop = payloads.reply(ANA, "STOP", now())
    for change in (strange, stop):
        inbox.store(payloads.body(change))
    db.session.commit()

    drain_webhook_events()

    db.session.expire_all()
    assert not the_contact(ANA).is_subscribed
    waiting, drained = db.session.scalars(db.select(WebhookEvent).order_by(WebhookEvent.id))
    assert (waiting.tries, waiting.drained_at, waiting.fault is None) == (1, None, False)
    assert drained.drained_at is not None
