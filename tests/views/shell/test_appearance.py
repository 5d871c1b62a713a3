"""Light or dark: the user's choice, else the device's; both without script."""

import pytest

from tests.support import system_theme
from tests.support.page import visit


def test_a_page_leaves_the_colours_to_the_device_until_someone_chooses(client):
    assert visit(client, "/sign-in").soup.html["data-bs-theme"] == "system"


@pytest.mark.parametrize(("button", "theme"), [("Dark", "dark"), ("Light", "light")])
def test_the_choice_is_kept_in_the_browser_and_leads_back_to_the_page(open_page, button, theme):
    page = open_page("/contacts/?subscription=subscribed").submit(button)

    assert page.address == "/contacts/?subscription=subscribed"
    assert page.soup.html["data-bs-theme"] == theme
    assert page.soup.find("button", {"aria-pressed": "true"}).get_text() == button
    assert page.submit("As the device").soup.html["data-bs-theme"] == "system"


def test_from_the_answer_to_a_form_it_leads_back_to_the_form(editor, open_page, draft):
    review = open_page(f"/campaigns/{draft.id}/review")
    editor.environ_base["HTTP_REFERER"] = f"http://localhost{review.address}"
    refused = review.submit("Send the test", {"phone_number": "wrong"})
    assert refused.errors

    page = refused.submit("Dark")

    assert (page.address, page.soup.html["data-bs-theme"]) == (review.address, "dark")


def test_strangers_may_choose_too(client):
    page = visit(client, "/sign-in").submit("Dark")

    assert page.heading == "Sign in"
    assert page.soup.html["data-bs-theme"] == "dark"


def test_what_is_no_theme_is_refused_and_what_is_no_page_of_ours_is_not_gone_to(client):
    token = visit(client, "/sign-in").soup.find(attrs={"name": "csrf_token"})["value"]
    given = {"csrf_token": token, "next": "//elsewhere.example"}

    assert client.post("/appearance", data=given | {"theme": "pink"}).status_code == 400
    answer = client.post("/appearance", data=given | {"theme": "dark"})
    assert answer.location == "/"


def test_the_stylesheet_for_the_devices_choice_is_that_of_this_tabler():
    kept = (system_theme.FOLDER / "tabler.system.css").read_text()

    assert kept == system_theme.rules((system_theme.FOLDER / "tabler.min.css").read_text())
    assert "[data-bs-theme=system]{color-scheme:dark" in kept
