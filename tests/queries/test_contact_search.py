"""Finding contacts by words: the same people, however many there are."""

import pytest

from tests.factories import a_contact
from webapp.queries import contact_lists
from webapp.queries.contact_lists import Choice


@pytest.mark.parametrize("few", [0, 2, 3, 100])
def test_few_and_many_matches_are_listed_alike(app, monkeypatch, few):
    monkeypatch.setattr(contact_lists, "FEW", few)
    for number in range(6):
        a_contact(name=f"Ana {number}" if number % 2 else f"Luis {number}")

    ana, zoe = (contact_lists.found(Choice(word, "CO"), most=101) for word in ("ana", "zoe"))
    found = contact_lists.page(ana.which, limit=2)

    assert [one.name for one in found.rows] == ["Ana 5", "Ana 3"]
    assert found.next_cursor
    assert (ana.people, zoe.people) == (3, 0)
    assert contact_lists.page(zoe.which).rows == []
