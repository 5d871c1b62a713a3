"""Step 2: the message template and its variables."""

import uuid
from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.message_templates import sources
from webapp.domain.message_templates.rendering import Preview, preview
from webapp.domain.message_templates.unsupported import unsupported
from webapp.extensions import db
from webapp.forms.campaigns.message import TemplateForm, VariablesForm
from webapp.language import translated
from webapp.models import Contact, MessageTemplate
from webapp.queries.contacts import attributes, contacts, default_country, lists
from webapp.queries.contacts.lists import Selection
from webapp.queries.message_templates import message_templates
from webapp.services.campaigns import draft_audience, drafts
from webapp.views.accounts.access import actor, get_campaign_or_404
from webapp.views.campaigns.preview import filled_preview, preview_for


def message(campaign_id: uuid.UUID) -> str | Response:
    """Select one of the approved templates."""
    campaign = get_campaign_or_404(campaign_id)
    search = request.args.get("search", "").strip()
    found = message_templates.approved_in(campaign.sender.waba_id, search)
    templates = sorted(found, key=lambda one: one.id != campaign.message_template_id)
    form = TemplateForm(data={"template": campaign.message_template_id})
    form.template.choices = {str(one.id): f"{one.name} ({one.language})" for one in templates}
    if form.validate_on_submit() and _can_be_sent(form, templates):
        drafts.choose_template(campaign, form.template.data, actor())
        db.session.commit()
        chosen = next(one for one in templates if one.id == form.template.data)
        onward = "wizard.variables" if chosen.variables else "wizard.audience"
        return redirect(url_for(onward, campaign_id=campaign.id))
    return render_template(
        "wizard/message.html",
        campaign=campaign,
        form=form,
        search=search,
        templates=[(one, _with_examples(one)) for one in templates],
    )


def _can_be_sent(form: TemplateForm, templates: Sequence[MessageTemplate]) -> bool:
    """Return whether the selected template can be sent from here; else add the reasons."""
    selected = next(template for template in templates if template.id == form.template.data)
    reasons = unsupported(selected.components).values()
    form.template.errors = [*form.template.errors, *map(translated, reasons)]
    return not reasons


def _with_examples(template: MessageTemplate) -> Preview:
    return preview(template.components, sources.examples({}, template.variables))


def variables(campaign_id: uuid.UUID) -> str | Response:
    """Set the source of each variable, and preview the message for a real contact."""
    campaign = get_campaign_or_404(campaign_id)
    template = campaign.message_template
    if template is None:
        return redirect(url_for("wizard.message", campaign_id=campaign.id))
    form = VariablesForm(template, campaign.variables, attributes.names())
    if form.validate_on_submit():
        given = sources.dump(form.sources)
        drafts.change(campaign, {"variables": given}, actor())
        db.session.commit()
        stay = "preview" in request.form
        here, onward = "wizard.variables", "wizard.audience"
        return redirect(url_for(here if stay else onward, campaign_id=campaign.id))
    who = request.args.get("who", "").strip()
    person = _someone(who) if who else _person()
    return render_template(
        "wizard/variables.html",
        campaign=campaign,
        form=form,
        person=person,
        another=contacts.next_subscribed(person.id) if person else None,
        previous=contacts.previous_subscribed(person.id) if person else None,
        is_unknown=bool(who) and person is None,
        message=preview_for(campaign, person),
        counted=draft_audience.for_draft(campaign),
    )


def look_at_message(campaign_id: uuid.UUID) -> str:
    """Preview the message with the values in the form, without saving them."""
    campaign = get_campaign_or_404(campaign_id)
    if campaign.message_template is None:
        abort(404)
    form = VariablesForm(campaign.message_template, {}, attributes.names())
    message = filled_preview(campaign, form.valid_sources, _person())
    return render_template("wizard/_bubble.html", message=message)


def _someone(who: str) -> Contact | None:
    """Return a contact by phone number or name."""
    found = lists.matches(Selection(who, default_country.default_country()), lists.FEW_MATCHES + 1)
    people = lists.page(found.conditions, limit=1).rows
    return people[0] if people else None


def _person() -> Contact | None:
    """Return the contact for the preview; after the last one, the first again."""
    after = request.args.get("after", "0")
    asked = (
        contacts.next_subscribed(int(after) - 1) if after.isdecimal() and len(after) < 18 else None
    )
    return asked or contacts.next_subscribed()
