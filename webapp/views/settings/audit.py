"""Who did what."""

from flask import render_template

from webapp.queries import audit_log
from webapp.views import paging
from webapp.views.settings import bp


@bp.get("/audit")
def audit() -> str:
    """List what was done, the latest first."""
    page = audit_log.page(before=paging.after_number())
    return render_template(
        "settings/audit.html",
        page=page,
        next_url=paging.next_url(page.next_cursor),
        first_url=paging.first_url(),
    )
