"""Rules for every page: checked at all addresses of the application."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import Tag
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.support.addresses import addresses, one_of_each, role_of
from tests.support.database import empty_tables
from tests.support.factories import a_user
from tests.support.page import Page, is_ours, visit, words
from tests.views.conftest import sign_in
from tools.rehearsal.addresses import NOT_PAGES
from webapp.extensions import db
from webapp.models import Role


@pytest.fixture
def things(app) -> dict[str, Any]:
    """One object of each kind, by its name in addresses."""
    return one_of_each()


@pytest.fixture(scope="module")
def pages(migrated_app) -> list[Page]:
    """Every page, opened once by an administrator: for checks without further requests."""
    empty_tables()
    shown = addresses(migrated_app, one_of_each())
    admin = sign_in(migrated_app, a_user(Role.ADMIN))
    return [visit(admin, address) for address, _ in shown]


@pytest.fixture
def fresh_pages(app, things, admin) -> list[Page]:
    """Every page, for an administrator who makes further requests."""
    return [visit(admin, address) for address, _ in addresses(app, things)]


def faults(pages, look) -> dict[str, Any]:
    """Return the errors of each page, by address."""
    return {page.path: found for page in pages if (found := look(page))}


def test_every_page_is_shown(pages):
    assert len(pages) > 35
    assert faults(pages, lambda page: page.status if page.status != 200 else 0) == {}


def test_every_page_has_one_heading_which_its_title_names(pages):
    def look(page: Page) -> str:
        headings = page.soup.find_all("h1")
        is_right = len(headings) == 1 and page.title == f"{page.heading} – Campaigns"
        return "" if is_right and page.heading else page.title or "no title"

    assert faults(pages, look) == {}


def test_every_field_has_a_label(pages):
    def look(page: Page) -> list[str]:
        fields = page.soup.select("input:not([type=hidden]), select, textarea, progress")
        labelled = {one.get("for") for one in page.soup.find_all("label")}
        return [
            str(one)
            for one in fields
            if one.get("id") not in labelled and not one.get("aria-label")
        ]

    assert faults(pages, look) == {}


def test_no_id_stands_twice_on_a_page(pages):
    def look(page: Page) -> list[str]:
        ids = Counter(one["id"] for one in page.soup.find_all(id=True))
        return [one for one, times in ids.items() if times > 1]

    assert faults(pages, look) == {}


def test_every_form_that_changes_something_carries_a_token(pages):
    def look(page: Page) -> list[str]:
        forms = page.soup.select('form[method="post"]')
        return [str(form) for form in forms if not form.find(attrs={"name": "csrf_token"})]

    assert faults(pages, look) == {}


def test_every_table_has_a_caption_and_every_group_a_legend(pages):
    def look(page: Page) -> list[str]:
        tables = [one for one in page.soup.find_all("table") if not words(one.caption)]
        groups = [one for one in page.soup.find_all("fieldset") if not words(one.legend)]
        return [str(one)[:200] for one in tables + groups]

    assert faults(pages, look) == {}


def test_every_chart_has_a_name_a_picture_without_script_and_a_table(pages):
    charts = [(page, one) for page in pages for one in page.soup.find_all(class_="chart")]

    assert {page.path for page, _ in charts} >= {"/"}
    for page, one in charts:
        told = json.loads(one["data-chart"])
        drawn = one.find_all(["rect", "polyline"])
        amounts = sum(sum(series["amounts"]) for series in told["series"])
        assert one["aria-label"], page.path
        assert all(len(series["amounts"]) <= len(told["days"]) for series in told["series"])
        assert len(drawn) >= bool(amounts), page.path
        assert one.find_parent(["section", "div"], class_="card").table, page.path


def test_every_link_has_words_and_leads_somewhere(fresh_pages, admin):
    wordless = [
        (page.path, str(one))
        for page in fresh_pages
        for one in page.soup.find_all("a")
        if not words(one)
    ]
    addresses = {
        address for page in fresh_pages for address in page.links.values() if is_ours(address)
    }

    dead = {address: status for address in addresses if (status := _status(admin, address)) > 399}

    assert wordless == []
    assert dead == {}


def _status(client: FlaskClient, address: str) -> int:
    return client.get(address.partition("#")[0]).status_code


def test_no_page_carries_script_or_style_within(pages):
    def look(page: Page) -> list[str]:
        inline = page.soup.select("script:not([src]), style, [style]")
        handlers = [
            one for one in page.soup.find_all(True) if any(a.startswith("on") for a in one.attrs)
        ]
        return [str(one)[:200] for one in inline + handlers]

    assert faults(pages, look) == {}


#: Pages that need no sign-in.
OPEN = {"auth.sign_in", "auth.sign_out", "appearance.choose", "language.choose"}


def test_every_address_declares_who_may_use_it(app, things):
    declared = {
        endpoint: role_of(app, endpoint)
        for method in ("GET", "POST")
        for _, endpoint in addresses(app, things, method, NOT_PAGES)
    }

    assert {endpoint for endpoint, role in declared.items() if role is None} == OPEN


def test_viewers_change_nothing_but_their_own_password(app):
    for_viewers = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and role_of(app, rule.endpoint) == Role.VIEWER
    }

    assert for_viewers == {"auth.password"}


def test_strangers_see_the_sign_in_page_instead(app, things, client):
    shown = {
        endpoint
        for address, endpoint in addresses(app, things)
        if visit(client, address).heading != "Sign in"
    }

    assert shown <= OPEN


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_use_an_address_is_refused_and_who_may_is_not(
    app, things, as_role, without_tokens, role, method
):
    client = as_role(role)

    refused = {
        endpoint
        for address, endpoint in addresses(app, things, method, NOT_PAGES)
        if endpoint not in OPEN and client.open(address, method=method).status_code == 403
    }

    declared = {
        endpoint: role_of(app, endpoint)
        for _, endpoint in addresses(app, things, method, NOT_PAGES)
        if endpoint not in OPEN
    }
    assert refused == {end for end, needed in declared.items() if not role.covers(needed)}


@pytest.fixture
def without_tokens(app) -> Iterator[None]:
    """Accept forms without their tokens."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def test_no_page_has_more_than_one_part_that_is_fetched_anew(pages):
    def look(page: Page) -> int:
        parts = page.soup.select("[hx-get]")
        return len(parts) if len(parts) > 1 or any(not is_live(one) for one in parts) else 0

    def is_live(part: Tag) -> bool:
        return part["hx-trigger"] == "live" and int(part["data-every"]) > 0 and bool(part["id"])

    assert faults(pages, look) == {}


def test_every_answer_tells_browsers_what_pages_may_do(client):
    headers = client.get("/sign-in").headers

    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_no_page_asks_the_database_more_than_fifteen_times(app, things, admin):
    asked, here = Counter(), [""]

    def count(*_: Any) -> None:
        asked.update(here)

    event.listen(db.engine, "after_cursor_execute", count)
    for address, endpoint in addresses(app, things, without=NOT_PAGES):
        here[0] = endpoint
        visit(admin, address)
    event.remove(db.engine, "after_cursor_execute", count)

    assert {endpoint: times for endpoint, times in asked.items() if times > 15} == {}
    assert asked["overview.show"] > 5
