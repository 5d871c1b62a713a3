"""Confirming the database on the command line."""

from jobs.recover_claims import recover_claims
from webapp.extensions import db
from webapp.models import RestoreGuard


def restore() -> None:
    for _ in range(3):
        recover_claims()
    db.session.execute(db.update(RestoreGuard).values(generation=1))
    db.session.commit()


def test_the_right_database_is_told(run, app):
    result = run("restore-guard", "show")

    assert (result.exit_code, result.output) == (0, "This is the database that was used last.\n")


def test_a_copy_is_told_and_confirmed(run, app):
    restore()

    before, done, after = (run("restore-guard", name) for name in ("show", "confirm", "show"))

    assert (before.exit_code, done.exit_code, after.exit_code) == (1, 0, 0)
    assert "Nothing is sent. This database is older than it should be" in before.output


def test_there_may_be_nothing_to_confirm(run, app):
    result = run("restore-guard", "confirm")

    assert result.exit_code == 1
    assert "Nothing has to be confirmed" in result.output


def test_the_doctor_finds_a_copy_by_itself(run, app):
    restore()

    result = run("doctor")

    assert result.exit_code == 1
    assert "BROKEN  The database is the one that was used last" in result.output


def test_health_tells_of_a_copy(run, client):
    restore()
    run("restore-guard", "show")

    assert client.get("/marketing/health").json["checks"]["restore_guard"] == {"ok": False}
