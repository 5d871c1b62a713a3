"""Bulk actions on contacts, after a confirmation."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import sheets
from webapp.domain.masking import masked
from webapp.domain.operations.bulk import BulkKind
from webapp.domain.translatable import N_, NN_, Text
from webapp.extensions import db
from webapp.forms.campaigns.groups import GroupForm, GroupReasonForm, GroupTagForm
from webapp.language import number, translated
from webapp.models import Role
from webapp.queries.contacts import lists
from webapp.services.accounts import audit
from webapp.services.background import bulk_actions
from webapp.services.contacts import groups as contact_groups
from webapp.views.accounts.access import actor, role_required
from webapp.views.contacts import selection as contact_choice
from webapp.views.shell import selection as groups


class Act(NamedTuple):
    """A bulk action on contacts: its name, its form and its messages."""

    words: Text
    kind: BulkKind
    form: type[GroupForm]
    consequence: Text
    take: Callable[[list[Any], str, str], int] | None = None
    tone: str = "primary"


ACTS = {
    "unsubscribe": Act(
        N_("Unsubscribe"),
        BulkKind.CONTACTS_UNSUBSCRIBE,
        GroupReasonForm,
        N_(
            "Nobody writes to them any more, in any campaign. "
            "Only they themselves, or staff one by one, can take it back."
        ),
        contact_groups.unsubscribe,
        "danger",
    ),
    "tag": Act(
        N_("Add a tag"),
        BulkKind.CONTACTS_TAG,
        GroupTagForm,
        N_("Audiences can choose people by their tags."),
        contact_groups.tag,
    ),
    "untag": Act(
        N_("Remove a tag"),
        BulkKind.CONTACTS_UNTAG,
        GroupTagForm,
        N_("Whoever does not have the tag stays as they are."),
        contact_groups.untag,
    ),
    "export": Act(
        N_("Download as a file"),
        BulkKind.CONTACTS_EXPORT,
        GroupForm,
        N_("A CSV file with their attributes; spreadsheets open it."),
    ),
}


@role_required(Role.EDITOR)
def group() -> str | Response:
    """Show the number of contacts, ask for confirmation, and run the action."""
    act, selected = ACTS.get(request.args.get("do", "")), contact_choice.read_group()
    conditions = lists.clauses_for(selected)
    people = lists.count(conditions)
    if act is None or not people:
        return groups.nothing_selected(_back())
    form = act.form(formdata=request.form if request.method == "POST" else None, key=uuid.uuid4())
    if not form.validate_on_submit():
        return _confirm(act, people, form)
    words = form.words.data if "words" in form else ""
    if people > bulk_actions.MAX_ITEMS_IN_REQUEST:
        params = {"whom": asdict(selected), "words": words}
        key = uuid.UUID(form.key.data)
        return groups.run_in_background(bulk_actions.begin(key, act.kind, params, people, actor()))
    if not act.take:
        return _download(conditions, people)
    return _change(act, conditions, words, people)


def _back() -> str:
    return url_for("contacts.index", **contact_choice.filters())


def _filters() -> str:
    """Return the list's filter for the audit log, which outlives the contacts: no numbers."""
    if not groups.is_all_selected():
        return ""
    filters = {name: masked(value) for name, value in contact_choice.filters().items() if value}
    return urlencode(filters, safe="*")


def _confirm(act: Act, people: int, form: GroupForm) -> str:
    button = translated(act.words)
    counted = translated(NN_("%(num)s contact", "%(num)s contacts", people))
    return render_template(
        "bulk/confirm.html",
        question=f"{button}: {counted}?",
        consequences=[translated(act.consequence)],
        form=form,
        button=button,
        tone=act.tone,
        back=_back(),
    )


def _change(act: Act, conditions: list[Any], words: str, people: int) -> Response:
    changed = act.take(conditions, words, actor()) if act.take else 0
    db.session.commit()
    words = _(
        "Done: %(changed)s changed, the other %(others)s needed no change.",
        changed=number(changed),
        others=number(people - changed),
    )
    flash(words, "success" if changed else "info")
    return redirect(_back())


def _download(conditions: list[Any], people: int) -> Response:
    """Return the file; larger files are created by a worker."""
    audit.note_download(actor(), "contacts.export", f"{people} contacts", filter=_filters())
    names = lists.attribute_names(conditions)
    contacts = (sheets.contact_row(contact, names) for contact in lists.after_id(conditions))
    rows = [(*sheets.CONTACT_HEADINGS, *names), *contacts]
    return FlaskResponse(
        sheets.BOM + sheets.csv_lines(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="contacts.csv"'},
    )
