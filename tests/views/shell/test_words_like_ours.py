"""User texts break no page, even if they look like our own code."""

import json

import pytest

from tests.support.factories import a_contact, an_active_campaign
from tests.support.page import visit
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.messages import coded
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import (
    ContactImport,
    Incident,
    Recipient,
    RejectedRow,
    Reply,
    ReplyEffect,
    Role,
    Sender,
    SenderStatus,
    WebhookEvent,
)
from webapp.services.accounts import audit
from webapp.services.contacts import subscriptions
from webapp.services.operations import incidents

NASTY = (
    '{"text": "please stop", "many": "", "amount": 1, "values": []}',
    '{"text": "%(-)30000000s stop", "many": "", "amount": 0, "values": {"-": ""}}',
    '{"code": "operations.said", "params": {"text": "x"}}',
    "%(a)s %s % \x01\x1b[31m \u202eretxet שלום 👩‍👩‍👧🏽 <b>{{ 7*7 }}",
)


def written_everywhere(words: str) -> dict[str, int]:
    """Write the words wherever people and WhatsApp write; return the ids of their rows."""
    campaign = an_active_campaign(1, name="Spring")
    recipient = db.session.scalars(db.select(Recipient)).one()
    recipient.status, recipient.error_code, recipient.error_details = (
        RecipientStatus.FAILED,
        999_999,
        words,
    )
    contact = a_contact("+573001119901", name="Ana")
    subscriptions.unsubscribe(contact, ConsentSource.STAFF, "eva@example.com", words)
    reply = Reply(
        wamid="w", contact_id=contact.id, kind="text", text=words, payload=words, auto_reply=words,
        effect=ReplyEffect.TO_REVIEW, received_at=clock.now(),
    )  # fmt: skip
    upload = ContactImport(
        filename=words, consent=words, size=1, created_by="eva@example.com", status="refused",
        fault=coded("imports.columns_called_the_same", twice=words),
    )  # fmt: skip
    db.session.add_all([reply, upload])
    db.session.flush()
    bad = coded("contacts.phone_is_none", written=words)
    row = {"cells": [words], "phone_number": words[:40], "reason": bad}
    db.session.add(RejectedRow(import_id=upload.id, row=2, **row))
    audit.note("eva@example.com", "reply.leave", f"reply {reply.id}", words=words)
    audit.note(f"token {words}", "contacts.upload", f"import {upload.id}", filename=words)
    reported = coded("webhook.whatsapp_reports", title=words, details=words)
    incidents.open_incident("account_notice", f"messages, {words}"[:200], reported)
    event = WebhookEvent(digest=b"1", body=b"{}", received_at=clock.now())
    event.fault = coded("webhook.not_applied", fault=words)
    db.session.add(event)
    db.session.commit()
    incident = db.session.scalars(db.select(Incident.id)).one()
    ids = {"contact": contact.id, "incident": incident, "upload": upload.id}
    return ids | {"campaign": campaign.id, "recipient": recipient.id}


PAGES = (
    *("/", "/settings/audit", "/settings/webhook", "/settings/senders", "/replies/"),
    *("/contacts/{contact}", "/contacts/{contact}/export", "/contacts/imports"),
    *("/contacts/imports/{upload}", "/incidents/", "/incidents/{incident}"),
    *("/campaigns/{campaign}", "/campaigns/{campaign}/recipients/"),
    "/campaigns/{campaign}/recipients/{recipient}",
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("words", NASTY, ids=lambda words: ascii(words[:24]))
def test_no_page_breaks_by_what_somebody_wrote(as_role, words, language):
    ids, client = written_everywhere(words), as_role(Role.ADMIN)
    client.post("/account/language", data={"language": language})

    answers = {
        page: client.get(page.format(**ids), follow_redirects=True).status_code for page in PAGES
    }

    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("words", NASTY, ids=lambda words: ascii(words[:24]))
def test_what_somebody_wrote_stays_the_evidence_of_consent(as_role, words):
    ids, client = written_everywhere(words), as_role(Role.ADMIN)

    held = json.loads(client.get(f"/contacts/{ids['contact']}/export").text)
    page = visit(client, f"/contacts/{ids['contact']}")

    assert held["consent"][-1]["words"] == words
    assert words.split()[0] in page.everything
    assert "never agreed" not in page.everything


def test_a_code_that_nobody_knows_is_shown_and_breaks_no_page(as_role):
    ids, client = written_everywhere("-"), as_role(Role.ADMIN)
    newer = {"code": "of.a_newer_version", "params": {"lacks": {"all": 1}}}
    for table, name in (
        *(("incidents", "message"), ("contact_imports", "fault"), ("webhook_events", "fault")),
        *(("rejected_rows", "reason"), ("senders", "stopped_reason")),
        *(("consent_events", "reason"), ("campaign_recipients", "error_reason")),
    ):
        value = {"value": json.dumps(newer)}
        db.session.execute(db.text(f"UPDATE {table} SET {name} = CAST(:value AS jsonb)"), value)
    db.session.execute(db.update(Sender).values(status=SenderStatus.STOPPED))
    db.session.commit()

    answers = {page: client.get(page.format(**ids), follow_redirects=True) for page in PAGES}

    assert {answer.status_code for answer in answers.values()} == {200}
    shown = answers["/incidents/{incident}"].text
    assert "No explanation is known for “of.a_newer_version”." in shown
