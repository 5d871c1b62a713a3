"""Finding contacts by words: the same people for every size of the table."""

import pytest

from tests.support.factories import a_contact
from webapp.queries.contacts import lists
from webapp.queries.contacts.lists import Selection


@pytest.mark.parametrize("few", [0, 2, 3, 100])
def test_few_and_many_matches_are_listed_alike(app, monkeypatch, few):
    monkeypatch.setattr(lists, "FEW_MATCHES", few)
    for number in range(6):
        a_contact(name=f"Ana {number}" if number % 2 else f"Luis {number}")

    ana, zoe = (lists.matches(Selection(word, "CO"), max_count=101) for word in ("ana", "zoe"))
    page = lists.page(ana.conditions, limit=2)

    assert [contact.name for contact in page.rows] == ["Ana 5", "Ana 3"]
    assert page.next_cursor
    assert (ana.total, zoe.total) == (3, 0)
    assert lists.page(zoe.conditions).rows == []
