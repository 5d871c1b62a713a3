"""Trying RQ jobs that failed again, and deleting them."""

from rq.exceptions import NoSuchJobError
from rq.job import Job

from webapp import queues
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.queries.operations.failed_jobs import name_of
from webapp.services.accounts import audit


def retry(job_id: str, actor: str) -> Job:
    """Note that a failed job is tried again, and return it, to be requeued after the commit.

    Raises WrongStatus if it is not among the failed ones any more.
    """
    return _noted(job_id, "job.retry", actor)


def delete(job_id: str, actor: str) -> Job:
    """Note that a failed job is deleted, and return it, to be deleted after the commit.

    Its work is not lost: it is in the database, where the next periodic run finds it. Raises
    WrongStatus if the job is not among the failed ones any more.
    """
    return _noted(job_id, "job.delete", actor)


def _noted(job_id: str, action: str, actor: str) -> Job:
    try:
        job = Job.fetch(job_id, connection=queues.redis())
        is_failed = job.id in job.failed_job_registry
    except (NoSuchJobError, ValueError):
        is_failed = False
    if not is_failed:
        raise WrongStatus(N_("This job was tried again already, or it was deleted."), "")
    audit.note(actor, action, f"job {job.id}", kind=name_of(job))
    return job
