"""A sync takes whatever the Graph says about a number, an account and its templates."""

import pytest
from sqlalchemy import select

from tests.support.factories import a_sender
from webapp import clock
from webapp.extensions import db
from webapp.models import MessageTemplate
from webapp.services.message_templates import sync
from webapp.services.senders import onboarding, registry

STRANGE = [None, 7, -1, 1.5, True, "", "NEW_WORD", [], [None], [["x"]], {}, {"level": {"a": 1}}]
NUMBER = {
    "display_phone_number": "+57 300 1112233",
    "verified_name": "Acme",
    "quality_rating": "GREEN",
    "throughput": {"level": "STANDARD"},
    "whatsapp_business_manager_messaging_limit": "TIER_2K",
}
TEMPLATE = {
    "id": "7",
    "name": "offer",
    "language": "en_US",
    "status": "APPROVED",
    "category": "MARKETING",
    "parameter_format": "NAMED",
    "quality_score": {"score": "GREEN"},
    "components": [{"type": "BODY", "text": "Hello"}],
    "message_send_ttl_seconds": 3600,
    "correct_category": "MARKETING",
    "previous_category": "UTILITY",
}
ACCOUNT = dict.fromkeys(onboarding.FIELDS)
MORE = {"new_key": {"deep": [1, None]}, "id": "7"}


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("key", NUMBER)
def test_a_number_with_a_strange_value_keeps_its_other_values(app, key, value):
    sender = a_sender()

    registry.update(sender, NUMBER | MORE | {key: value}, clock.now())
    db.session.flush()

    assert key == "verified_name" or sender.verified_name == "Acme"
    assert sender.portfolio.messaging_limit in (250, 2000)


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("key", TEMPLATE)
def test_a_template_with_a_strange_value_takes_no_other_with_it(app, key, value):
    sender, other = a_sender(), TEMPLATE | {"name": "other"} | MORE

    for _ in range(2):  # created, then updated
        described = [TEMPLATE | {key: value}, other]
        sync.store(sender.waba_id, described, clock.now(), is_complete=True)

    names = db.session.scalars(select(MessageTemplate.name).filter_by(waba_id=sender.waba_id))
    assert "other" in names.all()


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("key", ACCOUNT)
def test_an_account_with_a_strange_value_is_stored(app, key, value):
    sender = a_sender()

    onboarding.update(sender, ACCOUNT | MORE | {key: value})
    db.session.flush()

    assert sender.is_cloud_api_closed in (None, True)
