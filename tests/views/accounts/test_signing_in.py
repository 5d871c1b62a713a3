"""Signing in and out."""

import pytest

from tests.support.page import Browser, visit
from webapp.extensions import db
from webapp.models import Role
from webapp.services.accounts import users

EMAIL, PASSWORD = "ana@example.com", "correct horse"


@pytest.fixture
def ana(app):
    user = users.create(EMAIL, PASSWORD, Role.EDITOR, "tests")
    db.session.commit()
    return user


def enter(client, password=PASSWORD, address="/sign-in"):
    return visit(client, address).submit("Sign in", {"email": EMAIL, "password": password})


def test_the_right_password_opens_the_page_that_was_asked_for(client, ana):
    page = enter(client, address="/contacts/?search=Ana")

    assert page.heading == "Contacts"
    assert page.field("search")["value"] == "Ana"


def test_a_wrong_password_is_refused_without_telling_who_has_a_login(client, ana):
    page = enter(client, "wrong")

    assert page.heading == "Sign in"
    assert page.title.startswith("Error:")
    assert page.errors == ["The e-mail address or the password is wrong."]
    assert page.field("email")["value"] == EMAIL


def test_nothing_entered_is_said_at_each_field(client, ana):
    page = visit(client, "/sign-in").submit("Sign in")

    assert page.errors == ["Enter your e-mail address.", "Enter your password."]
    assert page.error_at("password") == "Enter your password."


def test_trying_many_passwords_is_stopped(client, ana):
    pages = [enter(client, f"guess {n}") for n in range(6)]

    assert pages[-1].errors[0].startswith("Too many failed attempts")


def test_someone_deactivated_is_out_at_once(client, ana):
    enter(client)

    ana.active = False
    db.session.commit()

    assert visit(client, "/").heading == "Sign in"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil",
        "//[x",
    ],
)
def test_signing_in_never_leads_to_another_site(client, ana, elsewhere):
    page = visit(client, "/sign-in")
    data = {"email": EMAIL, "password": PASSWORD, "csrf_token": page.field("csrf_token")["value"]}

    answer = client.post("/sign-in", query_string={"next": elsewhere}, data=data)

    assert answer.location == "/"


def test_signing_out_closes_every_page(client, ana):
    page = enter(client)

    page = page.submit("Sign out")

    assert page.messages == ["You have signed out."]
    assert visit(client, "/contacts/").heading == "Sign in"


def test_a_form_without_its_token_changes_nothing_and_says_so(client, ana):
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})

    assert answer.status_code == 400
    assert "The page has expired" in answer.text


def test_a_fragment_is_not_replaced_by_the_sign_in_page(client, app):
    assert client.get("/", headers={"HX-Request": "true"}).status_code == 401


NEW = "staple battery"
TYPED = {"present": PASSWORD, "password": NEW, "again": NEW}


def test_a_password_is_changed_and_other_browsers_have_to_sign_in_again(app, client, ana):
    other = Browser(app)
    enter(other)

    page = enter(client, address="/password").submit("Change the password", TYPED)

    assert page.messages == ["Your password is changed. Other browsers have to sign in again."]
    assert visit(client, "/").heading == "Overview"
    assert visit(other, "/").heading == "Sign in"
    assert enter(other).errors == [users.WRONG_LOGIN]
    assert enter(other, NEW).heading == "Overview"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"present": "guessed"}, "This is not your present password."),
        ({"password": "nine char", "again": "nine char"}, "Use at least 10 characters."),
        ({"again": "staple batteries"}, "This is not the same as the new password."),
    ],
)
def test_a_password_is_kept_where_something_is_wrong(client, ana, wrong, said):
    page = enter(client, address="/password").submit("Change the password", TYPED | wrong)

    assert page.errors == [said]
    assert users.authenticate(EMAIL, PASSWORD, "192.0.2.1") == ana


def test_guessing_the_present_password_is_stopped(client, ana):
    page = enter(client, address="/password")

    pages = [page.submit("Change the password", TYPED | {"present": "guessed"}) for _ in range(6)]

    assert pages[-1].errors[0].startswith("Too many failed attempts")
