"""The background tasks that a user waits for."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from jobs.bulk_work import WORK
from webapp.domain.imports.status import ImportStatus
from webapp.domain.messages import of_error
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import Campaign, ContactImport
from webapp.services.audiences import background_counts, preview
from webapp.services.background import bulk_actions, claims, progress
from webapp.services.background.claims import Claim
from webapp.services.campaigns import draft_audience, lifecycle, missed_starts
from webapp.services.imports import check, run, undo
from webapp.services.recipients import from_audience


def do_bulk_action(claim: Claim) -> None:
    """Run the action to its end, portion by portion."""
    while bulk_actions.do_next(claim, WORK):
        db.session.commit()


#: The work for each status of an import.
IMPORT_STEPS = {
    ImportStatus.CHECKING: check.run,
    ImportStatus.RUNNING: run.run,
    ImportStatus.UNDOING: undo.run,
}


def import_contacts(claim: Claim) -> None:
    """Check, import or undo, depending on the import's status, portion by portion."""
    upload = db.session.get(ContactImport, claim.params["import_id"])
    if upload is not None and upload.status in IMPORT_STEPS:
        IMPORT_STEPS[upload.status](upload.id)


def add_audience(claim: Claim) -> Mapping[str, Any] | None:
    """Add everyone in the campaign's audience; return the counts.

    Everything is one transaction: a worker that is killed changes nothing.
    """
    campaign = db.session.get(Campaign, uuid.UUID(claim.params["campaign_id"]))
    if campaign is None:
        return None
    try:
        with db.session.begin_nested():  # the task stays locked, whatever happens
            missed_starts.require_in_time(claim)
            added = from_audience.add(campaign, progress.reporter(claim.id))
            lifecycle.plan_added(campaign)
    except AppError as error:
        claims.fail(claim, of_error(error.message))
        return None
    return asdict(added)


#: Finds what to count, by the first word of the subject.
COUNTABLES = {draft_audience.KIND: draft_audience.find, preview.KIND: preview.find}


def count_contacts(claim: Claim) -> None:
    """Count for a page, and cache the result; do nothing if the subject was deleted."""
    kind, key = claim.params["subject"].split()
    countable = COUNTABLES[kind](key)
    if countable:
        background_counts.store(countable)
