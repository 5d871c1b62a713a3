"""An older copy of the database is noticed, and nothing is sent before someone confirms it."""

import shutil
import uuid
from pathlib import Path
from threading import Barrier, Thread

import pytest

from jobs.recover_claims import recover_claims
from tests.support.factories import an_active_campaign
from webapp import clock, queues
from webapp.domain.messages import loaded
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import AuditEntry, Incident, RestoreGuard
from webapp.queries.operations import restore_guard as restore_guard_query
from webapp.queries.planning import waiting
from webapp.queries.planning.constraints import ConstraintKind
from webapp.services.campaigns import daily
from webapp.services.operations import restore_guard


def holds() -> bool:
    answer = restore_guard.holds(clock.now())
    db.session.commit()
    return answer


def row() -> RestoreGuard:
    db.session.expire_all()
    return db.session.scalars(db.select(RestoreGuard)).one()


def restore(generation: int) -> None:
    """Restore the database to this value of its counter, as a backup does."""
    db.session.execute(db.update(RestoreGuard).values(generation=generation))
    db.session.commit()


@pytest.fixture
def folder(app) -> Path:
    return Path(app.config["RESTORE_GUARD_DIR"])


@pytest.fixture
def at_work(app) -> int:
    """A database that workers have used for a while, by the value of its counter."""
    for _ in range(3):
        recover_claims()
    return row().generation


def test_a_database_that_is_used_for_the_first_time_is_the_right_one(app):
    assert holds()
    assert restore_guard_query.raised() is None


def test_it_counts_on_while_workers_are_at_work(at_work):
    recover_claims()

    assert row().generation == at_work + 1
    assert holds()


def test_a_restored_database_is_noticed_and_nothing_is_cut(at_work):
    campaign = an_active_campaign(3)
    restore(at_work - 1)

    assert not holds()

    assert daily.allocate_due(clock.now()) == []
    (constraint,) = waiting.constraints_for(campaign, 3, clock.now())
    assert constraint.kind == ConstraintKind.RESTORE_GUARD
    [incident] = db.session.scalars(db.select(Incident))
    assert incident.kind == "restored_copy"
    assert "This database is older than it should be" in incident.message


def test_its_count_stands_still_so_that_it_never_catches_up(at_work):
    restore(1)

    for _ in range(10):
        recover_claims()

    assert row().generation == 1
    assert not holds()


def test_an_emptied_redis_is_no_copy(at_work):
    queues.redis().flushdb()

    assert holds()


def test_a_restored_database_is_noticed_after_redis_was_emptied_too(at_work):
    queues.redis().flushdb()
    restore(1)

    assert not holds()


def test_a_new_machine_learns_of_a_copy_from_redis(at_work, folder):
    shutil.rmtree(folder)
    assert holds()

    restore(1)

    assert not holds()


def test_a_new_machine_and_an_emptied_redis_are_no_copy(at_work, folder):
    shutil.rmtree(folder)
    queues.redis().flushdb()

    assert holds()


def test_a_file_that_is_broken_tells_nothing(at_work, folder):
    queues.redis().flushdb()
    for file in folder.iterdir():
        file.write_text("{")

    assert holds()


def test_a_folder_that_can_not_be_written_stops_nobody(app, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setitem(app.config, "RESTORE_GUARD_DIR", str(tmp_path / "file"))

    recover_claims()

    assert holds()


def test_a_copy_on_another_server_is_noticed_whatever_is_known_outside(at_work, folder):
    shutil.rmtree(folder)
    queues.redis().flushdb()
    db.session.execute(db.update(RestoreGuard).values(server="7000000000000000001/16384"))
    db.session.commit()

    assert not holds()
    assert "on another server than before" in row().raised_because


def test_another_database_of_the_same_machine_is_not_concerned(at_work):
    db.session.execute(db.update(RestoreGuard).values(key=uuid.uuid4(), generation=1))
    db.session.commit()

    assert holds()


def test_once_confirmed_it_sends_again_and_older_marks_count_no_more(at_work):
    restore(1)
    assert not holds()

    restore_guard.confirm("eva")
    db.session.commit()

    assert holds()
    recover_claims()
    assert holds()
    assert row().generation == 2
    assert db.session.scalars(db.select(Incident.ended_at)).one() is not None
    noted = db.session.scalars(
        db.select(AuditEntry).filter_by(action="restore_guard.confirm")
    ).one()
    assert "older than it should be" in loaded(noted.details["because"])


def test_a_copy_of_a_confirmed_database_is_noticed_again(at_work):
    restore(1)
    holds()
    restore_guard.confirm("eva")
    db.session.commit()
    for _ in range(3):
        recover_claims()

    restore(2)

    assert not holds()


def test_what_is_not_raised_can_not_be_confirmed(at_work):
    with pytest.raises(WrongStatus):
        restore_guard.confirm("eva")


def test_two_workers_who_ask_and_count_at_once_never_find_a_copy(migrated_app, at_work):
    barrier, found = Barrier(2), []

    def work() -> None:
        with migrated_app.app_context():
            barrier.wait()
            for _ in range(30):
                recover_claims()
                found.append(holds())

    both = [Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert found == [True] * 60
    assert row().generation == at_work + 60


def test_two_workers_who_start_at_once_agree_on_the_key(migrated_app, app):
    barrier, found = Barrier(2), []

    def start() -> None:
        with migrated_app.app_context():
            barrier.wait()
            found.append(holds())

    both = [Thread(target=start) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert found == [True, True]
    assert row().generation == 1
