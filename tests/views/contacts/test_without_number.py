"""Pages about people whose phone number WhatsApp hides."""

import pytest

from tests.support.addresses import addresses, one_of_each
from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    a_draft,
    an_active_campaign,
)
from tests.support.page import visit
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity, Recipient
from webapp.queries.audiences import audiences
from webapp.queries.planning import audience_reach
from webapp.services.contacts import opt_outs, subscriptions

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


def test_no_page_shows_a_missing_number_as_none_or_as_a_plus(app, admin):
    things = one_of_each()
    lina = a_contact_without_number(USER)
    campaign = an_active_campaign(1, target_audience={"conditions": []})
    recipient = db.session.scalars(db.select(Recipient).filter_by(contact_id=lina.id)).one()
    recipient.status, recipient.error_code = RecipientStatus.FAILED, 131026
    db.session.commit()
    things |= {
        "contact_id": lina.id,
        "recipient_id": recipient.id,
        "campaign_id": campaign.id,
    }

    pages = [visit(admin, address) for address, _ in addresses(app, things)]

    assert len(pages) > 40
    for page in pages:
        words = page.text.split()
        assert not {"None", "+", "+None", "None,", "@None"} & set(words), page.path


def test_user_ids_are_pasted_among_numbers(open_page, app):
    draft = a_draft()
    db.session.commit()

    page = open_page(f"/campaigns/{draft.id}/audience").submit(
        "Save and continue", {"kind": "numbers", "numbers": f"+573001112233\n{USER}\nco.7\n"}
    )

    assert any("co.7" in row for row in page.rows())
    stored = db.session.scalars(db.select(Contact.user_id).order_by(Contact.id)).all()
    assert stored == [None, USER]


def test_a_draft_counts_people_without_a_number(app, lina):
    stopped = a_contact_without_number("CO.1")
    opt_outs.stop(stopped, ConsentSource.KEYWORD, "STOP", None, clock.now())
    a_contact("+573001112233")
    draft = a_draft(target_audience=EVERYONE)

    reach = audience_reach.for_draft(draft)

    assert (reach.matching, reach.unsubscribed, reach.recipients) == (3, 1, 2)


def test_the_audit_log_names_them(app, open_page, admin):
    contact = a_contact_without_number(USER)
    contact.username = "lina.m"
    db.session.commit()
    subscriptions.edit(contact, None, {"city": "Cali"}, "eva")
    db.session.commit()

    assert "@lina.m" in open_page("/settings/audit", admin).text
