"""Who did what."""

from flask import render_template, request

from webapp.queries import audit_log
from webapp.views import paging
from webapp.views.settings import bp


@bp.get("/audit")
def audit() -> str:
    """List what was done, the latest first, or find some of it."""
    search = request.args.get("search", "").strip()
    page = audit_log.page(search, paging.place())
    return render_template(
        "settings/audit.html",
        entries=page.rows,
        search=search,
        next_url=paging.next_url(page.next_cursor),
        previous_url=paging.previous_url(page.previous_cursor),
        first_url=paging.first_url(),
    )
