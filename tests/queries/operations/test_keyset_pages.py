"""Paging through a sorted list, forwards and backwards."""

import pytest

from tests.support.factories import a_contact, a_contact_without_number
from webapp.extensions import db
from webapp.models import Contact
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Place

CONTACTS = db.select(Contact)
ORDERS = {
    "id": Order(Contact.id, Contact.id),
    "name": Order(db.func.lower(Contact.name, type_=db.Text), Contact.id),
    "made": Order(Contact.created_at, Contact.id),
}


@pytest.fixture
def people(app):
    """Seven people, some with equal names."""
    names = ("b", "a", "B", "~c~", "", "b", "é")
    made = [a_contact(name=name) for name in names]
    for contact in made[:3]:
        contact.created_at = made[0].created_at
    db.session.flush()
    return made


def pages(order: Order) -> tuple[list[list[Contact]], list[list[Contact]]]:
    """Return the pages of three contacts, forwards and then backwards."""
    forwards, place = [], Place(order)
    while place:
        page = keyset_pages.page(CONTACTS, place, 3)
        forwards.append(page.rows)
        cursor = page.next_cursor
        place = Place(order, order.read(cursor)) if cursor else None
    backwards, before = [], page.previous_cursor
    while before:
        page = keyset_pages.page(CONTACTS, Place(order, order.read(before), True), 3)
        backwards.append(page.rows)
        before = page.previous_cursor
    return forwards, backwards


@pytest.mark.parametrize("sort", ["id", "-id", "name", "-name", "made", "-made"])
def test_all_rows_are_seen_once_forwards_and_the_same_pages_backwards(people, sort):
    order = keyset_pages.order(ORDERS, sort)
    expected = db.session.scalars(CONTACTS.order_by(*order.clauses)).all()
    forwards, backwards = pages(order)

    assert forwards == [expected[:3], expected[3:6], expected[6:]]
    assert backwards == [expected[3:6], expected[:3]]


@pytest.mark.parametrize("sort", ["phone", "-phone"])
@pytest.mark.parametrize("numbers", range(8))
def test_rows_without_the_sorted_column_come_last_and_none_is_lost(app, sort, numbers):
    made = [a_contact() for _ in range(numbers)]
    hidden = [a_contact_without_number() for _ in range(7 - numbers)]
    goes_down = sort == "-phone"
    made.sort(key=lambda contact: contact.match_key, reverse=goes_down)
    expected = made + (hidden[::-1] if goes_down else hidden)
    orders = {"phone": Order(Contact.match_key, Contact.match_key, without=Contact.id)}

    forwards, backwards = pages(keyset_pages.order(orders, sort))

    assert forwards == [expected[:3], expected[3:6], expected[6:]]
    assert backwards == [expected[3:6], expected[:3]]


def test_one_page_leads_nowhere(people):
    page = keyset_pages.page(CONTACTS, Place(ORDERS["id"]), 7)

    assert (page.next_cursor, page.previous_cursor) == (None, None)


def test_a_page_whose_rows_are_gone_is_empty(people):
    behind = (max(contact.id for contact in people),)

    assert keyset_pages.page(CONTACTS, Place(ORDERS["id"], behind), 3) == ([], None, None)


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        ("id", "x"),
        ("id", "1~2"),
        ("id", "9" * 19),
        ("id", "²"),
        ("name", "b"),
        ("name", "b\0~1"),
        ("made", "yesterday~1"),
    ],
)
def test_what_is_no_cursor_of_the_order_is_refused(sort, cursor):
    with pytest.raises(ValueError, match="no such place"):
        ORDERS[sort].read(cursor)


def test_an_order_that_there_is_none_of_is_refused():
    with pytest.raises(KeyError):
        keyset_pages.order(ORDERS, "colour")
