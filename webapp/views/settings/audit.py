"""The audit log."""

from flask import render_template, request

from webapp import labels
from webapp.domain.campaigns.audit_actions import ACTIONS
from webapp.queries.operations import audit_log
from webapp.views.shell import paging


def audit() -> str:
    """List the audit log, latest first, optionally filtered."""
    search = request.args.get("search", "").strip()
    list_request = paging.from_request(audit_log.ORDERS, audit_log.LATEST)
    meant = {word: _actions(word.lower()) for word in search.split()}
    page = audit_log.page(search, meant, list_request.place)
    return render_template(
        "settings/audit.html",
        entries=page.rows,
        names=audit_log.names(page.rows),
        search=search,
        **list_request.template_values(page),
    )


def _actions(word: str) -> list[str]:
    """Return the actions whose translated name has a word with this prefix."""
    names = {code: labels.action_name(code).lower().split() for code in ACTIONS}
    return [code for code, parts in names.items() if any(part.startswith(word) for part in parts)]
