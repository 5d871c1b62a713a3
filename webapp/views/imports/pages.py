"""The list of imports, and the current step of one. Each page shows the stored row."""

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
from webapp.services.accounts import audit
from webapp.views.accounts.access import actor, get_or_404
from webapp.views.imports.upload import remembered_draft
from webapp.views.shell import paging

#: From this many consecutive numbers, the user has to confirm that they are real.
SUSPICIOUS_ROWS_IN_SEQUENCE = 50
#: The page of each status.
PAGES = {
    ImportStatus.CHECKING: "imports/working.html",
    ImportStatus.CHECKED: "imports/checked.html",
    ImportStatus.RUNNING: "imports/working.html",
    ImportStatus.UNDOING: "imports/working.html",
    ImportStatus.REFUSED: "imports/refused.html",
}


def index() -> str:
    """List the imports and their results."""
    list_request = paging.from_request(imports_query.ORDERS, imports_query.NEWEST)
    page = imports_query.page(list_request.place)
    return render_template(
        "imports/index.html", imports=page.rows, **list_request.template_values(page)
    )


def show(import_id: int) -> str | Response:
    """Show the current step of the import."""
    contact_import = get_or_404(ContactImport, import_id)
    if contact_import.status == ImportStatus.UPLOADED:
        return redirect(url_for("imports.columns", import_id=contact_import.id))
    return page(contact_import)


def is_suspicious(contact_import: ContactImport) -> bool:
    """Return whether the user has to confirm that the numbers are real."""
    return (
        contact_import.status == ImportStatus.CHECKED
        and contact_import.in_sequence >= SUSPICIOUS_ROWS_IN_SEQUENCE
    )


def page(contact_import: ContactImport, form: ConfirmNumbersForm | None = None) -> str:
    """Return the page for the import's status."""
    return render_template(
        PAGES.get(contact_import.status, "imports/result.html"),
        contact_import=contact_import,
        form=form or (ConfirmNumbersForm(formdata=None) if is_suspicious(contact_import) else None),
        rejected=imports_query.rejected(contact_import.id),
        causes=imports_query.causes(contact_import),
        rate=_rows_a_second(contact_import),
        draft=remembered_draft(),
    )


def _rows_a_second(contact_import: ContactImport) -> int | None:
    """Return the rows per second of a running import; None if unknown."""
    if contact_import.status != ImportStatus.RUNNING or not (
        contact_import.started_at and contact_import.imported
    ):
        return None
    return int(
        contact_import.imported
        / max(1.0, (clock.now() - contact_import.started_at).total_seconds())
    )


def progress(import_id: int) -> FlaskResponse | str:
    """Show the fragment that refreshes while an import runs; at the end, load the next page."""
    contact_import = get_or_404(ContactImport, import_id)
    if contact_import.is_at_work:
        return render_template(
            "imports/_progress.html",
            contact_import=contact_import,
            rate=_rows_a_second(contact_import),
        )
    here = url_for("imports.show", import_id=contact_import.id)
    return FlaskResponse("", headers={"HX-Redirect": here})


def rejected(import_id: int) -> FlaskResponse:
    """Return the rejected rows as a file, to be corrected and uploaded again."""
    contact_import = get_or_404(ContactImport, import_id)
    audit.note_download(actor(), "contacts.import_left_out", f"import {contact_import.id}")
    name = f"left-out-of-import-{contact_import.id}.csv"
    return FlaskResponse(
        stream_with_context(_lines(contact_import)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(contact_import: ContactImport) -> Iterator[str]:
    """Return the file's lines: the original columns first, then ours.

    A file of rejected rows already has our columns: its original row numbers are kept.
    The separator is kept too: an Excel that uses semicolons would show one column.
    """
    separator = contact_import.shape["separator"] or ","
    headings = [column["heading"] for column in contact_import.columns]
    has_our_columns = tuple(headings[-2:]) == OUR_HEADINGS
    yield sheets.BOM + sheets.csv_lines(
        [[*headings, *(() if has_our_columns else OUR_HEADINGS)]], separator
    )
    for row in imports_query.all_rejected(contact_import.id):
        cells = [*row.cells, *[""] * (len(headings) - len(row.cells))]
        *originals, first_row, _reason = cells if has_our_columns else [*cells, "", ""]
        yield sheets.csv_lines(
            [[*originals, first_row or row.row, translated(row.reason)]], separator
        )
