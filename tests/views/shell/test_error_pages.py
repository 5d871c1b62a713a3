"""The pages that people see after an error."""

import pytest
from bs4 import BeautifulSoup
from werkzeug.exceptions import default_exceptions

from tests.support.page import Page, visit, words
from webapp.extensions import db
from webapp.models import ContactImport
from webapp.services.imports import steps
from webapp.views.shell import errors


@pytest.mark.parametrize("status", errors.PAGES)
def test_every_error_has_a_page_that_says_what_to_do(app, status):
    with app.test_request_context():
        answer = app.make_response(app.handle_http_exception(default_exceptions[status]()))

    heading, advice = errors.PAGES[status]
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert answer.status_code == status
    assert [words(one) for one in page.find_all("h1")] == [heading]
    assert words(page.title) == f"{heading} – Campaigns"
    assert advice in words(page.main)
    assert page.main.find("a", href="/")


def test_an_address_that_leads_nowhere_keeps_the_navigation(open_page):
    page = open_page("/nowhere")

    assert page.status == 404
    assert page.heading == "Page not found"
    assert page.links["Contacts"] == "/contacts/"


def test_a_form_that_waited_too_long_says_so(editor):
    page = Page(editor, editor.post("/sign-out", data={"csrf_token": "old"}))

    assert page.status == 400
    assert page.heading == "The page has expired"


def test_what_is_not_possible_any_more_is_said_and_changes_nothing(app, editor):
    kept = steps.upload("people.csv", [b"phone\n3001112233\n"], "CO", "eva")
    start = f"/contacts/imports/{kept.id}/start"
    token = visit(editor, f"/contacts/imports/{kept.id}/columns").field("csrf_token")["value"]

    page = Page(editor, editor.post(start, data={"csrf_token": token}))

    assert page.status == 409
    assert page.heading == "That is not possible any more"
    assert "The import is at another step now: open its page again." in page.text
    assert db.session.get_one(ContactImport, kept.id).status == "uploaded"
