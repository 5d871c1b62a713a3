"""An administrator's tasks: permissions of people and of other programs."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import ADMINISTRATOR, MARKETING
from tests.journeys.steps import content, follow, heading, open_setting, press

pytestmark = pytest.mark.browser

GIVEN, PASSWORD = "staple battery", "battery staple"


def test_a_new_user_may_do_what_the_role_says_and_not_more(page):
    email = f"{steps.fresh('eva').replace(' ', '')}@example.com"
    steps.sign_in(page, ADMINISTRATOR)
    open_setting(page, "Users")
    follow(page, "New user")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(GIVEN)
    page.get_by_role("radio", name="Viewer").check()
    press(page, "Create the user")
    expect(content(page)).to_contain_text(f"{email} may sign in now.")

    steps.change_person(page, email, GIVEN)
    choose_password(page, email)
    expect(page.get_by_role("link", name="Settings")).to_have_count(0)
    page.goto("/campaigns/")
    expect(page.get_by_role("link", name="New campaign")).to_have_count(0)
    for address in ("/campaigns/new", "/settings/users"):
        page.goto(address)
        expect(heading(page)).to_have_text("You may not do this")

    steps.change_person(page, ADMINISTRATOR)
    open_setting(page, "Users")
    follow(page, email)
    page.get_by_role("radio", name="Editor").check()
    press(page, "Save the role")
    steps.change_person(page, email, PASSWORD)
    follow(page, "New campaign")
    expect(heading(page)).to_have_text("New campaign")

    steps.change_person(page, ADMINISTRATOR)
    open_setting(page, "Users")
    follow(page, email)
    press(page, "Deactivate")
    steps.sign_out(page)
    steps.try_to_sign_in(page, email, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is wrong")


def test_a_token_opens_the_api_until_it_is_revoked_and_the_log_tells_both(page, product):
    name = steps.fresh("shop")
    steps.sign_in(page, ADMINISTRATOR)
    open_setting(page, "API tokens")
    page.get_by_label("Name").fill(name)
    page.get_by_role("radio", name="Editor").check()
    press(page, "Make a token")
    secret = page.get_by_role("status").filter(has_text="only this once").locator(".secret")
    token = secret.inner_text().strip()
    assert make_a_draft(product.url, token, name) == 201
    page.goto("/settings/tokens")
    expect(content(page)).not_to_contain_text(token)

    follow(page, f"Revoke {name}")
    press(page, "Revoke the token")
    expect(content(page)).to_contain_text(f"The token {name} is revoked.")
    assert make_a_draft(product.url, token, name) == 401

    open_setting(page, "Audit log")
    page.get_by_label("Find an entry").fill(name)
    press(page, "Find")
    for done in ("Token revoked", "Token created"):
        entry = page.get_by_role("row", name=done).filter(has_text=name)
        expect(entry).to_contain_text(ADMINISTRATOR)


def test_the_background_tasks_are_shown_to_administrators_alone(page):
    steps.sign_in(page, ADMINISTRATOR)
    open_setting(page, "Background tasks")
    expect(heading(page)).to_have_text("Background tasks")

    page.goto("/")
    steps.change_person(page, MARKETING)
    page.goto("/settings/background-tasks")
    expect(heading(page)).to_have_text("You may not do this")


def choose_password(page, email):
    """Replace the initial password with a new one."""
    page.get_by_role("link", name=email).click()
    page.get_by_label("Your password now").fill(GIVEN)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("The new password once more").fill(PASSWORD)
    press(page, "Change the password")
    expect(content(page)).to_contain_text("Your password is changed.")


def make_a_draft(url, token, name):
    """Create a campaign as another program does; return the status of the response."""
    campaign = json.dumps({"name": f"Of {name}", "template_name": "weekend_sale"}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        with urlopen(Request(f"{url}/marketing/campaigns", campaign, headers)) as answer:
            return answer.status
    except HTTPError as refused:
        return refused.code
