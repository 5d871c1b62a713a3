"""Files that name people by WhatsApp's user id, by number, or by both."""

import pytest

from tests.support.factories import a_contact, a_contact_without_number, a_draft
from tests.support.imports import checked, counts, import_contacts, imported, uploaded
from webapp import sheets
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.imports import column_map
from webapp.domain.imports.column_map import Target
from webapp.domain.imports.row_errors import Cause
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity, ImportedContact, Recipient, RejectedRow
from webapp.queries.contacts import lists
from webapp.queries.imports import imports as imports_query
from webapp.services.contacts import campaign_additions, erasure, merge, subscriptions
from webapp.services.contacts.campaign_additions import Entry
from webapp.services.imports import steps

USER, OTHER_USER = "CO.70011223344", "CO.70099887766"
NUMBER, OTHER_NUMBER = "+573001112233", "+573001112299"


def people():
    """Return the stored people: number, user id, name."""
    statement = db.select(Contact.phone_number, Contact.user_id, Contact.name)
    return sorted((tuple(row) for row in db.session.execute(statement)), key=str)


def reasons():
    rows = db.session.scalars(db.select(RejectedRow).order_by(RejectedRow.row))
    return {row.row: str(row.reason) for row in rows}


def test_rows_by_user_id_become_contacts_of_their_country(app):
    kept = imported(f"user_id,name,city\n{USER},Lina,Cali\nMX.7,Luz,\n")

    assert counts(kept) == (2, 0, 0, 0)
    assert people() == [(None, USER, "Lina"), (None, "MX.7", "Luz")]
    contact = db.session.scalars(db.select(Contact).filter_by(user_id=USER)).one()
    assert (contact.country, contact.attributes, contact.is_subscribed) == (
        "CO",
        {"city": "Cali"},
        True,
    )
    assert contact.consent_events[0].source == ConsentSource.IMPORT
    assert kept.countries == {"CO": 1, "MX": 1}


def test_the_same_file_again_changes_nothing(app):
    text = f"phone,user_id,name\n{NUMBER},,Ana\n,{USER},Lina\n{OTHER_NUMBER},{OTHER_USER},Eva\n"
    imported(text)
    before = people()

    again = imported(text)

    assert (counts(again), again.known) == ((0, 0, 3, 0), 3)
    assert people() == before


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (f"user_id,phone\n{USER},\n", [Target.USER_ID, Target.PHONE]),
        (f"Lead,phone\n{USER},\n", [Target.USER_ID, Target.PHONE]),
        ("BSUID\n", [Target.USER_ID]),
        ("user_id,phone\n4711,3001112233\n", [Target.ATTRIBUTE, Target.PHONE]),
        ("user_id,phone\n,3001112233\n", [Target.USER_ID, Target.PHONE]),
        (f"user_id,bsuid,phone\n4711,{USER},\n", [Target.ATTRIBUTE, Target.USER_ID, Target.PHONE]),
    ],
)
def test_the_column_is_found_by_its_cells_and_its_heading(app, text, targets):
    assert [column.target for column in column_map.load(uploaded(text).columns)] == targets


def test_rows_without_any_id_and_wrong_ids_are_left_out(app):
    kept = imported(
        f"phone,user_id,name\n,,Ana\n,co.7,Eva\n12,{USER},Luz\n,QQ.7,Pia\n,{USER},Lina\n"
    )

    assert counts(kept) == (1, 0, 0, 4)
    told = reasons()
    assert "neither a phone number nor a user id" in told[2]
    assert "exactly as WhatsApp writes it" in told[3]
    assert "too few digits" in told[4]
    assert "no country" in told[5]
    assert imports_query.causes(kept) == {Cause.PHONE: 2, Cause.USER_ID: 2}


def test_a_row_with_both_gives_the_contact_what_it_lacks(app):
    a_contact(NUMBER), a_contact_without_number(OTHER_USER)

    kept = imported(f"phone,user_id\n{NUMBER},{USER}\n{OTHER_NUMBER},{OTHER_USER}\n")

    assert counts(kept) == (0, 2, 0, 0)
    assert people() == [(NUMBER, USER, ""), (OTHER_NUMBER, OTHER_USER, "")]


def test_who_waits_for_a_message_is_written_to_by_the_new_number(app):
    a_contact_without_number(USER)
    campaign_additions.add(a_draft(), [Entry(user_id=USER)], "CO", ConsentSource.API, "tests")

    imported(f"phone,user_id\n{NUMBER},{USER}\n")

    assert db.session.scalars(db.select(Recipient.phone_number)).all() == [NUMBER]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{OTHER_NUMBER},{USER}", "two contacts"),
        (f"{NUMBER},{OTHER_USER}", "two contacts"),
        (f"{NUMBER},CO.1", "another user id"),
        (f"+573009999999,{USER}", "another number"),
    ],
)
def test_nobody_gets_the_id_of_another(app, row, reason):
    imported(f"phone,user_id\n{NUMBER},{USER}\n{OTHER_NUMBER},\n,{OTHER_USER}\n")
    before = people()

    kept = imported(f"phone,user_id,name\n{row},Eva\n{NUMBER},{USER},Ana\n")

    assert counts(kept) == (0, 1, 0, 1)
    assert reason in reasons()[2]
    [bad] = db.session.scalars(db.select(RejectedRow))
    assert bad.cells == [*row.split(","), "Eva"]
    assert [one[:2] for one in people()] == [one[:2] for one in before]


