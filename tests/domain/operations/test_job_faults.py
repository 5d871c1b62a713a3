"""Why a job failed, in words."""

import pytest

from webapp.domain.operations.job_faults import reason

DATABASE = """Traceback (most recent call last):
  File "x"
sqlalchemy.exc.OperationalError: (psycopg) gone
[SQL: SELECT]
(Background on this error at: https://sqlalche.me)"""


@pytest.mark.parametrize(
    ("traceback", "words"),
    [
        (DATABASE, "The database did not respond, or ended the work."),
        ("rq.timeouts.JobTimeoutException: Task exceeded", "It took longer than an hour"),
        ("Moved to FailedJobRegistry, due to AbandonedJobError, at 2026", "The worker that did it"),
        ("MemoryError", "There was not enough memory."),
        ("ValueError: +573001112233", "An internal error."),
        ("", "An internal error."),
    ],
)
def test_the_reason_is_one_of_our_sentences(traceback, words):
    assert str(reason(traceback)).startswith(words)
