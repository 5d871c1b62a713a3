"""The progress of a bulk action, and its file."""

import uuid

from flask import Response, abort, render_template, stream_with_context

from webapp.domain.operations.bulk import BulkKind
from webapp.domain.translatable import N_
from webapp.models import BulkAction
from webapp.services.background import bulk_actions
from webapp.views.accounts.access import actor, get_or_404

#: The name of each kind, and the link on its progress page.
TITLES = {
    BulkKind.CAMPAIGNS_PAUSE: N_("Pausing campaigns"),
    BulkKind.CAMPAIGNS_RESUME: N_("Resuming campaigns"),
    BulkKind.CAMPAIGNS_CANCEL: N_("Cancelling campaigns"),
    BulkKind.CONTACTS_UNSUBSCRIBE: N_("Unsubscribing contacts"),
    BulkKind.CONTACTS_TAG: N_("Adding a tag to contacts"),
    BulkKind.CONTACTS_UNTAG: N_("Taking a tag from contacts"),
    BulkKind.CONTACTS_EXPORT: N_("A file of contacts"),
    BulkKind.RECIPIENTS_RETRY: N_("Trying failed people again"),
    BulkKind.RECIPIENTS_SKIP: N_("Taking people out of the campaign"),
    BulkKind.RECIPIENTS_EXPORT: N_("A file of recipients"),
}


def show(action_id: uuid.UUID) -> str:
    """Show the progress; the action continues if the user leaves the page."""
    action = get_or_404(BulkAction, action_id)
    return render_template("bulk/show.html", action=action, heading=TITLES[action.kind])


def progress(action_id: uuid.UUID) -> str:
    """Show the fragment that refreshes."""
    return render_template("bulk/_progress.html", action=get_or_404(BulkAction, action_id))


def download(action_id: uuid.UUID) -> Response:
    """Return the file as a stream."""
    action = get_or_404(BulkAction, action_id)
    if not action.is_export or action.finished_at is None:
        abort(404)
    bulk_actions.note_download(action, actor())
    name = f"{action.kind.value.replace('_', '-')}-{action.finished_at:%Y-%m-%d}.csv"
    return Response(
        stream_with_context(bulk_actions.file_pieces(action.id)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
