"""Part of step 5: a test message to one phone number or user id."""

import uuid

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.forms.campaigns.test_message import NumberForm
from webapp.models import Campaign, Recipient
from webapp.queries.recipients import recipients
from webapp.services.sending import single_message
from webapp.services.sending.single_message import Message
from webapp.views.accounts.access import actor, get_campaign_or_404
from webapp.views.wizard import review


def send_test(campaign_id: uuid.UUID) -> str | Response:
    """Send a test to one person, with priority over campaigns. Safe to submit twice."""
    campaign, form = get_campaign_or_404(campaign_id), NumberForm()
    if not form.validate_on_submit():
        return review.page(campaign, form=form)
    try:
        recipient = _send(campaign, form)
    except (InvalidInput, WrongStatus) as refused:
        db.session.rollback()
        fields = refused.fields.values() if isinstance(refused, InvalidInput) else ()
        form.add_errors({"phone_number": " ".join(fields) or refused.message})
        return review.page(campaign, form=form)
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    shown = url_for("wizard.review", campaign_id=campaign.id, test=recipient.campaign_id)
    return redirect(f"{shown}#test")


def _send(campaign: Campaign, form: NumberForm) -> Recipient:
    template = campaign.message_template
    if template is None:
        raise InvalidInput(N_("Choose a message template first."))
    return single_message.send(
        Message(campaign.sender, template, campaign.variables),
        form.ids,
        campaign.timezone,
        actor(),
        source=ConsentSource.STAFF,
        key=uuid.UUID(form.key.data),
    )


def test_message(message_id: uuid.UUID) -> str:
    """Show the test's status: the fragment that refreshes."""
    recipient = recipients.find_by_message(message_id)
    if recipient is None:
        abort(404)
    return render_template("wizard/_test.html", test=recipient)
