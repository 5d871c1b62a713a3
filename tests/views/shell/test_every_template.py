"""Every kind of template of the simulated account, through the wizard's second step."""

from typing import Any

import pytest

from simulator.templates.catalogue import catalogue
from tests.support.factories import a_draft, a_template
from tests.support.page import Page, words

APPROVED = [node for node in catalogue(1) if node["status"] == "APPROVED"]


def _called(node: dict[str, Any]) -> str:
    return f"{node['name']}-{node['language']}"


def _texts_for_all(page: Page) -> dict[str, str]:
    """Return one text for every variable: an address if a file is asked for."""
    values = {}
    for row in page.soup.main.select("fieldset"):
        for field in row.select('[name$="-text"]'):
            is_file = words(row.legend).startswith("Header")
            values[field["name"]] = "https://files.example/1" if is_file else "Ana"
            values[field["name"].replace("-text", "-source")] = ""
    return values


@pytest.mark.parametrize("node", APPROVED, ids=_called)
def test_a_template_of_every_kind_is_chosen_and_filled_in(open_page, node):
    draft = a_draft()
    shape = {key: node[key] for key in ("name", "language", "components", "parameter_format")}
    template = a_template(draft.sender, **shape)

    page = open_page(f"/campaigns/{draft.id}/message")
    page = page.submit("Save and continue", {"template": template.id})

    if template.variables:
        assert page.heading == "Fill in the variables"
        page = page.submit("Save and continue", _texts_for_all(page))

    assert page.errors == []
    assert page.heading == "Who gets the message?"


def test_a_numbered_gap_shows_nothing_until_someone_says_what_stands_in_it(open_page):
    draft = a_draft(variables={})
    (node,) = (one for one in APPROVED if _called(one) == "coupon_for_you-en_US")
    shape = {key: node[key] for key in ("components", "parameter_format")}
    draft.message_template = a_template(draft.sender, **shape)

    page = open_page(f"/campaigns/{draft.id}/message/variables")

    assert page.field("values-0-text").get("value", "") == ""
    page = page.submit("Save and continue")
    assert "Text 1 needs a text." in page.errors
