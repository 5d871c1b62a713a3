"""The message of a draft, shown as it would be while its values are still being typed."""

import pytest

from tests.support.factories import a_contact, a_draft
from tests.support.page import filled_in
from webapp.extensions import db
from webapp.models import Campaign


@pytest.fixture
def draft(app) -> Campaign:
    return a_draft(variables={})


@pytest.fixture
def look(draft, editor, open_page):
    """Return the script's preview after a change of the values' form."""
    for name in ("Ana", "Luis"):
        a_contact(name=name)
    page = open_page(f"/campaigns/{draft.id}/message/variables").follow("Show as the next person")
    address = page.soup.find(attrs={"hx-include": "#values"})["hx-post"]
    form = filled_in(page.soup.find(id="values"))

    def change(typed: dict[str, str]):
        return editor.post(address, data={**form, **typed})

    return change


def test_what_is_typed_is_shown_for_the_same_person_and_not_saved(look, draft):
    assert "Hello Luis" in look({"values-0-source": "name"}).text

    db.session.refresh(draft)
    assert draft.variables == {}


def test_a_gap_for_which_nothing_is_typed_yet_stays_a_gap(look):
    assert "Hello {{first_name}}" in look({"values-0-source": "", "values-0-text": ""}).text
    assert "Hello you" in look({"values-0-source": "", "values-0-text": "you"}).text


def test_without_a_template_there_is_no_message_to_look_at(look, draft):
    draft.message_template = None

    assert look({}).status_code == 404
