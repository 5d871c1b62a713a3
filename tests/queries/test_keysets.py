"""Turning the pages of a list, to and fro."""

import pytest

from tests.factories import a_contact
from webapp.extensions import db
from webapp.models import Contact
from webapp.queries import keysets
from webapp.queries.keysets import Place

CHOSEN = db.select(Contact)


@pytest.fixture
def numbers(app):
    """Seven rows, the oldest first."""
    return [a_contact().id for _ in range(7)]


@pytest.mark.parametrize("read", [keysets.oldest_first, keysets.newest_first])
def test_all_rows_are_seen_once_forwards_and_the_same_pages_backwards(numbers, read):
    order = numbers if read is keysets.oldest_first else numbers[::-1]
    forwards, place = [], Place()
    while place:
        page = read(CHOSEN, Contact.id, place, 3)
        forwards.append([row.id for row in page.rows])
        place = Place(after=page.next_cursor) if page.next_cursor else None
    backwards, before = [], page.previous_cursor
    while before:
        page = read(CHOSEN, Contact.id, Place(before=before), 3)
        backwards.append([row.id for row in page.rows])
        before = page.previous_cursor

    assert forwards == [order[:3], order[3:6], order[6:]]
    assert backwards == [order[3:6], order[:3]]


def test_one_page_leads_nowhere(numbers):
    page = keysets.oldest_first(CHOSEN, Contact.id, Place(), 7)

    assert (page.next_cursor, page.previous_cursor) == (None, None)


def test_a_page_whose_rows_are_gone_is_empty(numbers):
    page = keysets.oldest_first(CHOSEN, Contact.id, Place(after=max(numbers)), 3)

    assert page == ([], None, None)
