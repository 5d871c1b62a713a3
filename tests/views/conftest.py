"""Browsers with a signed-in user."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.factories import a_contact, a_draft, a_user
from tests.support.page import Browser, Page, visit
from tests.views.drafts import EVERYONE
from tests.views.files import AGREED, MIXED, worked
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Campaign, Role, User
from webapp.services.contacts import subscriptions


def sign_in(app: Flask, user: User) -> FlaskClient:
    """Return a browser in which the person has signed in already."""
    client = Browser(app)
    db.session.flush()
    with client.session_transaction() as session:
        session["_user_id"] = user.get_id()
        session["_fresh"] = True
    return client


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a sign-in."""
    return Browser(app)


@pytest.fixture
def as_role(app: Flask) -> Callable[[Role], FlaskClient]:
    """A browser for a new user with the role."""
    return lambda role: sign_in(app, a_user(role))


@pytest.fixture
def viewer(as_role) -> FlaskClient:
    return as_role(Role.VIEWER)


@pytest.fixture
def editor(as_role) -> FlaskClient:
    return as_role(Role.EDITOR)


@pytest.fixture
def admin(as_role) -> FlaskClient:
    return as_role(Role.ADMIN)


@pytest.fixture
def open_page(editor) -> Callable[[str], Page]:
    """Open an address, as an editor by default."""
    return lambda address, client=editor: visit(client, address)


@pytest.fixture
def draft(app) -> Campaign:
    """A draft for everyone, without a first day yet."""
    return a_draft(name="Spring", target_audience=EVERYONE, variables={})


@pytest.fixture
def people(app):
    """Three people from Lima, one of them unsubscribed, and one from Quito."""
    for name in ("Ana", "Luis"):
        a_contact(name=name, city="Lima")
    subscriptions.unsubscribe(a_contact(city="Lima"), ConsentSource.STAFF, "tests")
    a_contact(city="Quito")


@pytest.fixture
def upload(open_page, editor):
    """Upload a file in the browser."""

    def hand_in(text, filename="people.csv"):
        content = text if isinstance(text, bytes) else text.encode()
        page = open_page("/contacts/upload")
        return page.submit("Upload", {"file": (io.BytesIO(content), filename)})

    return hand_in


@pytest.fixture
def mixed(upload):
    """The page of a checked file: with known and unknown people, and rows to correct."""
    a_contact("+573001112231", "Ulrike")
    a_contact("+573001112232", "Una")
    return worked(upload(MIXED).submit("Check the file", AGREED))
