"""Messages that WhatsApp accepts and holds, to be sent or dropped later."""

from jobs.check_incidents import check_incidents
from jobs.plan_day import plan_day
from jobs.send_batch import send_batch
from tests.support import payloads
from tests.support.inbox import now, open_incidents, receive, recipients_of
from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.queries.campaigns import statistics
from webapp.queries.planning import quota
from webapp.services.campaigns import lifecycle
from webapp.services.planning import reserves

S = RecipientStatus


def sent_and_held(simulator, a_cut_campaign):
    """Return a campaign of two with both messages held, and its recipients."""
    simulator.post("settings", hold="release")
    campaign, [batch_id] = a_cut_campaign(2)
    send_batch(batch_id)
    db.session.expire_all()
    return campaign, recipients_of(campaign)


def test_a_held_message_is_taken_and_not_sent_yet(simulator, a_cut_campaign):
    _, recipients = sent_and_held(simulator, a_cut_campaign)

    assert {recipient.status for recipient in recipients} == {S.SENT}
    assert all(recipient.held_at and recipient.sent_at is None for recipient in recipients)
    assert open_incidents() == ["messages_held"]


def test_what_whatsapp_releases_is_sent_and_the_incident_ends(at, simulator, a_cut_campaign):
    at("2025-10-05 12:00")
    campaign, recipients = sent_and_held(simulator, a_cut_campaign)
    at("2025-10-05 13:00")
    for recipient in recipients:
        receive(payloads.receipt(recipient.wamid, "sent", now()))
        receive(payloads.receipt(recipient.wamid, "delivered", now()))
    at("2025-10-05 14:10")
    check_incidents()

    assert {recipient.status for recipient in recipients} == {S.DELIVERED}
    assert all(recipient.sent_at > recipient.held_at for recipient in recipients)
    assert statistics.for_campaign(campaign.id).counts[S.DELIVERED] == 2
    assert open_incidents() == []


def test_what_whatsapp_drops_frees_its_places_and_waits_for_the_template(simulator, a_cut_campaign):
    campaign, recipients = sent_and_held(simulator, a_cut_campaign)
    portfolio = campaign.sender.portfolio
    before = quota.used(portfolio, clock.now())

    receive(
        *(
            payloads.receipt(recipient.wamid, "failed", now(), code=132015)
            for recipient in recipients
        )
    )
    plan_day()

    assert before == 2
    assert quota.used(portfolio, clock.now()) == 0
    assert {(recipient.status, recipient.attempts) for recipient in recipients} == {(S.PENDING, 0)}
    assert (campaign.status, campaign.pause_reason) == ("paused", PauseReason.TEMPLATE)


def test_a_portfolio_whose_messages_are_dropped_sends_no_more(simulator, a_cut_campaign):
    campaign, recipients = sent_and_held(simulator, a_cut_campaign)

    receive(
        *(
            payloads.receipt(recipient.wamid, "failed", now(), code=135000)
            for recipient in recipients
        )
    )
    plan_day()

    assert {recipient.status for recipient in recipients} == {S.PENDING}
    assert campaign.sender.status == "stopped"
    assert campaign.pause_reason == PauseReason.SENDER
    assert "sender_stopped" in open_incidents()


def test_who_was_dropped_is_sent_to_once_it_may_be(simulator, a_cut_campaign, work):
    campaign, recipients = sent_and_held(simulator, a_cut_campaign)
    receive(
        *(
            payloads.receipt(recipient.wamid, "failed", now(), code=135000)
            for recipient in recipients
        )
    )
    plan_day()
    simulator.post("settings", hold="")

    reserves.start_sender(campaign.sender, "tests")
    lifecycle.resume(campaign, "tests")
    db.session.commit()
    plan_day()
    work()

    db.session.expire_all()
    assert {(recipient.status, recipient.held_at) for recipient in recipients} == {(S.SENT, None)}
