"""Where to go next, as an address names it: only ever to a page of ours."""

from urllib.parse import urlsplit

from flask import url_for


def own_or_overview(wanted: str) -> str:
    """Answer the page that was asked for, if it is one of ours; else the overview."""
    parts = urlsplit(wanted.replace("\\", "/"))
    is_ours = wanted.startswith("/") and not wanted.startswith("//")
    if is_ours and not parts.scheme and not parts.netloc and wanted.isprintable():
        return wanted
    return url_for("overview.show")
