"""WhatsApp's own stop and resume, which a person uses outside of the conversation."""

from datetime import UTC, datetime

import pytest

from tests.support import payloads
from tests.support.factories import a_contact, an_active_campaign, some_numbers
from tests.support.inbox import now, receive, recipients_of, the_contact
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Reply, ReplyEffect

PRESSED = 1_759_741_200  # 2025-10-06 09:00 UTC


@pytest.fixture(autouse=True)
def noon(at):
    at("2025-10-06 12:00")


def said(contact: Contact) -> list[tuple[str, str, str]]:
    """Return what a person wrote: kind, source and words."""
    told = db.select(ConsentEvent.kind, ConsentEvent.source, ConsentEvent.words)
    theirs = told.filter_by(contact_id=contact.id).order_by(ConsentEvent.id)
    return [tuple(one) for one in db.session.execute(theirs)][1:]


def test_a_stop_takes_the_person_out_of_every_campaign_and_counts_once(app):
    campaign = an_active_campaign(1)
    [one] = recipients_of(campaign)
    db.session.commit()

    for _ in range(2):
        receive(payloads.preference(one.phone_number, "stop", PRESSED))

    contact = the_contact(one.phone_number)
    assert not contact.is_subscribed
    assert (one.status, one.skip_reason) == (RecipientStatus.SKIPPED, SkipReason.OPTED_OUT)
    assert said(contact) == [(ConsentKind.OPT_OUT, ConsentSource.NATIVE, "stop")]
    event = db.session.scalars(db.select(ConsentEvent).order_by(ConsentEvent.id.desc())).first()
    assert event.occurred_at == datetime.fromtimestamp(PRESSED, UTC)


def test_a_stop_of_somebody_unknown_is_kept_for_when_they_are_met(app):
    [number] = some_numbers(1)

    receive(payloads.preference(number, "stop", PRESSED))

    assert not the_contact(number).is_subscribed


def test_a_resume_takes_back_a_stop_that_was_pressed_before(app):
    contact = a_contact()
    db.session.commit()

    receive(payloads.preference(contact.phone_number, "stop", PRESSED))
    receive(payloads.preference(contact.phone_number, "resume", PRESSED + 1))

    assert the_contact(contact.phone_number).is_subscribed
    assert [kind for kind, _, _ in said(contact)] == [ConsentKind.OPT_OUT, ConsentKind.OPT_IN]


def test_a_resume_that_comes_late_does_not_undo_a_newer_stop(app):
    contact = a_contact()
    db.session.commit()

    receive(payloads.preference(contact.phone_number, "stop", PRESSED + 1))
    receive(payloads.preference(contact.phone_number, "resume", PRESSED))

    assert not the_contact(contact.phone_number).is_subscribed


def test_a_resume_of_somebody_unknown_makes_no_contact_and_asks_nobody(app):
    [number] = some_numbers(1)

    receive(payloads.preference(number, "resume", PRESSED))

    for table in (Contact, Reply):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0


def test_a_resume_of_an_unknown_user_id_is_kept(app):
    receive(payloads.hidden(payloads.preference("+573001112233", "resume", PRESSED), "CO.9"))

    assert db.session.scalars(db.select(Reply.effect)).one() == ReplyEffect.NOTHING


def test_a_stop_of_an_unknown_user_id_is_obeyed_for_ever(app):
    receive(payloads.hidden(payloads.preference("+573001112233", "stop", PRESSED), "CO.9"))

    contact = db.session.scalars(db.select(Contact)).one()
    assert (contact.user_id, contact.country, contact.is_subscribed) == ("CO.9", "CO", False)


def test_a_stop_by_a_clock_that_is_ahead_is_of_now(app):
    contact = a_contact()
    db.session.commit()

    receive(payloads.preference(contact.phone_number, "stop", now() + 3600))

    event = db.session.scalars(db.select(ConsentEvent).order_by(ConsentEvent.id.desc())).first()
    assert event.occurred_at.timestamp() <= now()
