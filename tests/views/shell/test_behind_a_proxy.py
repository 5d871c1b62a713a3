"""The client and the address that are trusted behind a proxy."""

import pytest

import config
from tests.support.factories import a_user
from tests.support.page import visit
from tests.views.conftest import sign_in
from webapp import create_app
from webapp.extensions import db
from webapp.models import Role

TOLD = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.9, 203.0.113.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "shop.example",
}


@pytest.mark.parametrize(
    ("proxies", "address"), [("1", "https://shop.example"), ("0", "http://localhost")]
)
def test_whatsapp_is_given_the_address_that_people_use(app, settings, proxies, address):
    served = create_app(config.from_environment(settings | {"PROXIES": proxies}))
    with served.app_context():
        client = sign_in(served, a_user(Role.ADMIN))
        client.environ_base |= TOLD

        page = visit(client, "/settings/webhook")

        db.session.remove()
        db.engine.dispose()
    assert f"Callback URL: {address}/webhooks/whatsapp" in page.text
