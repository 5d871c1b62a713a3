"""User texts are stored unchanged, and never read as a text of ours."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.support.factories import a_contact, a_draft
from webapp import clock
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.messages import coded, of_error
from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    ConsentEvent,
    ContactImport,
    Incident,
    Recipient,
    RejectedRow,
    Reply,
    ReplyEffect,
)
from webapp.services.accounts import audit

#: Texts that once broke pages, and others that look like code.
NASTY = (
    '{"text": "x", "values": {}}',
    '{"text": "please stop", "many": "", "amount": 1, "values": []}',
    '{"text": "%(-)30000000s stop", "many": "", "amount": 0, "values": {"-": ""}}',
    '{"code": "operations.said", "params": {"text": "x"}}',
    '{"code": "joined", "params": {"parts": {"list": []}}}',
    "%(name)s %s {0} <b>\u202e",
    *("%(a)s", "%s", "%", "%%", "{{ 7*7 }}", "<script>alert(1)</script>", "\\", "'", '"'),
    *("\x01\x02\x1b[31m\x7f", "\r\n\t", "\u202eretxet", "שלום مرحبا", "👩‍👩‍👧🏽 ﷽", "\ufeff\u200b"),
    "x" * 100_000,
)

#: Texts that PostgreSQL can store: no NUL, no halves of characters.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200)


def consent(words: str) -> ConsentEvent:
    kind, source = ConsentKind.OPT_OUT, ConsentSource.STAFF
    said = {"words": words, "actor": words, "occurred_at": clock.now()}
    return ConsentEvent(contact_id=1, kind=kind, source=source, **said)


def reply(words: str) -> Reply:
    said = {"text": words, "payload": words, "auto_reply": words, "sender_phone": words}
    about = {"kind": "text", "effect": ReplyEffect.NOTHING, "received_at": clock.now()}
    return Reply(wamid=str(uuid.uuid4()), **about, **said)


def upload(words: str) -> ContactImport:
    return ContactImport(filename=words, consent=words, created_by=words, size=1)


def rejected(words: str) -> RejectedRow:
    said = {"cells": [words, words], "phone_number": words}
    return RejectedRow(import_id=1, row=1, **said, reason=of_error("a reason"))


def noted(words: str) -> AuditEntry:
    audit.note(words[:500], "reply.leave", words[:500], words=words, name=words)
    return next(one for one in db.session.new if isinstance(one, AuditEntry))


def incident(words: str) -> Incident:
    message = coded("webhook.whatsapp_reports", title=words, details=words)
    return Incident(kind="notice", subject=words[:500], message=message, started_at=clock.now())


WRITERS: tuple[tuple[Callable[[str], Any], tuple[str, ...]], ...] = (
    (consent, ("words", "actor")),
    (reply, ("text", "payload", "auto_reply", "sender_phone")),
    (upload, ("filename", "consent", "created_by")),
    (rejected, ("cells", "phone_number")),
    (noted, ("actor", "subject", "details")),
    (incident, ("subject", "message")),
)


@pytest.mark.parametrize(("write", "names"), WRITERS, ids=lambda it: getattr(it, "__name__", ""))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=TEXTS)
def test_any_text_is_read_back_as_it_was_written(app, write, names, words):
    assert_same(write, names, words)


@pytest.mark.parametrize("words", NASTY, ids=lambda words: ascii(words[:30]))
@pytest.mark.parametrize(("write", "names"), WRITERS, ids=lambda it: getattr(it, "__name__", ""))
def test_a_text_that_looks_like_ours_is_read_back_as_it_was_written(app, write, names, words):
    assert_same(write, names, words)


def assert_same(write: Callable[[str], Any], names: tuple[str, ...], words: str) -> None:
    with db.session.begin_nested() as trial:
        row = write(words)
        written = {name: getattr(row, name) for name in names}
        db.session.add(row)
        db.session.flush()
        db.session.expire(row)
        assert {name: getattr(row, name) for name in names} == written
        trial.rollback()


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(words=NASTY[0])
@example(words=NASTY[-1])
@given(words=TEXTS)
def test_what_whatsapp_says_of_a_failure_is_read_back_as_it_was_said(app, words):
    with db.session.begin_nested() as trial:
        person = a_contact("+573001119901")
        campaign = a_draft()
        recipient = Recipient(
            campaign=campaign, contact=person, phone_number="1", position=1, error_details=words
        )
        db.session.add(recipient)
        db.session.flush()
        told = select(Recipient.error_details).where(Recipient.id == recipient.id)
        assert db.session.scalar(told) == words
        trial.rollback()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=TEXTS.filter(bool))  # an empty value is no value
@example(words=NASTY[4])
def test_any_name_and_value_of_a_contact_is_read_back_as_it_was_written(app, words):
    contact = a_contact("+573001112233", name=words, note=words)
    db.session.expire(contact)

    assert (contact.name, contact.attributes["note"]) == (words, words)
    db.session.delete(contact)
    db.session.commit()
