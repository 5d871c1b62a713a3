"""Step 3: the audience."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp.domain.audiences.file_audience import file_of, of_file
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.translatable import N_, NN_
from webapp.extensions import db
from webapp.filters import people
from webapp.forms.audiences.audiences import EVERYONE, FILE, NUMBERS, RULE, CampaignAudienceForm
from webapp.forms.audiences.conditions import rows_for
from webapp.language import translated
from webapp.models import Audience, Campaign
from webapp.queries.audiences import audiences
from webapp.queries.campaigns import statistics
from webapp.queries.contacts import attributes, contacts, default_country
from webapp.queries.imports import imports
from webapp.queries.operations import statement_timeout
from webapp.services.campaigns import draft_audience, drafts
from webapp.services.contacts import campaign_additions
from webapp.services.contacts.campaign_additions import Entry
from webapp.services.recipients.adding import Added
from webapp.views.accounts.access import actor, get_campaign_or_404

#: The most invalid numbers shown after the others were added.
SHOWN_INVALID = 50


def audience(campaign_id: uuid.UUID) -> str | Response:
    """Select contacts with a filter, or paste their numbers."""
    campaign = get_campaign_or_404(campaign_id)
    saved = _saved()
    form = _form(campaign, saved)
    if form.validate_on_submit():
        invalid = _save(campaign, form, saved)
        if not invalid:
            stay = "count" in request.form
            here, onward = "wizard.audience", "wizard.schedule"
            return redirect(url_for(here if stay else onward, campaign_id=campaign.id))
        form.numbers.data = "\n".join(map(_typed, invalid))
        form.add_errors(
            {
                "numbers": NN_(
                    "%(num)s of the numbers could not be read.",
                    "%(num)s of the numbers could not be read.",
                    len(invalid),
                )
            }
        )
        return _page(campaign, form, invalid)
    return _page(campaign, form, [])


def look(campaign_id: uuid.UUID) -> str:
    """Preview the audience in the form, without saving it."""
    saved = _saved()
    form = _form(get_campaign_or_404(campaign_id), saved)
    chosen = _filter(form, saved) if form.validate_on_submit() else None
    if chosen is None:
        return render_template("wizard/_look.html", form=form, filter=None, fall=None)
    fall = statement_timeout.within(audiences.COUNT_TIMEOUT, lambda: audiences.waterfall(chosen))
    return render_template(
        "wizard/_look.html",
        form=form,
        filter=chosen,
        fall=fall,
        some=contacts.by_ids(audiences.sample(chosen)) if fall else [],
        at_least=0 if fall else audiences.at_least(chosen),
    )


def _saved() -> dict[str, Audience]:
    """Return the saved audiences by id, as a string."""
    found = db.session.scalars(select(Audience).order_by(Audience.name))
    return {str(one.id): one for one in found}


def _form(campaign: Campaign, saved: Mapping[str, Audience]) -> CampaignAudienceForm:
    files = imports.names()
    form = CampaignAudienceForm(data=_stored(campaign, files))
    form.audience.choices = {"": "–", **{key: one.name for key, one in saved.items()}}
    form.file.choices = {"": "–", **files}
    form.set_choices(attributes.kinds())
    return form


def _page(campaign: Campaign, form: CampaignAudienceForm, invalid: list[dict[str, str]]) -> str:
    counted = draft_audience.for_draft(campaign)
    return render_template(
        "wizard/audience.html",
        campaign=campaign,
        form=form,
        invalid=[(_typed(one), one["reason"]) for one in invalid[:SHOWN_INVALID]],
        counted=counted,
        at_least=0 if counted else audiences.at_least(campaign.target_audience),
    )


def remove_numbers(campaign_id: uuid.UUID) -> Response:
    """Remove all recipients who were added by number."""
    campaign = get_campaign_or_404(campaign_id)
    drafts.remove_recipients(campaign, actor())
    db.session.commit()
    flash(_("Nobody is added by number any more."), "success")
    return redirect(url_for("wizard.audience", campaign_id=campaign.id))


def _stored(campaign: Campaign, files: Mapping[str, str]) -> dict[str, object]:
    """Return the form's initial values: the file in the query string, or the stored audience."""
    stored = campaign.target_audience
    file = request.args.get("file") or file_of(stored or {})
    if file in files:
        return {"kind": FILE, "file": file}
    if stored is None:
        return {"kind": NUMBERS if statistics.for_campaign(campaign.id).total else EVERYONE}
    kind = RULE if stored.get("conditions") or stored.get("exclude") else EVERYONE
    return {"kind": kind, **rows_for(stored)}


def _save(
    campaign: Campaign, form: CampaignAudienceForm, saved: Mapping[str, Audience]
) -> list[dict[str, str]]:
    """Save the audience; return the pasted numbers that are invalid."""
    drafts.change(campaign, {"target_audience": _filter(form, saved)}, actor())
    added = _add(campaign, form.pasted) if form.kind.data == NUMBERS else Added()
    db.session.commit()
    return added.invalid


def _filter(form: CampaignAudienceForm, saved: Mapping[str, Audience]) -> dict[str, Any] | None:
    """Return the selected filter; None if there are only numbers."""
    match form.kind.data:
        case "saved":
            return dict(saved[form.audience.data].filter)
        case "rule":
            return form.filter
        case "file":
            return of_file(form.file.data, imports.names()[form.file.data])
        case "numbers":
            return None
    return {"match": "all", "conditions": []}


def _typed(invalid: dict[str, str]) -> str:
    """Return a number or a user id that could not be read, as it was typed."""
    return invalid.get("phone_number") or invalid.get("user_id", "")


def _add(campaign: Campaign, pasted: list[str]) -> Added:
    """Add the pasted numbers and user ids, and return the result."""
    country = default_country.default_country()
    entries = [Entry.of(text) for text in pasted]
    added = campaign_additions.add(campaign, entries, country, ConsentSource.STAFF, actor())
    if pasted:
        told = N_(
            "%(people)s added. Left out: %(there)s there already, %(unsubscribed)s unsubscribed, "
            "%(invalid)s not readable.",
            people=people(added.recipients_added),
            there=added.duplicates_skipped,
            unsubscribed=added.unsubscribed_skipped,
            invalid=len(added.invalid),
        )
        flash(translated(told), "success" if added.recipients_added else "info")
    return added
