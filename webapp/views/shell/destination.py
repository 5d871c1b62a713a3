"""Where to go next, as an address names it: only ever to a page of ours."""

from flask import url_for


def own_or_overview(wanted: str) -> str:
    """Return the requested page if it is one of ours, else the overview."""
    names_a_host = wanted.replace("\\", "/").startswith("//")
    is_ours = wanted.startswith("/") and not names_a_host and wanted.isprintable()
    return wanted if is_ours else url_for("overview.show")
