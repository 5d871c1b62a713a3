"""Every form and every address, with invalid input: a response comes, and no error."""

import os
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.support.addresses import NOT_PAGES, addresses, one_of_each
from tests.support.page import Page, filled_in, is_ours, visit
from webapp.extensions import db
from webapp.models import ContactImport

ODD = (
    *("", " ", "0", "-1", "1.5", "1e9", "9" * 40, "NaN", "true", "null", "x", "é", "😀" * 40),
    *("\0", "a\0b", "\u202eevil", "\ufeff", "\r\n", "' OR 1=1 --", "<b>x</b>", "{{ 7 * 7 }}", "%s"),
    *("%(name)s", "{0}", "../..", "\\", "2026-02-30", "9999-12-31", "0001-01-01", "24:00", "٣"),
    *("00000000-0000-0000-0000-000000000000", "+573001112233", "=1+1", "x" * 5000),
)
#: Each tries different words; set ODD_SEEDS=50 for a longer search.
SEEDS = int(os.environ.get("ODD_SEEDS", "2"))
TRIES = 3
#: The field that every form must keep, and the address that is not called, to stay signed in.
KEPT, LEFT_ALONE = "csrf_token", "/sign-out"


@pytest.fixture
def pages(app, admin) -> list[Page]:
    """Every page, as an administrator sees it."""
    return [visit(admin, address) for address, _ in addresses(app, one_of_each())]


def forms(pages: list[Page]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each form once: its method, its address, and what a browser would send."""
    seen = set()
    for page in pages:
        for form in page.soup.find_all("form"):
            address = form.get("action") or page.address
            pressed = form.find("button", attrs={"name": True})
            filled = filled_in(form) | (
                {pressed["name"]: pressed.get("value", "")} if pressed else {}
            )
            if (key := (urlsplit(address).path, *sorted(filled))) not in seen:
                seen.add(key)
                yield form.get("method", "get"), address, filled


def broken(client: FlaskClient, method: str, address: str, **given: Any) -> str:
    """Return the error; "" if there was a response."""
    try:
        status = client.open(address, method=method, **given).status_code
    except Exception as fault:
        db.session.rollback()
        return f"{method} {address}: {fault!r:.300} with {given}"
    return f"{method} {address}: {status} with {given}" if status > 499 else ""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_form_breaks(pages, admin, seed):
    random, found = Random(seed), []
    tried = [one for one in forms(pages) if one[1] != LEFT_ALONE]
    assert len(tried) > 50
    for method, address, filled in tried * TRIES:
        odd = {name: random.choice(ODD) for name in filled if random.random() < 0.5}
        typed = {**filled, **odd, KEPT: filled.get(KEPT, "")}
        given = {"data": typed} if method == "post" else {"query_string": typed}
        found.append(broken(admin, method.upper(), address, **given))
    assert list(filter(None, found)) == []


@pytest.mark.parametrize("number", [2**31, 2**63, 10**20])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_id_that_no_row_can_have_leads_nowhere(app, admin, monkeypatch, number, method):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    known = one_of_each()
    numbers = {name: number for name, value in known.items() if isinstance(value, int)}
    tried = [
        address
        for address, _ in addresses(app, {**known, **numbers}, method, NOT_PAGES)
        if str(number) in address.split("/")
    ]
    assert len(tried) > 10

    statuses = {admin.open(address, method=method).status_code for address in tried}

    assert statuses <= ({404, 405} if number >= 2**63 else {200, 302, 404, 405})


def test_nul_in_a_sign_in_is_a_wrong_sign_in(client):
    page = visit(client, "/sign-in")

    answer = page.submit("Sign in", {"email": "a\0b@example.com", "password": "a\0b"})

    assert answer.status < 500
    assert answer.heading == "Sign in"


def test_nul_in_the_name_of_a_file_is_left_out(upload):
    upload("phone\n3001112233\n", "nul\0.csv")

    assert db.session.scalars(db.select(ContactImport.filename)).all() == ["nul.csv"]


def test_no_address_breaks(pages, admin):
    random = Random(1)
    links = {urlsplit(one) for page in pages for one in page.links.values() if is_ours(one)}
    asked = sorted({(link.path, name) for link in links for name, _ in parse_qsl(link.query)})
    assert len(asked) > 12
    found = [
        broken(admin, "GET", f"{path}?{urlencode({name: odd})}")
        for path, name in asked
        for odd in random.sample(ODD, 8)
    ]
    assert list(filter(None, found)) == []