def test_rows_that_contradict_each_other_are_all_left_out(app):
    kept = imported(
        f"phone,user_id\n{NUMBER},{USER}\n{NUMBER},{OTHER_USER}\n{OTHER_NUMBER},CO.3\n,CO.3\n"
    )

    assert counts(kept) == (1, 0, 0, 2)
    assert list(reasons()) == [2, 3]
    assert "only one user id" in reasons()[2]
    assert people() == [(OTHER_NUMBER, "CO.3", "")]


def test_rows_of_one_person_are_one_contact(app):
    kept = imported(
        "phone,user_id,name,city\n"
        f",{USER},Lina,Cali\n{NUMBER},{USER},,\n{NUMBER},,Lina M,\n,{USER},,Quito\n"
    )

    assert (counts(kept), kept.repeated) == ((1, 0, 0, 0), 3)
    [contact] = db.session.scalars(db.select(Contact))
    assert (contact.phone_number, contact.user_id) == (NUMBER, USER)
    assert (contact.name, contact.attributes) == ("Lina M", {"city": "Quito"})


def test_a_former_user_id_and_a_parents_stand_for_the_present_one(app):
    contact = a_contact_without_number("CO.1")
    contact.parent_user_id = "CO.ENT.9"
    db.session.add(FormerIdentity(key=USER, contact_id=contact.id))
    db.session.commit()

    kept = imported(f"user_id,name\n{USER},Lina\nCO.ENT.9,Lina M\n")

    assert (counts(kept), kept.repeated) == ((0, 1, 0, 0), 1)
    assert people() == [(None, "CO.1", "Lina M")]


def test_ids_that_change_between_check_and_import_make_no_second_contact(app):
    a_contact_without_number(USER)
    kept = checked(f"user_id,name\n{USER},Lina\nCO.1,Luz\n")
    contact = db.session.scalars(db.select(Contact)).one()
    contact.user_id = "CO.1"
    db.session.add(FormerIdentity(key=USER, contact_id=contact.id))
    steps.start(kept, "eva")
    db.session.commit()

    import_contacts(kept.id)

    db.session.refresh(kept)
    assert (kept.status, counts(kept)) == ("done", (0, 1, 0, 0))
    assert [one[:2] for one in people()] == [(None, "CO.1")]


def test_two_contacts_merged_between_check_and_import_stay_one(app):
    number, hidden = a_contact(NUMBER), a_contact_without_number(USER)
    kept = checked(f"phone,user_id,name\n,{USER},Lina\n{NUMBER},,Lina M\n")
    merge.merge(number, hidden, "eva")
    steps.start(kept, "eva")
    db.session.commit()

    import_contacts(kept.id)

    db.session.refresh(kept)
    assert kept.status == "done"
    assert [one[:2] for one in people()] == [(NUMBER, USER)]


def test_who_was_erased_or_unsubscribed_stays_so(app):
    stopped = a_contact_without_number(USER)
    subscriptions.unsubscribe(stopped, ConsentSource.KEYWORD, "webhook", "STOP")
    erasure.erase(a_contact_without_number(OTHER_USER), "eva")
    db.session.commit()

    kept = imported(f"phone,user_id\n,{USER}\n,{OTHER_USER}\n{NUMBER},{OTHER_USER}\n")

    assert (counts(kept), kept.opted_out) == ((0, 0, 1, 2), 1)
    assert people() == [(None, USER, "")]
    assert not db.session.scalars(db.select(Contact)).one().is_subscribed
    assert all(row.cells == [] for row in db.session.scalars(db.select(RejectedRow)))


def test_an_erasure_reaches_rows_that_wait_and_rows_that_are_left_out(app):
    contact = a_contact_without_number(USER)
    db.session.commit()
    imported(f"phone,user_id\n12,{USER}\n")
    kept = checked(f"user_id,name\n{USER},Lina\n")

    erasure.erase(contact, "eva")
    steps.start(kept, "eva")
    db.session.commit()
    import_contacts(kept.id)

    assert people() == []
    assert all(row.cells == [] for row in db.session.scalars(db.select(RejectedRow)))


def test_an_undo_takes_the_ids_back(app):
    a_contact(NUMBER), a_contact_without_number(OTHER_USER)
    before = people()
    kept = imported(
        f"phone,user_id,name\n{NUMBER},{USER},Ana\n{OTHER_NUMBER},{OTHER_USER},Eva\n,CO.3,Luz\n"
    )
    assert counts(kept) == (1, 2, 0, 0)

    steps.undo(kept, "eva")
    db.session.commit()
    import_contacts(kept.id)

    assert people() == before
    assert db.session.scalar(db.select(db.func.count()).select_from(ImportedContact)) == 0
    [hidden] = db.session.scalars(db.select(Contact).filter_by(user_id=OTHER_USER))
    assert (hidden.match_key, hidden.country) == (None, "CO")


def test_our_own_file_reads_back_equal(app):
    a_contact(NUMBER, "Ana", city="Lima"), a_contact_without_number(USER, "Lina")
    both = a_contact(OTHER_NUMBER, "=Eva")
    both.user_id, both.username = OTHER_USER, "eva"
    db.session.commit()
    contacts = lists.after_id([])
    rows = [sheets.contact_row(contact, ["city"]) for contact in contacts]
    text = sheets.BOM + sheets.csv_lines([(*sheets.CONTACT_HEADINGS, "city"), *rows])
    before = [(one.phone_number, one.user_id, one.name, one.attributes) for one in contacts]
    assert counts(imported(text)) == (0, 0, 3, 0)
    for contact in contacts:
        db.session.delete(contact)
    db.session.commit()

    assert counts(imported(text)) == (3, 0, 0, 0)

    again = lists.after_id([])
    assert [(one.phone_number, one.user_id, one.name, one.attributes) for one in again] == before
