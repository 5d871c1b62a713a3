"""An import after its upload: columns, check, run, result. Each page shows the stored row."""

import csv
import io
from collections.abc import Iterable, Iterator

from flask import (
    Response as FlaskResponse,
)
from flask import (
    abort,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from werkzeug.wrappers import Response

from webapp import clock, queues
from webapp.domain import column_map
from webapp.domain.column_map import Shape
from webapp.domain.csv_cells import guard
from webapp.domain.import_status import ImportStatus
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.imports import ENCODINGS, ColumnsForm, EncodingForm, filled
from webapp.models import ContactImport, Role
from webapp.queries import contact_imports as imports_query
from webapp.services import contact_imports
from webapp.views.access import actor, get_or_404, page_blueprint

bp = page_blueprint("imports", __name__, "/contacts/imports", Role.EDITOR)

#: Rows in sequence from which on someone is asked whether the numbers are real.
SUSPICIOUS = 50
#: The page of each status.
PAGES = {
    ImportStatus.CHECKING: "imports/working.html",
    ImportStatus.CHECKED: "imports/checked.html",
    ImportStatus.RUNNING: "imports/working.html",
    ImportStatus.UNDOING: "imports/working.html",
    ImportStatus.REFUSED: "imports/refused.html",
}


@bp.get("/")
def index() -> str:
    """List the files and what became of them."""
    return render_template("imports/index.html", imports=imports_query.latest())


@bp.get("/<int:import_id>")
def show(import_id: int) -> str | Response:
    """Show the step at which the import is."""
    kept = get_or_404(ContactImport, import_id)
    if kept.status == ImportStatus.UPLOADED:
        return redirect(url_for("imports.columns", import_id=kept.id))
    return render_template(
        PAGES.get(kept.status, "imports/result.html"),
        kept=kept,
        form=None,
        rejected=imports_query.rejected(kept.id),
        is_suspicious=kept.in_sequence >= SUSPICIOUS,
        rate=_rows_a_second(kept),
    )


def _rows_a_second(kept: ContactImport) -> int | None:
    """How quickly a running import goes, once there is something to tell by."""
    if kept.status != ImportStatus.RUNNING or not (kept.started_at and kept.imported):
        return None
    return int(kept.imported / max(1.0, (clock.now() - kept.started_at).total_seconds()))


@bp.get("/<int:import_id>/progress")
def progress(import_id: int) -> FlaskResponse | str:
    """The fragment that a working import's page fetches anew; its end opens the next page."""
    kept = get_or_404(ContactImport, import_id)
    if kept.is_at_work:
        return render_template("imports/_progress.html", kept=kept, rate=_rows_a_second(kept))
    here = url_for("imports.show", import_id=kept.id)
    return FlaskResponse("", headers={"HX-Redirect": here})


@bp.route("/<int:import_id>/columns", methods=["GET", "POST"])
def columns(import_id: int) -> str | Response:
    """Ask what each column becomes, and how the people agreed."""
    kept = get_or_404(ContactImport, import_id)
    if not kept.shape or kept.started_at is not None:
        return redirect(url_for("imports.show", import_id=kept.id))
    form = ColumnsForm(
        data={
            "columns": filled(kept.columns),
            "country": kept.country,
            "consent": kept.consent or None,
        }
    )
    form.offer()
    shape = Shape.load(kept.shape)
    if form.validate_on_submit():
        try:
            _check(kept, form, shape)
        except InvalidInput as refused:
            form.add_errors({"country": refused.message})
        else:
            return redirect(url_for("imports.show", import_id=kept.id))
    known = column_map.fault(column_map.load(kept.columns))
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
    chosen = form.chosen(shape)
    contact_imports.check(kept, chosen, form.country.data, form.consent.data)
    db.session.commit()
    queues.nudge("import_contacts", kept.id)


@bp.post("/<int:import_id>/encoding")
def encoding(import_id: int) -> Response:
    """Read the file anew with another encoding."""
    kept = get_or_404(ContactImport, import_id)
    chosen = request.form.get("encoding", "")
    if chosen not in ENCODINGS or kept.started_at is not None:
        abort(400)
    contact_imports.reopen(kept, chosen)
    db.session.commit()
    return redirect(url_for("imports.columns", import_id=kept.id))


@bp.post("/<int:import_id>/start")
def start(import_id: int) -> Response:
    """Begin, or go on after a stop."""
    kept = get_or_404(ContactImport, import_id)
    contact_imports.start(kept, actor())
    return _work(kept)


@bp.post("/<int:import_id>/stop")
def stop(import_id: int) -> Response:
    """Stop; what is imported stays."""
    kept = get_or_404(ContactImport, import_id)
    contact_imports.stop(kept, actor())
    db.session.commit()
    return redirect(url_for("imports.show", import_id=kept.id))


@bp.route("/<int:import_id>/undo", methods=["GET", "POST"])
def undo(import_id: int) -> str | Response:
    """Ask, and take everything back that nobody has touched since."""
    kept = get_or_404(ContactImport, import_id)
    if request.method == "GET":
        return render_template("imports/undo.html", kept=kept)
    contact_imports.undo(kept, actor())
    return _work(kept)


@bp.post("/<int:import_id>/discard")
def discard(import_id: int) -> Response:
    """Forget a file of which nothing was imported."""
    kept = db.session.get(ContactImport, import_id)
    if kept:
        contact_imports.discard(kept, actor())
        db.session.commit()
        flash(f"{kept.filename} is forgotten; nothing of it was imported.", "success")
    return redirect(url_for("imports.index"))


def _work(kept: ContactImport) -> Response:
    db.session.commit()
    queues.nudge("import_contacts", kept.id)
    return redirect(url_for("imports.show", import_id=kept.id))


@bp.get("/<int:import_id>/rejected.csv")
def rejected(import_id: int) -> FlaskResponse:
    """Send the rows that were left out, to be corrected and uploaded again."""
    kept = get_or_404(ContactImport, import_id)
    name = f"left-out-of-import-{kept.id}.csv"
    return FlaskResponse(
        stream_with_context(_lines(kept.id, [one["heading"] for one in kept.columns])),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(import_id: int, headings: list[str]) -> Iterator[str]:
    """Write the original columns first; what we say of the row stands behind them."""
    yield "\ufeff" + _csv([*headings, *column_map.OUR_HEADINGS])
    for row in imports_query.all_rejected(import_id):
        cells = [*row.cells, *[""] * (len(headings) - len(row.cells))]
        yield _csv([*cells, row.row, row.reason])


def _csv(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([guard(cell) for cell in cells])
    return written.getvalue()
