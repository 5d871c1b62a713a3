"""A sync checks that WhatsApp sends us the account's events, with all fields that we need."""

import pytest
from aiohttp import web
from sqlalchemy import select

from jobs.sync_templates import sync_templates
from tests.support.small_cloud_api import refused, serving
from webapp.domain.messages import coded
from webapp.domain.webhook.fields import READ_FIELDS, REQUIRED_FIELDS
from webapp.extensions import db
from webapp.models import Incident

WABA, APP = "200000000000001", "500"
OURS = {"whatsapp_business_api_data": {"id": APP, "name": "Campaigns"}}
OTHER = {"whatsapp_business_api_data": {"id": "600", "name": "Another"}}


def subscribed(fields, name="whatsapp_business_account", **more):
    return {"object": name, "active": True, "fields": [{"name": key} for key in fields], **more}


@pytest.fixture
def sync(app, monkeypatch):
    """Sync with these apps on the account, and with our own app's subscriptions."""

    def run(apps, *subscriptions):
        def respond(call):
            if call.edge == "subscribed_apps":
                return web.json_response({"data": apps}) if apps is not None else refused(200, 403)
            if call.path.endswith(f"/{APP}/subscriptions") and subscriptions:
                return web.json_response({"data": list(subscriptions)})
            if call.edge == "subscriptions":
                return refused(190, 401)
            return web.json_response({"data": [], "verified_name": "Acme"})

        with serving(respond) as (url, calls):
            monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
            sync_templates()
        return calls

    return run


def open_incidents():
    is_open = Incident.ended_at.is_(None)
    return db.session.execute(select(Incident.kind, Incident.message).where(is_open)).all()


def test_an_account_without_an_app_is_an_incident_until_one_is_subscribed(sync):
    sync([])
    assert open_incidents() == [
        ("webhook_not_subscribed", coded("webhook.not_subscribed", account=WABA))
    ]

    sync([OURS], subscribed(READ_FIELDS))

    assert open_incidents() == []


@pytest.mark.parametrize("missing", sorted(REQUIRED_FIELDS))
def test_a_missing_field_is_an_incident_that_names_it(sync, missing):
    sync([OTHER, OURS], subscribed(set(READ_FIELDS) - {missing}))

    message = coded("webhook.fields_missing", account=WABA, fields=missing)
    assert open_incidents() == [("webhook_fields_missing", message)]


def test_the_incident_follows_the_fields_and_ends(sync):
    sync([OURS], subscribed(REQUIRED_FIELDS - {"standby", "messages"}))
    sync([OURS], subscribed(REQUIRED_FIELDS - {"standby"}))
    message = coded("webhook.fields_missing", account=WABA, fields="standby")
    assert open_incidents() == [("webhook_fields_missing", message)]

    sync([OURS], subscribed(REQUIRED_FIELDS))

    assert open_incidents() == []


@pytest.mark.parametrize(
    "subscription",
    [
        subscribed(READ_FIELDS, active=False),
        subscribed(READ_FIELDS, name="page"),
        subscribed([]),
        {"object": "whatsapp_business_account", "fields": "messages"},
    ],
)
def test_an_app_that_gets_no_fields_of_accounts_lacks_all(sync, subscription):
    sync([OURS], subscription)

    [(kind, message)] = open_incidents()
    assert kind == "webhook_fields_missing"
    assert all(field in message for field in REQUIRED_FIELDS)


def test_where_no_app_reports_its_fields_nothing_is_said(sync):
    sync([OTHER])
    assert open_incidents() == []

    sync(None)

    assert open_incidents() == []


def test_an_account_that_reports_nothing_leaves_the_incident(sync):
    sync([])
    sync(None)

    assert [kind for kind, _ in open_incidents()] == ["webhook_not_subscribed"]


def test_fields_on_the_accounts_own_list_are_read_too(sync):
    sync([OTHER | {"subscribed_fields": ["messages"]}])

    assert [kind for kind, _ in open_incidents()] == ["webhook_fields_missing"]


def test_the_secret_goes_with_the_apps_own_id_only(sync):
    calls = sync([OTHER, OURS, {"whatsapp_business_api_data": {"id": "../x"}}])

    asked = [call.path for call in calls if call.edge == "subscriptions"]
    assert asked == ["/v25.0/600/subscriptions", "/v25.0/500/subscriptions"]
