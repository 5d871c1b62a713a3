"""Each message goes to the endpoint of its template's category."""

import pytest

from jobs.send_batch import send_batch
from jobs.sync_templates import sync_templates
from tests.jobs.test_send_batch import counts
from tests.support.small_cloud_api import accepted, serving
from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.sending.routing import MarketingRoute, ProductPolicy
from webapp.extensions import db
from webapp.models import MessageTemplate
from webapp.services.campaigns import daily
from webapp.services.sending import single_message
from webapp.services.sending.single_message import Message

NUMBER = "+573001112233"


def endpoints(simulator) -> list[str]:
    return [row["endpoint"] for row in simulator.accepted()]


@pytest.fixture
def send_single(sender):
    """Send one message with the template of this name."""

    def send(name: str, **variables):
        template = db.session.scalars(db.select(MessageTemplate).filter_by(name=name)).one()
        texts = {key: {"text": text} for key, text in variables.items()}
        message = Message(sender, template, texts)
        single_message.send(message, ContactIds(phone.parse(NUMBER, "CO")), "UTC", "eva")
        allocations = daily.allocate_due(clock.now())
        db.session.commit()
        [batch_id] = [key for allocation in allocations for key in allocation.batch_ids]
        send_batch(batch_id)

    return send


def test_a_campaign_with_marketing_goes_by_the_marketing_messages_api(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(20)

    send_batch(batch_id)

    assert counts(campaign) == {"sent": 20}
    assert endpoints(simulator) == ["marketing_messages"] * 20


def test_a_single_message_and_a_test_go_by_their_templates_category(simulator, send_single):
    send_single("we_miss_you", first_name="Ana", city="Lima")
    send_single("hello_world")

    assert endpoints(simulator) == ["marketing_messages", "messages"]


def test_a_sender_that_always_uses_the_cloud_api_does(simulator, sender, a_cut_campaign):
    sender.marketing_route = MarketingRoute.CLOUD_API
    campaign, [batch_id] = a_cut_campaign(3)

    send_batch(batch_id)

    assert counts(campaign) == {"sent": 3}
    assert endpoints(simulator) == ["messages"] * 3


def test_an_account_that_cannot_be_onboarded_uses_the_cloud_api(simulator, a_cut_campaign):
    state = "INELIGIBLE_COUNTRY_NOT_SUPPORTED"
    campaign, [batch_id] = a_cut_campaign(3)
    simulator.post("accounts", marketing_messages_onboarding_status=state)
    sync_templates()

    send_batch(batch_id)

    assert counts(campaign) == {"sent": 3}
    assert endpoints(simulator) == ["messages"] * 3


def test_the_last_category_decides_for_each_batch(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(3)
    campaign.message_template.category = "UTILITY"

    send_batch(batch_id)

    assert endpoints(simulator) == ["messages"] * 3


def test_the_senders_choices_go_with_marketing_only(app, sender, send_single, monkeypatch):
    sender.product_policy, sender.activity_sharing = ProductPolicy.STRICT, False
    with serving(lambda _: accepted()) as (url, calls):
        monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
        send_single("we_miss_you", first_name="Ana", city="Lima")
        send_single("hello_world")

    marketing, utility = (call.body for call in calls)
    assert (marketing["product_policy"], marketing["message_activity_sharing"]) == ("STRICT", False)
    assert not {"product_policy", "message_activity_sharing"} & utility.keys()
