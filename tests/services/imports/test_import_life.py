"""Other events of an import: stopped, killed, undone, read in another way, deleted."""

import gzip
from datetime import timedelta

import pytest

from tests.support.factories import a_contact, an_active_campaign
from tests.support.imports import FORM, checked, everyone, import_contacts, imported, uploaded
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.imports.column_map import load
from webapp.domain.imports.status import ImportStatus
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import (
    BackgroundTask,
    Contact,
    ContactImport,
    ImportRow,
    RejectedRow,
    UploadPiece,
)
from webapp.services.contacts import subscriptions
from webapp.services.imports import check, run, steps


def test_the_file_and_its_rows_are_forgotten_once_they_are_imported(app):
    imported(gzip.compress(b"phone\n3001112233\n"))

    for table in (ImportRow, UploadPiece):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0
    assert len(everyone()) == 1


def test_a_stopped_import_keeps_what_is_done_and_goes_on_where_it_was(app, monkeypatch):
    monkeypatch.setattr(check, "IMPORT_BATCH_ROWS", 2)
    kept = checked("phone\n" + "".join(f"300111223{digit}\n" for digit in range(5)))
    steps.start(kept, "eva")
    db.session.commit()
    run._import_next(kept.id, is_careful=False)
    steps.stop(kept, "eva")
    db.session.commit()

    import_contacts(kept.id)
    stopped_at = len(everyone())
    steps.start(kept, "eva")
    db.session.commit()
    import_contacts(kept.id)

    assert (stopped_at, kept.status, len(everyone())) == (2, ImportStatus.DONE, 5)


def test_a_check_that_was_killed_goes_on_behind_its_last_portion(app, monkeypatch):
    monkeypatch.setattr(check, "IMPORT_BATCH_ROWS", 2)
    kept = uploaded("phone\n" + "".join(f"300111223{digit}\n" for digit in range(5)) + "12\n")
    steps.check(kept, load(kept.columns), "CO", FORM)
    db.session.commit()
    keep = check._store_batch

    def killed(import_id, portion, after):
        if portion[0].row > 3:
            raise KeyboardInterrupt
        return keep(import_id, portion, after)

    monkeypatch.setattr(check, "_store_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        import_contacts(kept.id)
    db.session.rollback()
    monkeypatch.setattr(check, "_store_batch", keep)
    db.session.execute(db.update(BackgroundTask).values(lease_until=None))  # it has ended
    db.session.commit()
    import_contacts(kept.id)

    assert (kept.status, kept.rows, kept.rejected) == (ImportStatus.CHECKED, 6, 1)
    rows = db.session.scalars(db.select(ImportRow.row).order_by(ImportRow.row)).all()
    assert rows == [2, 3, 4, 5, 6]


def test_an_undone_import_leaves_things_as_they_were(app):
    a_contact("+573001112233", "Ana", city="Lima")
    before = everyone()
    kept = imported("phone,name,city\n3001112233,Anita,Cusco\n3001112234,Eva,\n")

    steps.undo(kept, "eva")
    db.session.commit()
    import_contacts(kept.id)

    assert (kept.status, kept.undone) == (ImportStatus.UNDONE, 2)
    assert everyone() == before


def test_whoever_was_touched_since_stays_when_an_import_is_undone(app):
    kept = imported("phone,name\n3001112233,Ana\n3001112234,Eva\n3001112235,Leo\n3001112236,Max\n")
    an_active_campaign(["+573001112233"])
    by_number = {one.phone_number: one for one in db.session.scalars(db.select(Contact))}
    subscriptions.unsubscribe(by_number["+573001112234"], ConsentSource.KEYWORD, "webhook", "STOP")
    subscriptions.edit(by_number["+573001112235"], "Leonor", {}, "eva")
    steps.undo(kept, "eva")
    db.session.commit()

    import_contacts(kept.id)

    assert kept.undone == 1
    assert sorted(name for name, *_ in everyone().values()) == ["Ana", "Eva", "Leonor"]


def test_an_import_that_runs_can_be_neither_checked_again_nor_forgotten(app):
    kept = checked("phone\n3001112233\n")
    steps.start(kept, "eva")

    with pytest.raises(WrongStatus):
        steps.check(kept, load(kept.columns), "CO", FORM)
    with pytest.raises(WrongStatus):
        steps.discard(kept, "eva")


def test_a_file_is_read_in_another_way_before_or_after_its_check_and_not_meanwhile(app):
    kept = uploaded("phone,name\n3001112233,\u0418\n".encode("cp1251"))
    steps.check(kept, load(kept.columns), "CO", FORM)
    db.session.commit()

    with pytest.raises(WrongStatus):
        steps.reopen(kept, "cp1251")
    db.session.rollback()
    import_contacts(kept.id)
    steps.reopen(kept, "cp1251")

    assert kept.status == ImportStatus.UPLOADED
    assert kept.shape["samples"] == [["3001112233"], ["\u0418"]]


def test_a_file_of_which_nothing_is_imported_can_be_forgotten(app):
    kept = checked("phone\n3001112233\n12\n")

    steps.discard(kept, "eva")
    db.session.commit()

    for table in (ContactImport, ImportRow, RejectedRow, UploadPiece):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0


def test_files_with_which_nobody_went_on_are_forgotten_after_a_month(app):
    kept = [uploaded("phone\n3001112233\n"), checked("phone\n3001112234\n12\n"), uploaded("")]
    done = imported("phone\n3001112235\n12\n")

    steps.delete_abandoned(clock.now() + timedelta(days=29))
    before = db.session.scalar(db.select(db.func.count(ContactImport.id)))
    steps.delete_abandoned(clock.now() + timedelta(days=31))

    assert before == len(kept) + 1
    assert db.session.scalars(db.select(ContactImport)).all() == [done]
    assert db.session.scalars(db.select(RejectedRow.import_id)).all() == [done.id]
    for table in (ImportRow, UploadPiece):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0
