"""Imports: the list, and the step at which one is. Each page shows the stored row."""

from collections.abc import Iterator

from flask import Response as FlaskResponse
from flask import redirect, render_template, stream_with_context, url_for
from werkzeug.wrappers import Response

from webapp import clock, sheets
from webapp.domain.imports.column_map import OUR_HEADINGS
from webapp.domain.imports.status import ImportStatus
from webapp.forms.imports.imports import ConfirmNumbersForm
from webapp.language import translated
from webapp.models import ContactImport
from webapp.queries.imports import imports as imports_query
from webapp.views.accounts.access import get_or_404
from webapp.views.imports import return_to_draft
from webapp.views.shell import paging

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


def index() -> str:
    """List the files and what became of them."""
    asked = paging.asked(imports_query.ORDERS, imports_query.NEWEST)
    page = imports_query.page(asked.place)
    return render_template("imports/index.html", imports=page.rows, **asked.shown(page))


def show(import_id: int) -> str | Response:
    """Show the step at which the import is."""
    kept = get_or_404(ContactImport, import_id)
    if kept.status == ImportStatus.UPLOADED:
        return redirect(url_for("imports.columns", import_id=kept.id))
    return page(kept)


def is_suspicious(kept: ContactImport) -> bool:
    """Return whether a user has to confirm that the numbers are real before they are imported."""
    return kept.status == ImportStatus.CHECKED and kept.in_sequence >= SUSPICIOUS


def page(kept: ContactImport, form: ConfirmNumbersForm | None = None) -> str:
    """Show the page of the import's status."""
    return render_template(
        PAGES.get(kept.status, "imports/result.html"),
        kept=kept,
        form=form or (ConfirmNumbersForm(formdata=None) if is_suspicious(kept) else None),
        rejected=imports_query.rejected(kept.id),
        causes=imports_query.causes(kept),
        rate=_rows_a_second(kept),
        draft=return_to_draft.find(),
    )


def _rows_a_second(kept: ContactImport) -> int | None:
    """How quickly a running import goes, once there is something to tell by."""
    if kept.status != ImportStatus.RUNNING or not (kept.started_at and kept.imported):
        return None
    return int(kept.imported / max(1.0, (clock.now() - kept.started_at).total_seconds()))


def progress(import_id: int) -> FlaskResponse | str:
    """The fragment that a working import's page fetches anew; its end opens the next page."""
    kept = get_or_404(ContactImport, import_id)
    if kept.is_at_work:
        return render_template("imports/_progress.html", kept=kept, rate=_rows_a_second(kept))
    here = url_for("imports.show", import_id=kept.id)
    return FlaskResponse("", headers={"HX-Redirect": here})


def rejected(import_id: int) -> FlaskResponse:
    """Send the rows that were left out, to be corrected and uploaded again."""
    kept = get_or_404(ContactImport, import_id)
    name = f"left-out-of-import-{kept.id}.csv"
    return FlaskResponse(
        stream_with_context(_lines(kept)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(kept: ContactImport) -> Iterator[str]:
    """Write the original columns first; what we say of the row stands behind them.

    A file that we wrote ourselves has that already: of it the row in the first file stays.
    The file's separator stays too: an Excel that writes semicolons shows commas in one cell.
    """
    separator = kept.shape["separator"] or ","
    headings = [one["heading"] for one in kept.columns]
    is_ours = tuple(headings[-2:]) == OUR_HEADINGS
    yield sheets.BOM + sheets.csv_lines(
        [[*headings, *(() if is_ours else OUR_HEADINGS)]], separator
    )
    for row in imports_query.all_rejected(kept.id):
        cells = [*row.cells, *[""] * (len(headings) - len(row.cells))]
        *theirs, first_row, _reason = cells if is_ours else [*cells, "", ""]
        yield sheets.csv_lines([[*theirs, first_row or row.row, translated(row.reason)]], separator)
