"""The language of the pages."""

import pytest
from sqlalchemy import select

from tests.page import visit
from webapp.extensions import db
from webapp.models import Role, User
from webapp.services import users

EMAIL, PASSWORD = "ana@example.com", "correct horse"


@pytest.fixture
def ana(app) -> User:
    user = users.create(EMAIL, PASSWORD, Role.EDITOR, "tests")
    db.session.commit()
    return user


def choose(page, language, **given):
    """Choose as the page's form does, whatever it offers."""
    token = page.soup.find("input", {"name": "csrf_token"})["value"]
    return page.client.post("/language", data={"csrf_token": token, "language": language, **given})


@pytest.mark.parametrize(
    ("wished", "language"),
    [("es-PE,es;q=0.9", "es"), ("pt-BR", "pt"), ("fr, en;q=0.5", "en"), ("fr", "en"), ("", "en")],
)
def test_a_stranger_reads_the_language_that_the_browser_asks_for(client, wished, language):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = wished

    html = visit(client, "/sign-in").soup.html

    assert (html["lang"], html["dir"]) == (language, "ltr")


def test_what_a_person_chose_wins_over_the_browser_and_stays(viewer, app):
    page = visit(viewer, "/campaigns/").submit("Español")

    assert page.path == "/campaigns/"
    assert page.soup.html["lang"] == "es"
    assert page.soup.find("button", {"value": "es"})["aria-pressed"] == "true"
    assert db.session.scalar(select(User.language)) == "es"
    viewer.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pt"
    assert visit(viewer, "/campaigns/").soup.html["lang"] == "es"


def test_a_choice_made_on_the_way_in_is_kept_with_the_person(client, ana):
    page = visit(client, "/sign-in").submit("Português")
    assert page.soup.html["lang"] == "pt"

    button = page.soup.main.form.button.get_text(strip=True)
    page = page.submit(button, {"email": EMAIL, "password": PASSWORD})

    assert (page.path, page.soup.html["lang"]) == ("/", "pt")
    assert db.session.scalar(select(User.language)) == "pt"


def test_signing_in_without_a_choice_leaves_the_earlier_one(client, ana):
    ana.language = "es"

    page = visit(client, "/sign-in").submit("Sign in", {"email": EMAIL, "password": PASSWORD})

    assert page.soup.html["lang"] == "es"


def test_a_language_that_there_is_none_of_is_refused(viewer):
    page = visit(viewer, "/")

    assert choose(page, "tlh").status_code == 400
    assert choose(page, "es").status_code == 302


def test_a_choice_leads_to_no_page_but_ours(viewer):
    answer = choose(visit(viewer, "/"), "es", next="https://example.com/")

    assert answer.headers["Location"] == "/"


def test_an_error_page_asks_nobody_s_choice_of_the_database(app, viewer, monkeypatch):
    def breaks(*_):
        raise RuntimeError

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "audiences.index", breaks)
    viewer.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pt"

    page = visit(viewer, "/audiences/")

    assert page.status == 500
    assert page.soup.html["lang"] == "pt"
