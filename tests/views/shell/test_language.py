"""The language of the pages."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.factories import a_draft, a_user, an_active_campaign
from tests.support.page import visit
from tests.views.conftest import sign_in
from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import Audience, Role, User
from webapp.services.accounts import users
from webapp.services.operations import incidents

EMAIL, PASSWORD = "ana@example.com", "correct horse"


@pytest.fixture
def ana(app) -> User:
    user = users.create(EMAIL, PASSWORD, Role.EDITOR, "tests")
    db.session.commit()
    return user


@pytest.fixture
def as_reader_of(app) -> Callable[[str], FlaskClient]:
    """A browser of an editor who chose the language."""

    def reader(language: str) -> FlaskClient:
        person = a_user(Role.EDITOR)
        person.language = language
        return sign_in(app, person)

    return reader


def choose(page, language, **given):
    """Submit the page's form with this language; return the response."""
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


@pytest.mark.parametrize(
    ("language", "heading", "problem", "said"),
    [
        ("es", "Iniciar sesión", "Error:", "Escriba su correo electrónico."),
        ("pt", "Entrar", "Erro:", "Digite seu e-mail."),
    ],
)
def test_signing_in_speaks_the_language(client, language, heading, problem, said):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language

    page = visit(client, "/sign-in").submit(heading)

    assert page.heading == heading
    assert page.title.startswith(problem)
    assert page.errors[0] == said


@pytest.mark.parametrize(
    ("language", "people", "day", "waiting"),
    [
        ("en", "12,000 people", "5 October 2025", "Waiting"),
        ("es", "12.000 personas", "5 de octubre de 2025", "En espera"),
        ("pt", "12.000 pessoas", "5 de outubro de 2025", "Em espera"),
    ],
)
def test_a_campaign_s_page_counts_and_dates_as_the_language_does(
    as_reader_of, at, language, people, day, waiting
):
    at("2025-10-05 12:00")
    campaign = an_active_campaign(3, daily_send_limit=12_000)

    page = visit(as_reader_of(language), f"/campaigns/{campaign.id}")

    assert people in page.text
    assert day in page.text
    assert waiting in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Spring has paused by itself. Of the last 1,200 messages, 900 did not arrive"),
        ("es", "Spring se ha pausado sola. De los últimos 1.200 mensajes, 900 no llegaron"),
        ("pt", "Spring pausou sozinha. Das últimas 1.200 mensagens, 900 não chegaram"),
    ],
)
def test_what_a_job_wrote_down_is_read_in_the_reader_s_language(as_reader_of, language, words):
    why = coded("sending.many_not_arrived", of=1200, failed=900, why="131026")
    message = coded("campaigns.paused_automatically", name="Spring", details=why)
    incidents.open_incident("too_many_failures", "campaign 1", message)
    db.session.commit()

    page = visit(as_reader_of(language), "/audiences/")

    assert words in page.everything


def test_a_rule_is_said_in_the_reader_s_language(as_reader_of):
    lima = {"field": "attributes.city", "operator": "is", "value": "Lima"}
    db.session.add(Audience(name="Lima", filter={"conditions": [lima]}))

    page = visit(as_reader_of("es"), "/audiences/")

    assert "Todas las personas que cumplan: city es “Lima”" in page.text


def test_a_rule_that_cannot_be_read_says_why_in_the_reader_s_language(as_reader_of):
    db.session.add(Audience(name="Lima", filter={"conditions": "city"}))

    page = visit(as_reader_of("es"), "/audiences/")

    assert "Un filtro que no se puede leer: “conditions” es una lista." in page.text


def test_fields_that_cannot_be_read_are_told_in_the_reader_s_language(as_reader_of):
    draft = a_draft()

    page = visit(as_reader_of("es"), f"/campaigns/{draft.id}/schedule")
    page = page.submit("Guardar y continuar", {"daily_send_limit": "0", "start_date": ""})

    assert "Elija el primer día." in page.errors
    assert "Escriba un número de 1 a 1.000.000." in page.errors
