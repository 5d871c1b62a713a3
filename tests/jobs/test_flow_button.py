"""A template with a button that opens a flow: it is sent with a token for each person."""

from jobs.send_batch import send_batch
from jobs.sync_templates import sync_templates
from tests.support.factories import an_active_campaign
from tests.support.inbox import recipients_of
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import MessageTemplate
from webapp.services.campaigns import daily
from webapp.services.sending.engine.event_loop import event_loop


def test_whatsapp_accepts_it(sender, simulator):
    button = {"type": "FLOW", "text": "Open", "flow_id": "1212", "navigate_screen": "START"}
    components = [
        {"type": "BODY", "text": "A few questions"},
        {"type": "BUTTONS", "buttons": [button]},
    ]
    wanted = {"language": "en_US", "category": "MARKETING", "components": components}
    simulator.post("templates", name="survey", **wanted)
    sync_templates()
    template = db.session.scalars(db.select(MessageTemplate).filter_by(name="survey")).one()
    campaign = an_active_campaign(2, sender=sender, message_template=template, variables={})
    [allocation] = daily.allocate_due(clock.now())
    db.session.commit()

    send_batch(*allocation.batch_ids)
    event_loop.wait_for_background()

    db.session.expire_all()
    assert {one.status for one in recipients_of(campaign)} == {RecipientStatus.SENT}
