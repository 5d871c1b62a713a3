"""A file's portions: several at once, another writer of the same people, a user who stops it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.factories import a_contact
from tests.support.imports import import_contacts
from webapp.domain.imports.column_map import load
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, ContactImport, ImportBatch, ImportRow
from webapp.services.imports import check, run, steps

PEOPLE = 40
TEXT = "phone,name\n" + "".join(f"+57300111{2000 + row},Person {row}\n" for row in range(PEOPLE))


@pytest.fixture
def running(app, monkeypatch):
    """A started import of forty people, a few in each portion."""
    monkeypatch.setattr(check, "IMPORT_BATCH_ROWS", 3)
    kept = steps.upload("people.csv", [TEXT.encode()], "CO", "eva")
    steps.check(kept, load(kept.columns), "CO", "They signed a form")
    db.session.commit()
    import_contacts(kept.id)
    steps.start(kept, "eva")
    db.session.commit()
    return kept


def how_many(table):
    return db.session.scalar(db.select(db.func.count()).select_from(table))


def in_a_context(app, work, *args):
    with app.app_context():
        work(*args)


def test_two_jobs_at_once_import_everyone_once(app, running):
    with ThreadPoolExecutor(2) as jobs:
        both = [jobs.submit(in_a_context, app, import_contacts, running.id) for _ in range(2)]
    for one in both:
        one.result()

    db.session.refresh(running)
    assert (running.status, running.created) == (ImportStatus.DONE, PEOPLE)
    assert how_many(Contact) == how_many(ConsentEvent) == PEOPLE
    assert how_many(ImportRow) == how_many(ImportBatch) == 0


def test_who_was_met_since_the_check_is_known_all_the_same(app, running):
    a_contact("+573001112005", "Person 5")
    a_contact("+573001112017", "")
    db.session.commit()

    import_contacts(running.id)

    db.session.refresh(running)
    assert (running.created, running.updated, running.unchanged) == (PEOPLE - 2, 1, 1)
    assert how_many(Contact) == how_many(ConsentEvent) == PEOPLE


def test_an_undo_waits_for_what_is_still_in_hand(app, running):
    run._import_next(running.id, is_careful=False)
    with db.engine.connect() as in_hand:
        in_hand.execute(db.select(ImportBatch).with_for_update().limit(1))
        steps.stop(db.session.get_one(ContactImport, running.id), "eva")
        steps.undo(db.session.get_one(ContactImport, running.id), "eva")
        db.session.commit()
        with ThreadPoolExecutor(1) as jobs:
            undo = jobs.submit(in_a_context, app, import_contacts, running.id)
            with pytest.raises(TimeoutError):
                undo.result(timeout=0.3)
            in_hand.rollback()
    undo.result()

    db.session.refresh(running)
    assert (running.status, how_many(Contact)) == (ImportStatus.UNDONE, 0)
    assert how_many(ImportRow) == how_many(ImportBatch) == 0


def test_nothing_more_is_imported_once_it_is_stopped(app, running):
    steps.stop(running, "eva")
    db.session.commit()

    run.run(running.id)

    assert how_many(Contact) == 0
    assert how_many(ImportRow) == PEOPLE


def test_a_file_that_is_forgotten_while_it_is_checked_leaves_nothing(app, monkeypatch):
    monkeypatch.setattr(check, "IMPORT_BATCH_ROWS", 2)
    lines = [b"phone\n", *(b"+57300111%04d\n" % number for number in range(9))]
    kept = steps.upload("people.csv", lines, "CO", "eva")
    steps.check(kept, load(kept.columns), "CO", "They signed a form")
    db.session.commit()
    keep = check._store_batch

    def forget_behind(import_id, portion, after):
        is_kept = keep(import_id, portion, after)
        if upload := db.session.get(ContactImport, import_id):
            steps.discard(upload, "eva")
            db.session.commit()
        return is_kept

    monkeypatch.setattr(check, "_store_batch", forget_behind)
    import_contacts(kept.id)

    for table in (ContactImport, ImportRow, ImportBatch, Contact):
        assert db.session.query(table).count() == 0
