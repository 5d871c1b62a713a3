"""Every address of the application, for tests that walk all of its pages."""

import uuid
from dataclasses import asdict
from typing import Any

from flask import Flask

from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    a_draft,
    a_template,
    a_user,
    an_active_campaign,
)
from tools.rehearsal import addresses as every_address
from tools.rehearsal.addresses import FRAGMENTS, NOT_PAGES, Address
from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.messages import of_error
from webapp.domain.operations.bulk import BulkKind
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import (
    ApiToken,
    Audience,
    BackgroundTask,
    BulkAction,
    Incident,
    Recipient,
    Reply,
    ReplyEffect,
    Role,
    TaskState,
    WebhookEvent,
)
from webapp.queries.contacts import lists
from webapp.services.background import bulk_actions
from webapp.services.contacts import opt_outs
from webapp.services.imports import steps
from webapp.services.operations import incidents
from webapp.services.sending import single_message
from webapp.services.sending.single_message import Message


def one_of_each() -> dict[str, Any]:
    """Make one object of each kind; return them by name in addresses."""
    a_contact_without_number()
    campaign = an_active_campaign(3, target_audience=EVERYONE)
    new_text = [{"type": "BODY", "text": "Dear {{first_name}}"}]  # there is something to compare
    campaign.message_template.components = new_text
    in_turn = db.select(Recipient).order_by(Recipient.position)
    person, unknown, *_ = db.session.scalars(in_turn).all()
    person.status, person.error_code = RecipientStatus.FAILED, 131030
    opt_outs.stop(a_contact_without_number(), ConsentSource.KEYWORD, "", campaign, clock.now())
    unknown.status = RecipientStatus.UNCONFIRMED
    audience = Audience(name="Lima", filter={"conditions": []})
    token = ApiToken(name="shop", digest="x", role=Role.EDITOR)
    reply = Reply(
        wamid="w",
        contact_id=person.contact_id,
        campaign=campaign,
        kind="text",
        text="please stop it",
        effect=ReplyEffect.TO_REVIEW,
        received_at=clock.now(),
    )
    user, template = a_user(), a_template(campaign.sender)
    message = Message(campaign.sender, template, {"first_name": {"text": "Eva"}})
    test = single_message.send(
        message, ContactIds(phone.parse("+573009998877", "CO")), "UTC", "eva"
    )
    event = WebhookEvent(
        digest=b"1", body=b"{", received_at=clock.now(), fault=of_error("It is no JSON.")
    )
    task = BackgroundTask(kind="auto_reply", params={}, run_at=clock.now(), created_by="system")
    task.state, task.error = TaskState.FAILED, of_error("TimeoutError")
    stranger = Reply(
        wamid="s",
        user_id="CO.70019999",
        kind="text",
        text="please stop",
        effect=ReplyEffect.TO_REVIEW,
        received_at=clock.now(),
    )
    db.session.add_all([audience, token, reply, stranger, event, task])
    db.session.flush()
    return {
        "campaign_id": campaign.id,
        "draft_id": a_draft().id,
        "recipient_id": person.id,
        "contact_id": a_contact("+573001112233", "Ana", city="Lima").id,
        "audience_id": audience.id,
        "template_id": template.id,
        "message_id": test.campaign_id,
        "reply_id": reply.id,
        "event_id": event.id,
        "task_id": task.id,
        "user_id": user.id,
        "token_id": token.id,
        "portfolio_id": campaign.sender.portfolio_id,
        "sender_id": campaign.sender_id,
        "copy_id": campaign.id,
        "action_id": a_bulk_action().id,
        "incident_id": an_incident().id,
        "import_id": steps.upload("people.csv", [b"phone\n3001112233\n"], "CO", "eva").id,
    }


def a_bulk_action() -> BulkAction:
    """Return a bulk action that tags everyone, for a worker to run."""
    whom = asdict(lists.Selection(country="CO"))
    given = {"whom": whom, "words": "vip"}
    return bulk_actions.begin(uuid.uuid4(), BulkKind.CONTACTS_TAG, given, 3, "eva")


def an_incident() -> Incident:
    """Return the incident of a stopped sender."""
    incidents.open_incident("sender_stopped", "sender 1", of_error("The sender is stopped."))
    return db.session.scalars(db.select(Incident)).one()


def role_of(app: Flask, endpoint: str) -> Role | None:
    """Return the role that an address requires; None if it is public."""
    of_view = getattr(app.view_functions[endpoint], "role", None)
    of_blueprint = getattr(app.blueprints.get(endpoint.rpartition(".")[0]), "role", None)
    return of_view or of_blueprint


def addresses(
    app: Flask,
    things: dict[str, Any],
    method: str = "GET",
    without: tuple[str, ...] = (*NOT_PAGES, *FRAGMENTS),
) -> list[Address]:
    """Return every address that accepts the method, with the objects in it, and its endpoint."""
    return list(every_address.of(app, things, without, method))
