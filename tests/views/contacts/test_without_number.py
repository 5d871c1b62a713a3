"""Pages about people whose phone number WhatsApp hides."""

import pytest

from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    an_active_campaign,
)
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity
from webapp.queries.audiences import audiences

USER = "CO.70011223344"


@pytest.fixture
def lina(app) -> Contact:
    contact = a_contact_without_number(USER, "Lina Mora")
    contact.username, contact.parent_user_id = "lina.m", "CO.ENT.9"
    db.session.add(FormerIdentity(key="CO.70000000001", contact_id=contact.id))
    db.session.commit()
    return contact


@pytest.mark.parametrize(
    "search",
    [USER, "CO.70000000001", "CO.ENT.9", "@lina.m", "lina.m", "Lina.M", "lina", "Mora"],
)
def test_they_are_found_by_user_id_username_and_name(open_page, lina, search):
    a_contact(name="Ana")
    a_contact_without_number()

    page = open_page("/contacts/").submit("Find", {"search": search})

    [row] = page.rows()
    assert "@lina.m" in row


@pytest.mark.parametrize(
    ("username", "name", "shown"),
    [("lina.m", "Lina", "@lina.m"), (None, "Lina", "CO…3344"), (None, "", "CO…3344")],
)
def test_no_cell_of_the_lists_is_empty(open_page, username, name, shown):
    contact = a_contact_without_number(USER, name)
    contact.username = username
    campaign = an_active_campaign(1, target_audience=EVERYONE)
    db.session.commit()

    for page in (
        open_page("/contacts/"),
        open_page(f"/campaigns/{campaign.id}/recipients"),
        open_page(f"/campaigns/{campaign.id}/recipients?phone={USER}"),
    ):
        [row] = [row for row in page.rows() if shown in row]
        assert (name or "–") in row
        assert not {"None", "+", ""} & set(row[1:4])


def test_the_page_of_a_person_has_all_their_ids(open_page, lina):
    page = open_page(f"/contacts/{lina.id}")

    assert page.heading == "Lina Mora"
    for shown in ("Not known", "@lina.m", USER, "CO.ENT.9", "CO.70000000001"):
        assert shown in page.text


def test_they_are_merged_by_user_id(open_page, editor, lina):
    ana = a_contact("+573001112233", "Ana")
    db.session.commit()

    open_page(f"/contacts/{ana.id}/merge").submit("Make one of both", {"phone_number": USER})

    [contact] = db.session.scalars(db.select(Contact))
    assert (contact.phone_number, contact.user_id) == ("+573001112233", USER)


def test_an_audience_asks_whether_a_number_is_known(app, lina):
    a_contact("+573001112233", "Ana")

    def names(operator):
        condition = {"field": "phone_number", "operator": operator}
        selected = audiences.selected({"conditions": [condition]})
        return [contact.name for contact in db.session.scalars(selected)]

    assert names("is_set") == ["Ana"]
    assert names("is_not_set") == ["Lina Mora"]
    colombia = {"field": "country", "operator": "is", "value": "CO"}
    assert len(db.session.scalars(audiences.selected({"conditions": [colombia]})).all()) == 2
