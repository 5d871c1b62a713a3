"""Who did what."""

from flask import render_template, request

from webapp.queries import audit_log
from webapp.views import paging
from webapp.views.settings import bp


@bp.get("/audit")
def audit() -> str:
    """List what was done, the latest first, or find some of it."""
    search = request.args.get("search", "").strip()
    asked = paging.asked(audit_log.ORDERS, audit_log.LATEST)
    page = audit_log.page(search, asked.place)
    return render_template(
        "settings/audit.html",
        entries=page.rows,
        names=audit_log.names(page.rows),
        search=search,
        **asked.shown(page),
    )
