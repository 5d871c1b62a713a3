"""Message templates, as of the last synchronisation with WhatsApp."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp.domain.message_templates.rendering import preview
from webapp.domain.message_templates.sources import examples
from webapp.errors import ProviderError
from webapp.extensions import db
from webapp.language import translated
from webapp.models import MessageTemplate, Role, Sender
from webapp.queries.message_templates import message_templates
from webapp.services.message_templates.sync import sync_sender
from webapp.services.senders import registry
from webapp.views.accounts.access import get_or_404, role_required
from webapp.views.shell import paging


def index() -> str:
    """List the templates, optionally filtered, each with the start of its text."""
    asked = {name: request.args.get(name, "").strip() for name in ("search", "status", "category")}
    list_request = paging.from_request(message_templates.ORDERS, message_templates.BY_NAME)
    found = message_templates.listed(list_request.place.order, **asked)
    return render_template(
        "message_templates/index.html",
        templates=[(*one, preview(one.template.components, {}).body) for one in found],
        statuses=message_templates.counts(MessageTemplate.status),
        categories=message_templates.counts(MessageTemplate.category),
        **asked,
        sorting=list_request.sorting,
    )


def show(template_id: int) -> str:
    """Show a preview of one template, with its variables."""
    template = get_or_404(MessageTemplate, template_id)
    return render_template(
        "message_templates/show.html",
        template=template,
        message=preview(template.components, {}),
        example=preview(template.components, examples({}, template.variables)),
        campaigns=message_templates.campaigns_of(template),
    )


@role_required(Role.EDITOR)
def sync() -> Response:
    """Update the templates of every sender from WhatsApp, and show the result."""
    registry.connect_configured(current_app.config)
    db.session.commit()
    connected = db.session.scalars(select(Sender).order_by(Sender.id)).all()
    if not connected:
        flash(_("No sender is connected, so there is nobody to ask for templates."), "info")
    for sender in connected:
        _sync(sender)
    return redirect(url_for("message_templates.index"))


def _sync(sender: Sender) -> None:
    try:
        count = sync_sender(sender, current_app.config)
    except ProviderError as refused:
        db.session.rollback()
        flash(
            _(
                "%(label)s: WhatsApp did not answer as it should. %(why)s",
                label=sender.label,
                why=translated(refused.message),
            ),
            "danger",
        )
    else:
        db.session.commit()
        flash(
            ngettext(
                "%(label)s: %(num)s template is as WhatsApp has it now.",
                "%(label)s: %(num)s templates are as WhatsApp has them now.",
                count,
                label=sender.label,
            ),
            "success",
        )
