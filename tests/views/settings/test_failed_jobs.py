"""RQ jobs that failed, on the page of background tasks."""

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisAwayError
from rq import Queue, SimpleWorker
from rq.job import Job, JobStatus

from tests.support.page import visit
from webapp import labels, queues
from webapp.extensions import db
from webapp.models import AuditEntry

TABLE = "Jobs that failed"
PAGE = "/settings/background-tasks"
LIVE = "<img src=x onerror=alert(1)> +573001112233"


@pytest.fixture
def open_jobs(open_page, admin):
    """Open the page as an administrator."""
    return lambda: open_page(PAGE, admin)


@pytest.fixture
def failed(app) -> Job:
    """A job that failed in a worker, with a person's number in its traceback."""
    queue = Queue("default", connection=queues.redis())
    job = queue.enqueue("os.stat", LIVE)
    SimpleWorker([queue], connection=queues.redis()).work(burst=True, logging_level="CRITICAL")
    assert job.is_failed
    return job


def test_without_trouble_there_is_no_job(open_jobs):
    assert open_jobs().rows(TABLE) == [["No job has failed."]]


def test_a_failed_job_is_shown_with_a_reason_and_nothing_of_what_it_contains(open_jobs, failed):
    page = open_jobs()

    [row] = page.rows(TABLE)
    assert row[:2] == [
        "A job of another version",
        "An internal error. The log of the worker names it, at the time shown.",
    ]
    assert "3001112233" not in str(page.soup)
    assert "onerror" not in str(page.soup)


def test_a_failed_job_is_tried_again(open_jobs, open_page, admin, failed):
    again = open_jobs().submit(f"Try again: job {failed.id}")

    assert again.messages == ["It is tried again."]
    assert failed.get_status(refresh=True) == JobStatus.QUEUED
    entry = db.session.scalars(db.select(AuditEntry).filter_by(action="job.retry")).one()
    assert entry.details == {"kind": "stat"}
    assert f"Job {failed.id}" in open_page("/settings/audit", admin).text


def test_a_failed_job_is_deleted(open_jobs, failed):
    again = open_jobs().submit(f"Delete: job {failed.id}")

    assert again.messages == ["It is deleted."]
    assert again.rows(TABLE) == [["No job has failed."]]
    assert not Job.exists(failed.id, connection=queues.redis())


@pytest.mark.parametrize("press", ["Try again", "Delete"])
def test_of_two_administrators_the_second_reads_what_happened(open_jobs, failed, press):
    page = open_jobs()
    page.submit(f"Try again: job {failed.id}")

    again = page.submit(f"{press}: job {failed.id}")

    assert again.messages == ["This job was tried again already, or it was deleted."]
    assert failed.get_status(refresh=True) == JobStatus.QUEUED


@pytest.mark.parametrize("change", ["again", "delete"])
def test_reading_changes_no_job_and_only_administrators_do(admin, editor, failed, change):
    address = f"{PAGE}/jobs/{failed.id}/{change}"

    token = {"csrf_token": visit(editor, "/").soup.find(attrs={"name": "csrf_token"})["value"]}

    assert admin.get(address).status_code == 405
    assert admin.post(address).status_code == 400
    assert editor.post(address, data=token).status_code == 403
    assert failed.get_status(refresh=True) == JobStatus.FAILED


def test_without_redis_the_page_says_so(open_jobs, failed, monkeypatch):
    page = open_jobs()

    def refuse(*_, **__):
        raise RedisAwayError

    monkeypatch.setattr(Redis, "execute_command", refuse)
    again = page.submit(f"Try again: job {failed.id}")

    assert again.messages == ["Redis does not respond, so nothing was changed. Try again later."]
    assert "Redis does not respond, so the jobs cannot be shown." in again.text


def test_every_job_has_its_words():
    assert labels.JOB.keys() == queues.JOBS.keys()
