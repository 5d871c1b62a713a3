"""An import with a killed worker."""

import os
import signal
import subprocess
import sys
import time

import pytest

from jobs.enqueue_due_tasks import enqueue_due_tasks
from tests.support.database import wait_for_others_to_end
from tests.support.imports import import_contacts
from webapp import queues
from webapp.domain.imports.column_map import load
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import BackgroundTask, ConsentEvent, Contact, ContactImport
from webapp.services.imports import steps

ROWS = 31_000
TEXT = "phone,name,city\n" + "".join(
    f"+57300{row % 30_000:07},Person {row},City {row % 7}\n" for row in range(ROWS)
)


def checked():
    kept = steps.upload("people.csv", [TEXT.encode()], "CO", "eva")
    steps.check(kept, load(kept.columns), "CO", "They signed a form")
    db.session.commit()
    import_contacts(kept.id)
    return kept


def start(kept):
    steps.start(kept, "eva")
    db.session.commit()


def table():
    """Return everyone and their consent, without ids and times."""
    rows = db.session.execute(
        db.select(
            Contact.phone_number,
            Contact.name,
            Contact.attributes["city"].astext,
            Contact.subscription,
            ConsentEvent.words,
        )
        .join(ConsentEvent, ConsentEvent.contact_id == Contact.id)
        .order_by(Contact.phone_number)
    ).all()
    db.session.commit()
    return rows


@pytest.fixture
def undisturbed(app):
    """The result of the import without any fault."""
    kept = checked()
    start(kept)
    import_contacts(kept.id)
    rows = table()
    # Deleting row by row queries every other table for each, with plans made for empty tables.
    db.session.execute(db.text("TRUNCATE contacts, consent_events, imported_contacts CASCADE"))
    db.session.commit()
    return rows


def test_a_worker_killed_in_mid_import_leaves_no_trace_once_the_tick_has_come(
    app, settings, work, undisturbed
):
    kept = checked()
    start(kept)
    queues.enqueue_task(kept.task_id)
    worker = subprocess.Popen([sys.executable, "-m", "jobs.worker"], env=os.environ | settings)
    while not db.session.scalar(db.select(ContactImport.created).filter_by(id=kept.id)):
        db.session.commit()
        time.sleep(0.005)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    wait_for_others_to_end()
    half_way = db.session.scalar(db.select(db.func.count(Contact.id)))

    queues.redis().flushdb()  # the killed worker's job is lost as well
    db.session.execute(db.update(BackgroundTask).values(lease_until=kept.created_at))
    db.session.commit()
    enqueue_due_tasks()
    work()

    db.session.refresh(kept)
    assert 0 < half_way < 30_000
    assert (kept.status, kept.created, kept.repeated) == (ImportStatus.DONE, 30_000, 1_000)
    assert table() == undisturbed
