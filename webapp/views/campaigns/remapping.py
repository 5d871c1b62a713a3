"""Comparing the accepted text of a campaign with the template's new one, and accepting that."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.message_templates import sources
from webapp.domain.message_templates.rendering import preview
from webapp.domain.message_templates.same_text import fingerprint
from webapp.domain.messages import coded
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.forms.campaigns.message import VariablesForm
from webapp.language import translated
from webapp.models import Campaign, MessageTemplate, Role
from webapp.queries.campaigns import statistics
from webapp.queries.contacts import attributes
from webapp.services.campaigns import lifecycle, remapping
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required
from webapp.views.campaigns.steps import refused


@role_required(Role.EDITOR)
def remap(campaign_id: uuid.UUID) -> str | Response | tuple[str, int]:
    """Show both texts and the variables of the new one; resume with it once it is accepted."""
    campaign = get_campaign_or_404(campaign_id)
    template = campaign.message_template
    if template is None or not campaign.has_changed_template:
        return refused(campaign)
    form = VariablesForm(template, campaign.variables, attributes.names())
    if not form.validate_on_submit():
        return _page(campaign, template, form)
    if request.form.get("seen") != fingerprint(template.components):
        return _page(campaign, template, form, coded("campaigns.text_changed_again")), 409
    try:
        remapping.accept(campaign, sources.dump(form.sources), actor())
        lifecycle.resume(campaign, actor())
    except (InvalidInput, WrongStatus) as fault:
        db.session.rollback()
        fields = fault.fields.values() if isinstance(fault, InvalidInput) else [fault.message]
        return _page(campaign, template, form, *fields), 409
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    flash(_("%(name)s goes on with the new text.", name=campaign.name), "success")
    return redirect(url_for("campaigns.show", campaign_id=campaign.id))


def _page(campaign: Campaign, template: MessageTemplate, form: VariablesForm, *faults: str) -> str:
    new = sources.examples(sources.dump(form.valid_sources), template.variables)
    return render_template(
        "campaigns/remap.html",
        campaign=campaign,
        template=template,
        form=form,
        faults=[translated(fault) for fault in faults],
        former=preview(campaign.components, campaign.examples),
        message=preview(template.components, new),
        seen=fingerprint(template.components),
        counted=statistics.for_campaign(campaign.id),
    )
