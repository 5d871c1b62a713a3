"""Reading a page as a person does: heading, tables, errors, links, forms."""

import contextvars
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.extensions import db


class Browser(FlaskClient):
    """A browser whose requests see what a test has written, and share nothing else with it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not has_app_context():  # a redirect that is followed
            return super().open(*args, **kwargs)
        db.session.commit()
        kwargs["buffered"] = True  # a stream is read before the request ends
        return contextvars.Context().run(super().open, *args, **kwargs)


class Page:
    """A page in the browser after a request, with redirects followed."""

    def __init__(self, client: FlaskClient, response: TestResponse) -> None:
        self.client = client
        self.status = response.status_code
        self.path = response.request.path
        self.address = response.request.full_path.rstrip("?")
        self.soup = BeautifulSoup(response.text, "html.parser")

    @property
    def heading(self) -> str:
        return words(self.soup.h1)

    @property
    def title(self) -> str:
        return words(self.soup.title)

    @property
    def text(self) -> str:
        """Return the text of the page's own part, on one line."""
        return words(self.soup.main)

    @property
    def everything(self) -> str:
        """Return the text of the page with its frame, on one line."""
        return " ".join(self.soup.get_text().split())

    @property
    def messages(self) -> list[str]:
        """Return the page's messages about the last action."""
        return [words(one) for one in self.soup.main.select('.alert[role="status"]')]

    @property
    def errors(self) -> list[str]:
        """Return the lines of the error summary."""
        return [words(one) for one in self.soup.select(".problems li")]

    def error_at(self, name: str) -> str:
        """Return the text that a field's aria-describedby refers to; "" if that is no error."""
        ids = self.field(name).get("aria-describedby", "").split()
        found = self.soup.find(id=next((one for one in ids if one.endswith("-error")), None))
        return words(found) if ids and found else ""

    def field(self, name: str) -> Tag:
        found = self.soup.main.find(attrs={"name": name})
        assert found is not None, f"{self.path} has no field {name}"
        return found

    def rows(self, caption: str | None = None) -> list[list[str]]:
        """Return the cells of the first table, or of the captioned one, without checkboxes."""
        for table in self.soup.main.find_all("table"):
            if caption is None or words(table.caption).startswith(caption):
                rows = table.tbody.find_all("tr")
                return [[words(cell) for cell in row.select("th, td:not(.tick)")] for row in rows]
        raise AssertionError(f"{self.path} has no table {caption or ''}")

    def facts(self) -> dict[str, str]:
        """Return the terms with their values."""
        return {words(dt): words(dt.find_next("dd")) for dt in self.soup.main.find_all("dt")}

    @property
    def links(self) -> dict[str, str]:
        """Return text and address of every link, with the navigation's."""
        return {words(one): one["href"] for one in self.soup.find_all("a", href=True)}

    def follow(self, link: str) -> "Page":
        """Return the page behind the link with this text."""
        return visit(self.client, self.links[link])

    def submit(self, button: str, values: Mapping[str, Any] | None = None) -> "Page":
        """Fill in the form of the button with this text, and press it; return the next page."""
        pressed = self._button(button)
        form = pressed.find_parent("form")
        data: dict[str, Any] = {**filled_in(form), **(values or {})}
        if pressed.get("name"):
            data[pressed["name"]] = pressed.get("value", "")
        address = form.get("action") or self.address
        if form.get("method", "get") == "get":
            path = form.get("action", "").partition("#")[0] or self.path
            return Page(self.client, self.client.get(path, query_string=data))
        sent = self.client.post(address, data=data, follow_redirects=True)
        return Page(self.client, sent)

    def _button(self, label: str) -> Tag:
        buttons = self.soup.find_all("button")
        found = next((one for one in buttons if label in (words(one), one.get("aria-label"))), None)
        assert found is not None, f"{self.path} has no button {label}; {list(map(words, buttons))}"
        return found


def visit(client: FlaskClient, address: str) -> Page:
    """Return the page at an address."""
    return Page(client, client.get(address, follow_redirects=True))


def words(tag: Tag | None) -> str:
    """Return the text of a part, with each run of blanks as one."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def filled_in(form: Tag) -> dict[str, Any]:
    """Return what a browser would send for the form as it is shown."""
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or (
            field.get("type") in ("radio", "checkbox") and not field.has_attr("checked")
        ):
            continue
        values.setdefault(name, []).append(_value(field))
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text().removeprefix("\r\n")
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return chosen.get("value", words(chosen)) if chosen else ""
    return field.get("value", "")


def is_ours(address: str) -> bool:
    """Return whether the address is that of a page of the application."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and address.startswith("/")
