"""The number of a merged contact leads to the contact that remains."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.services.imports.test_steps import checked, everyone, imported
from tests.support import payloads
from tests.support.factories import a_contact, a_draft
from tests.support.imports import import_contacts
from tests.support.inbox import now, receive, recipients_of
from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.imports.status import ImportStatus
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity
from webapp.queries.contacts import former_identities
from webapp.services.contacts import erasure, merge, subscriptions, upserts
from webapp.services.contacts.campaign_additions import Entry, add
from webapp.services.imports import run as import_run
from webapp.services.imports import steps

ANA, EVA, ZOE, NEW = (f"+57300111223{last}" for last in range(3, 7))


@pytest.fixture
def ana(app):
    """Ana, also known as Eva."""
    kept = a_contact(ANA, "Ana", city="Lima")
    merge.merge(kept, a_contact(EVA), "eva")
    db.session.commit()
    return kept


def leads_to(number):
    found = former_identities.contact_by_key(phone.parse(number, "").match_key)
    return found.phone_number if found else None


def wait_until_somebody_waits():
    """Wait until another transaction waits for a row lock of ours."""
    blocked = db.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(500):
        if db.session.scalar(blocked):
            return
        time.sleep(0.02)
    pytest.fail("Nobody waits.")


def run(kept):
    steps.start(kept, "eva")
    db.session.commit()
    import_contacts(kept.id)
    db.session.refresh(kept)
    return kept.status, kept.created, kept.updated, kept.unchanged, kept.repeated


def test_a_file_that_names_a_former_number_means_the_person(ana):
    kept = imported(f"phone,name,size\n{EVA},Eva,M\n{ANA},,\n{ZOE},Zoe,\n")

    assert (kept.contacts, kept.repeated, kept.known) == (2, 1, 1)
    assert (kept.created, kept.updated) == (1, 1)
    assert everyone() == {
        ANA: ("Eva", {"city": "Lima", "size": "M"}, "subscribed"),
        ZOE: ("Zoe", {}, "subscribed"),
    }


def test_a_file_that_names_a_former_number_subscribes_nobody_again(ana):
    subscriptions.unsubscribe(ana, ConsentSource.KEYWORD, "webhook", "STOP")
    db.session.commit()

    kept = imported(f"phone,name\n{EVA},Eva\n")

    assert kept.opted_out == 1
    assert everyone() == {ANA: ("Eva", {"city": "Lima"}, "unsubscribed")}


def test_undoing_a_file_that_named_a_former_number_puts_the_person_back(ana):
    kept = imported(f"phone,name\n{EVA},Eva\n")
    steps.undo(kept, "eva")
    db.session.commit()

    import_contacts(kept.id)

    assert everyone() == {ANA: ("Ana", {"city": "Lima"}, "subscribed")}
    assert leads_to(EVA) == ANA


@pytest.mark.parametrize(
    ("rows", "came"),
    [
        ([ANA, EVA, ZOE], (1, 1, 0, 1)),
        ([EVA, ZOE], (1, 1, 0, 0)),
        ([ZOE], (1, 0, 0, 0)),
    ],
)
def test_a_file_that_was_checked_before_the_two_were_joined_makes_no_second_of_them(
    app, rows, came
):
    kept, other = a_contact(ANA), a_contact(EVA)
    db.session.commit()
    file = checked("phone,name\n" + "".join(f"{number},Someone\n" for number in rows))
    merge.merge(kept, other, "eva")

    assert run(file) == (ImportStatus.DONE, *came)
    assert sorted(everyone()) == [ANA, ZOE]


def test_a_file_that_is_half_done_when_the_two_are_joined_is_imported_to_its_end(app, monkeypatch):
    monkeypatch.setattr("webapp.services.imports.check.IMPORT_BATCH_ROWS", 1)
    kept, other = a_contact(ANA), a_contact(EVA)
    db.session.commit()
    file = checked(f"phone,name\n{EVA},Eva\n{ANA},Ana\n{ZOE},Zoe\n")
    steps.start(file, "eva")
    db.session.commit()
    import_run._import_next(file.id, is_careful=True)
    merge.merge(kept, other, "eva")
    db.session.commit()

    import_contacts(file.id)

    db.session.refresh(file)
    assert (file.status, file.imported, file.repeated) == (ImportStatus.DONE, 2, 1)
    assert everyone() == {ANA: ("Eva", {}, "subscribed"), ZOE: ("Zoe", {}, "subscribed")}


def test_pasted_numbers_that_name_a_person_twice_write_to_them_once(ana):
    campaign = a_draft()

    added = add(campaign, [Entry(EVA), Entry(ANA), Entry(ZOE)], "CO", ConsentSource.STAFF, "eva")

    assert (added.recipients_added, added.duplicates_skipped) == (2, 1)
    assert [one.phone_number for one in recipients_of(campaign)] == [ANA, ZOE]
    assert sorted(everyone()) == [ANA, ZOE]


def test_a_stop_from_a_former_number_is_the_persons(ana):
    receive(payloads.reply(EVA, "STOP", now()))

    assert {number: agreed for number, (*_, agreed) in everyone().items()} == {ANA: "unsubscribed"}


def test_whoever_joined_with_others_is_known_by_all_their_numbers(ana):
    zoe = a_contact(ZOE)

    merge.merge(zoe, ana, "eva")

    assert [leads_to(number) for number in (ANA, EVA, ZOE)] == [ZOE] * 3


def test_two_who_join_the_same_contacts_at_once_join_them_once(app):
    ids = [a_contact(number).id for number in (ANA, EVA)]
    db.session.commit()
    start = Barrier(2)

    def join(kept_id, other_id):
        with app.app_context():
            kept, other = db.session.get(Contact, kept_id), db.session.get(Contact, other_id)
            start.wait()
            try:
                merge.merge(kept, other, "eva")
            except InvalidInput as refused:
                return str(refused)
            db.session.commit()
            return ""

    with ThreadPoolExecutor(2) as both:
        said = list(both.map(join, ids, reversed(ids)))

    assert sorted(said) == ["", "One of the two has just been joined with someone, or erased."]
    [left] = everyone()
    assert {leads_to(number) for number in (ANA, EVA)} == {left}


def test_a_program_that_names_a_number_just_while_it_is_joined_means_the_one_who_is_kept(app):
    kept, other = a_contact(ANA), a_contact(EVA)
    db.session.commit()
    merge.merge(kept, other, "eva")

    def remember():
        with app.app_context():
            person = upserts.ContactData(ContactIds(phone.parse(EVA, "")), "Eva")
            counted = upserts.upsert([person], ConsentSource.API, "token crm")
            db.session.commit()
            return counted

    with ThreadPoolExecutor(1) as beside:
        counted = beside.submit(remember)
        wait_until_somebody_waits()
        db.session.commit()

    assert (counted.result().created, counted.result().updated) == (0, 1)
    assert everyone() == {ANA: ("Eva", {}, "subscribed")}


def test_an_erased_person_is_not_brought_back_by_a_former_number(ana):
    erasure.erase(ana, "eva")
    db.session.commit()

    kept = checked(f"phone\n{EVA}\n")

    assert (kept.contacts, kept.rejected) == (0, 1)
    assert db.session.query(FormerIdentity).count() == 0


def test_a_former_number_that_changes_takes_only_itself_along(ana):
    receive(payloads.number_change(EVA, NEW, now()))

    assert sorted(everyone()) == [ANA]
    assert [leads_to(number) for number in (ANA, EVA, NEW)] == [ANA, None, ANA]


def test_a_person_who_goes_back_to_a_former_number_has_it_again(ana):
    receive(payloads.number_change(ANA, EVA, now()))

    assert {number: agreed for number, (*_, agreed) in everyone().items()} == {EVA: "subscribed"}
    assert (leads_to(ANA), leads_to(EVA)) == (None, EVA)
    assert db.session.query(FormerIdentity).count() == 0


def test_someone_who_moves_to_the_former_number_of_another_is_written_to_no_more(ana):
    a_contact(ZOE)
    db.session.commit()

    receive(payloads.number_change(ZOE, EVA, now()))

    agreed = {number: one for number, (*_, one) in everyone().items()}
    assert agreed == {ANA: "subscribed", ZOE: "unsubscribed"}
