"""Message templates, as WhatsApp last described them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from redis import RedisError
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.template_text import preview
from webapp.models import MessageTemplate, Role
from webapp.queries import message_templates
from webapp.views import paging
from webapp.views.access import get_or_404, page_blueprint, role_required

bp = page_blueprint("message_templates", __name__, "/templates")


@bp.get("/")
def index() -> str:
    """List the templates, all or filtered, each with the beginning of its text."""
    asked = {name: request.args.get(name, "").strip() for name in ("search", "status", "category")}
    listed = paging.asked(message_templates.ORDERS, message_templates.BY_NAME)
    found = message_templates.listed(listed.place.order, **asked)
    return render_template(
        "message_templates/index.html",
        templates=[(*one, preview(one.template.components, {}).body) for one in found],
        statuses=message_templates.counts(MessageTemplate.status),
        categories=message_templates.counts(MessageTemplate.category),
        **asked,
        sorting=listed.sorting,
    )


@bp.get("/<int:template_id>")
def show(template_id: int) -> str:
    """Show one template as a phone shows it, with its variables."""
    template = get_or_404(MessageTemplate, template_id)
    examples = {one.key: one.example for one in template.variables if one.example}
    return render_template(
        "message_templates/show.html",
        template=template,
        message=preview(template.components, {}),
        example=preview(template.components, examples),
        campaigns=message_templates.campaigns_of(template),
    )


@bp.post("/sync")
@role_required(Role.EDITOR)
def sync() -> Response:
    """Ask WhatsApp, in the background, what the templates look like now."""
    try:
        queues.enqueue("sync_templates")
    except RedisError:
        flash(_("Redis does not answer. The templates are synced by themselves soon."), "danger")
    else:
        flash(_("WhatsApp is being asked. Load this page again in some seconds."), "success")
    return redirect(url_for("message_templates.index"))
