"""The steps of user journeys; with script or without."""

import csv
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.journeys.conftest import MARKETING, PASSWORD
from webapp import clock

#: Between two polls of a page that changes, in milliseconds, and the time limit in seconds.
GLANCE, PATIENCE = 400, 60

#: For the sent message: the source of each value, and its fallback.
GAPS = (
    ("First name", "The contact's name", "friend"),
    ("City", "The same text for everyone", "town"),
)

_journeys = count(1)


def fresh(words: str) -> str:
    """Return words that no other journey uses."""
    return f"{words} {next(_journeys):03}"


def try_to_sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def sign_in(page: Page, email: str = MARKETING, password: str = PASSWORD) -> None:
    try_to_sign_in(page, email, password)
    expect(heading(page)).to_have_text("Overview")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(content(page)).to_contain_text("You have signed out.")


def change_person(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in as someone else."""
    sign_out(page)
    sign_in(page, email, password)


def open_setting(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Settings").click()
    follow(page, name)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def content(page: Page) -> Locator:
    return page.get_by_role("main")


def press(page: Page, button: str) -> None:
    content(page).get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    content(page).get_by_role("link", name=link).first.click()


def until(page: Page, wanted: Locator) -> None:
    """Reload the page, as people do, until it shows the text."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            wanted.first.wait_for(timeout=GLANCE)
        except TooLate:
            with suppress(Error):  # script opened the next page meanwhile
                page.reload()
        else:
            return
    expect(wanted.first, content(page).inner_text()).to_be_visible()


def tile(page: Page, name: str, people: int) -> Locator:
    return page.get_by_role("link", name=re.compile(rf"^\s*{name}\s*{people}$"))


def download(page: Page, link: str) -> list[dict[str, str]]:
    """Return the rows of a downloaded CSV file."""
    with page.expect_download() as taken:
        follow(page, link)
    with Path(taken.value.path()).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_spreadsheet(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """Return a spreadsheet in the format of customers' programs."""
    with path.open("w", newline="") as file:
        sheet = csv.DictWriter(file, fieldnames=list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    return path


def check_file(page: Page, spreadsheet: Path, people: int) -> None:
    """Upload the file, and continue to the page that lists its errors."""
    page.goto("/contacts/upload")
    page.get_by_label("File of contacts").set_input_files(spreadsheet)
    press(page, "Upload")
    page.get_by_role("radio").first.check()
    press(page, "Check the file")
    until(page, page.get_by_role("button", name=re.compile(rf"^Import {people} contacts?$")))


def import_file(page: Page, spreadsheet: Path, people: int) -> None:
    """Import the people of a file."""
    check_file(page, spreadsheet, people)
    content(page).get_by_role("button", name=re.compile("^Import")).click()
    until(page, page.get_by_text(re.compile(rf"New contacts\s*{people}")))


Choice = Callable[[Page], None]


def pasted(numbers: Sequence[str]) -> Choice:
    """Return a choice of these numbers for a campaign."""

    def choose(page: Page) -> None:
        page.get_by_role("radio", name="Phone numbers or user ids that I paste").check()
        page.get_by_label("Phone numbers or user ids", exact=True).fill("\n".join(numbers))

    return choose


def saved(audience: str) -> Choice:
    """Return a choice of a saved audience for a campaign."""

    def choose(page: Page) -> None:
        page.get_by_role("radio", name="A saved audience").check()
        page.get_by_label("Saved audience", exact=True).select_option(label=audience)

    return choose


def by_row(field: str, value: str) -> Choice:
    """Return a choice of the people who meet one condition."""

    def choose(page: Page) -> None:
        page.get_by_role("radio", name="People chosen by rows below").check()
        fill_row(page, 1, field, value)

    return choose


def fill_row(page: Page, number: int, field: str, value: str, part: str = "") -> None:
    row = page.get_by_role("group", name=f"Row {number}")
    row.get_by_label("Field").select_option(label=field)
    row.get_by_label("Value").fill(value)
    if part:
        row.get_by_label("Part").select_option(label=part)


def next_step(page: Page, next_heading: str) -> None:
    press(page, "Save and continue")
    expect(heading(page)).to_have_text(next_heading)


def write_campaign(page: Page, name: str, choose: Choice, first_day: str = "") -> None:
    """Complete the wizard up to its last step, for sending at any hour."""
    expect(heading(page)).to_have_text("New campaign")
    page.get_by_label("Name", exact=True).fill(name)
    next_step(page, "Which message?")
    page.get_by_role("radio", name=re.compile("we_miss_you")).check()
    next_step(page, "Fill in the variables")
    for gap, source, fallback in GAPS:
        group = page.get_by_role("group", name=gap)
        group.get_by_label("Comes from").select_option(label=source)
        group.get_by_label("Text, or fallback").fill(fallback)
    next_step(page, "Who gets the message?")
    choose(page)
    next_step(page, "When is it sent?")
    at_any_hour(page, first_day or clock.now().date().isoformat())
    next_step(page, "Is everything right?")


def at_any_hour(page: Page, first_day: str) -> None:
    # After the usual hours the page proposes tomorrow.
    page.get_by_label("First day", exact=True).fill(first_day)
    page.get_by_label("From", exact=True).fill("00:00")
    page.get_by_label("Until", exact=True).fill("00:00")


def send(page: Page, people: str) -> None:
    """Press the button that states the result, after the people are counted."""
    button = page.get_by_role("button", name=re.compile(f"^Send to {people} over 1 day$"))
    until(page, button)
    button.click()
