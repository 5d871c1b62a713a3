"""The steps of an import after its upload: columns, check, run, stop, undo."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.imports import column_map
from webapp.domain.imports.column_map import Shape
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.imports.imports import (
    ENCODINGS,
    ColumnsForm,
    ConfirmNumbersForm,
    EncodingForm,
    column_rows,
)
from webapp.models import ContactImport
from webapp.services.imports import steps
from webapp.views.accounts.access import actor, get_or_404
from webapp.views.imports.pages import is_suspicious, page


def columns(import_id: int) -> str | Response:
    """Ask for the meaning of each column, and how the contacts opted in."""
    contact_import = get_or_404(ContactImport, import_id)
    if not contact_import.shape or contact_import.started_at is not None:
        return redirect(url_for("imports.show", import_id=contact_import.id))
    form = ColumnsForm(
        data={
            "columns": column_rows(contact_import.columns),
            "country": contact_import.country,
            "consent": contact_import.consent or None,
        }
    )
    form.set_choices()
    shape = Shape.load(contact_import.shape)
    if form.validate_on_submit():
        try:
            _check(contact_import, form, shape)
        except InvalidInput as refused:
            form.add_errors({"country": refused.message})
        else:
            return redirect(url_for("imports.show", import_id=contact_import.id))
    known = column_map.find_fault(column_map.load(contact_import.columns))
    return render_template(
        "imports/columns.html",
        contact_import=contact_import,
        shape=shape,
        form=form,
        encoding_form=EncodingForm(data={"encoding": contact_import.encoding}),
        fault="" if form.is_submitted() else known,
    )


def _check(contact_import: ContactImport, form: ColumnsForm, shape: Shape) -> None:
    if len(form.columns) != len(shape.headings):
        abort(400)
    steps.check(contact_import, form.column_map(shape), form.country.data, form.consent.data)
    db.session.commit()
    if contact_import.task_id:
        queues.enqueue_task(contact_import.task_id)


def encoding(import_id: int) -> Response:
    """Read the file again with a different encoding."""
    contact_import = get_or_404(ContactImport, import_id)
    requested = request.form.get("encoding", "")
    if requested not in ENCODINGS:
        abort(400)
    steps.reopen(contact_import, requested)
    db.session.commit()
    return redirect(url_for("imports.columns", import_id=contact_import.id))


def start(import_id: int) -> str | Response:
    """Start the import, or resume it after a stop; suspicious numbers need a confirmation."""
    contact_import = get_or_404(ContactImport, import_id)
    form = ConfirmNumbersForm()
    if is_suspicious(contact_import) and not form.validate_on_submit():
        return page(contact_import, form)
    steps.start(contact_import, actor())
    return _work(contact_import)


def stop(import_id: int) -> Response:
    """Stop the import; imported rows are kept."""
    contact_import = get_or_404(ContactImport, import_id)
    steps.stop(contact_import, actor())
    db.session.commit()
    return redirect(url_for("imports.show", import_id=contact_import.id))


def undo(import_id: int) -> str | Response:
    """Ask for confirmation, then undo everything that has not been changed since."""
    contact_import = get_or_404(ContactImport, import_id)
    if request.method == "GET":
        return render_template("imports/undo.html", contact_import=contact_import)
    steps.undo(contact_import, actor())
    return _work(contact_import)


def discard(import_id: int) -> Response:
    """Delete a file from which nothing was imported."""
    contact_import = db.session.get(ContactImport, import_id)
    if contact_import:
        steps.discard(contact_import, actor())
        db.session.commit()
        flash(
            _(
                "%(filename)s is forgotten; nothing of it was imported.",
                filename=contact_import.filename,
            ),
            "success",
        )
    return redirect(url_for("imports.index"))


def _work(contact_import: ContactImport) -> Response:
    db.session.commit()
    if contact_import.task_id:
        queues.enqueue_task(contact_import.task_id)
    return redirect(url_for("imports.show", import_id=contact_import.id))
