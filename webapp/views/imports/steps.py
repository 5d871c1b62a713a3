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
    """Ask what each column becomes, and how the people agreed."""
    kept = get_or_404(ContactImport, import_id)
    if not kept.shape or kept.started_at is not None:
        return redirect(url_for("imports.show", import_id=kept.id))
    form = ColumnsForm(
        data={
            "columns": column_rows(kept.columns),
            "country": kept.country,
            "consent": kept.consent or None,
        }
    )
    form.set_choices()
    shape = Shape.load(kept.shape)
    if form.validate_on_submit():
        try:
            _check(kept, form, shape)
        except InvalidInput as refused:
            form.add_errors({"country": refused.message})
        else:
            return redirect(url_for("imports.show", import_id=kept.id))
    known = column_map.find_fault(column_map.load(kept.columns))
    return render_template(
        "imports/columns.html",
        kept=kept,
        shape=shape,
        form=form,
        encoding_form=EncodingForm(data={"encoding": kept.encoding}),
        fault="" if form.is_submitted() else known,
    )


def _check(kept: ContactImport, form: ColumnsForm, shape: Shape) -> None:
    if len(form.columns) != len(shape.headings):
        abort(400)
    steps.check(kept, form.column_map(shape), form.country.data, form.consent.data)
    db.session.commit()
    if kept.task_id:
        queues.enqueue_task(kept.task_id)


def encoding(import_id: int) -> Response:
    """Read the file anew with another encoding."""
    kept = get_or_404(ContactImport, import_id)
    chosen = request.form.get("encoding", "")
    if chosen not in ENCODINGS:
        abort(400)
    steps.reopen(kept, chosen)
    db.session.commit()
    return redirect(url_for("imports.columns", import_id=kept.id))


def start(import_id: int) -> str | Response:
    """Begin, or go on after a stop; numbers that look made up have to be confirmed."""
    kept = get_or_404(ContactImport, import_id)
    form = ConfirmNumbersForm()
    if is_suspicious(kept) and not form.validate_on_submit():
        return page(kept, form)
    steps.start(kept, actor())
    return _work(kept)


def stop(import_id: int) -> Response:
    """Stop; what is imported stays."""
    kept = get_or_404(ContactImport, import_id)
    steps.stop(kept, actor())
    db.session.commit()
    return redirect(url_for("imports.show", import_id=kept.id))


def undo(import_id: int) -> str | Response:
    """Ask, and take everything back that nobody has touched since."""
    kept = get_or_404(ContactImport, import_id)
    if request.method == "GET":
        return render_template("imports/undo.html", kept=kept)
    steps.undo(kept, actor())
    return _work(kept)


def discard(import_id: int) -> Response:
    """Forget a file of which nothing was imported."""
    kept = db.session.get(ContactImport, import_id)
    if kept:
        steps.discard(kept, actor())
        db.session.commit()
        flash(
            _("%(filename)s is forgotten; nothing of it was imported.", filename=kept.filename),
            "success",
        )
    return redirect(url_for("imports.index"))


def _work(kept: ContactImport) -> Response:
    db.session.commit()
    if kept.task_id:
        queues.enqueue_task(kept.task_id)
    return redirect(url_for("imports.show", import_id=kept.id))
