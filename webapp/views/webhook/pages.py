"""Replies from contacts, and their effects."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.language import translated
from webapp.models import Reply, ReplyEffect, Role
from webapp.queries.webhook import replies
from webapp.services.webhook import reply_reviews as decisions
from webapp.views.accounts.access import actor, get_or_404, role_required
from webapp.views.shell import paging


def index() -> str:
    """List all replies, or those that need a decision."""
    effect = request.args.get("effect", "")
    if effect and effect not in list(ReplyEffect):
        abort(404)
    list_request = paging.from_request(replies.ORDERS, replies.LATEST)
    page = replies.page(ReplyEffect(effect) if effect else None, list_request.place)
    return render_template(
        "replies/index.html",
        replies=page.rows,
        effect=effect,
        to_review=replies.review_count(),
        **list_request.template_values(page),
    )


#: The service and the success message of each decision.
DECISIONS = {
    "unsubscribe": (decisions.unsubscribe, N_("The person is unsubscribed.")),
    "leave": (decisions.leave, N_("The person stays subscribed.")),
}


@role_required(Role.EDITOR)
def decide(reply_id: int, decision: str) -> Response:
    """Decide on a reply that looks similar to STOP. Safe to submit twice."""
    take, done = DECISIONS[decision]
    try:
        take(get_or_404(Reply, reply_id), actor())
    except WrongStatus as refused:
        db.session.rollback()
        flash(translated(refused.message), "info")
    else:
        db.session.commit()
        flash(translated(done), "success")
    return redirect(url_for("replies.index", effect=ReplyEffect.TO_REVIEW))
