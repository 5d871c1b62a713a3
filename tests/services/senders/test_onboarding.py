"""What a sync reads about marketing from the account's node."""

import pytest
from aiohttp import web

from jobs.sync_templates import sync_templates
from tests.support.small_cloud_api import refused, serving
from webapp.extensions import db
from webapp.models import Sender

STATUS = "marketing_messages_onboarding_status"
OWNER = "owner_business_info"
CLOSED = "disable_marketing_messages_on_cloud_api"
ACCOUNT = {
    STATUS: "ELIGIBLE",
    OWNER: {"id": "9", STATUS: {"status": "NOT_STARTED", "time": 1_795_000_000}},
    CLOSED: False,
}


@pytest.fixture
def sync(app, monkeypatch):
    """Sync with a Graph that refuses these fields; return the sender and the calls."""

    def run(account, refuses=(), code=100):
        def respond(call):
            fields = call.query.get("fields", "").split(",")
            if not set(fields) & account.keys():
                return web.json_response({"data": [], "verified_name": "Acme"})
            if set(fields) & set(refuses):
                return refused(code)
            return web.json_response({name: account[name] for name in fields if name in account})

        with serving(respond) as (url, calls):
            monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
            sync_templates()
        return db.session.scalars(db.select(Sender)).one(), calls

    return run


def test_the_state_the_terms_and_the_closed_way_are_stored(sync):
    sender, _ = sync(ACCOUNT)

    known = (sender.onboarding_status, sender.terms_status, sender.is_cloud_api_closed)
    assert known == ("ELIGIBLE", "NOT_STARTED", False)


@pytest.mark.parametrize("code", [100, 200, 10])
@pytest.mark.parametrize("field", [STATUS, OWNER, CLOSED])
def test_a_field_that_is_refused_takes_no_other_with_it(sync, field, code):
    sender, _ = sync(ACCOUNT, [field], code)

    assert sender.verified_name == "Acme"
    assert (sender.onboarding_status is None) == (field == STATUS)
    assert (sender.terms_status is None) == (field == OWNER)
    assert (sender.is_cloud_api_closed is None) == (field == CLOSED)


def test_a_graph_that_asks_for_patience_is_not_asked_three_times_more(sync):
    sender, calls = sync(ACCOUNT, ACCOUNT, 4)

    assert sender.verified_name == "Acme"
    assert len([call for call in calls if STATUS in call.query.get("fields", "")]) == 1


@pytest.mark.parametrize(
    "account", [{STATUS: None}, {STATUS: 7, OWNER: "?", CLOSED: "yes"}, {OWNER: {STATUS: []}}]
)
def test_what_whatsapp_does_not_say_stays_as_it_is(sync, account):
    sender, _ = sync(ACCOUNT)
    sender, _ = sync({STATUS: "ONBOARDED"} | account)

    assert sender.onboarding_status in ("ELIGIBLE", "ONBOARDED", "7")
    assert (sender.terms_status, sender.is_cloud_api_closed) == ("NOT_STARTED", False)


def test_a_state_that_is_new_is_stored_as_it_comes(sync):
    sender, _ = sync(ACCOUNT | {STATUS: "PENDING_SOMETHING_NEW"})

    assert sender.onboarding_status == "PENDING_SOMETHING_NEW"
