"""When campaigns pause automatically, and confirming the database."""

import pytest

from jobs.recover_claims import recover_claims
from webapp import clock
from webapp.extensions import db
from webapp.models import AuditEntry, RestoreGuard
from webapp.queries.operations import settings
from webapp.services.operations import restore_guard

BUTTON = "This is the right database: send again"


@pytest.fixture
def restored(app) -> None:
    """A database that was restored to an earlier time, which was noticed."""
    for _ in range(3):
        recover_claims()
    db.session.execute(db.update(RestoreGuard).values(generation=1))
    restore_guard.holds(clock.now())
    db.session.commit()


def test_the_numbers_are_shown_and_saved(open_page, admin):
    page = open_page("/settings/safety", admin)
    page = page.submit("Save", {"failures_share": "80", "canary_minutes": "45"})

    assert page.messages == ["The numbers are saved, and hold from now on."]
    found = settings.safety()
    assert (found.failures_of, found.failures_share, found.canary_minutes) == (100, 80, 45)
    assert found.circuit_breaker_rules.share == 0.8


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("failures_of", "5"),
        ("failures_share", "0"),
        ("canary_failed", "100"),
        ("resumed_canary", ""),
    ],
)
def test_numbers_without_sense_are_refused(open_page, admin, name, typed):
    page = open_page("/settings/safety", admin).submit("Save", {name: typed})

    assert len(page.errors) == 1
    assert settings.safety() == settings.Safety()


def test_a_copy_is_told_and_confirmed(open_page, admin, restored):
    page = open_page("/settings/safety", admin)
    assert "Nothing is sent: this may be an older copy of the database" in page.text
    assert "This database is older than it should be" in page.text

    page = page.submit(BUTTON)

    assert page.messages == ["The database is confirmed: messages are sent again."]
    assert BUTTON not in page.text
    assert restore_guard.holds(clock.now())
    noted = db.session.scalars(
        db.select(AuditEntry).filter_by(action="restore_guard.confirm")
    ).one()
    assert "@" in noted.actor


def test_twice_finds_it_confirmed(open_page, admin, restored):
    page = open_page("/settings/safety", admin)
    page.submit(BUTTON)

    assert page.submit(BUTTON).messages == ["The database is confirmed already."]


def test_only_administrators_may(open_page, editor, restored):
    assert open_page("/settings/safety", editor).heading == "You may not do this"
    assert editor.post("/settings/safety/confirm").status_code in (400, 403)
    assert not restore_guard.holds(clock.now())
