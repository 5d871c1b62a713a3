"""Everything that forbids sending takes effect during a batch, within two seconds.

A real worker sends; the test checks the simulator's log.
"""

import os
import sys
import time
from datetime import timedelta
from subprocess import Popen
from typing import NamedTuple

import pytest

from tests.jobs.test_send_batch import counts, written_to
from tests.support.factories import some_numbers
from webapp import clock, queues
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.messages import of_error
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, RestoreGuard
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import subscriptions
from webapp.services.message_templates import reviews, sync
from webapp.services.recipients import adding
from webapp.services.sending import refusals

AT_ONCE = 2.0  # seconds
PACE = 50  # messages a second


def paused(campaign: Campaign) -> None:
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")


def cancelled(campaign: Campaign) -> None:
    lifecycle.cancel(campaign, "tests")


def template_paused(campaign: Campaign) -> None:
    campaign.message_template.status = "PAUSED"
    reviews.review(campaign.message_template)


def sender_stopped(campaign: Campaign) -> None:
    because = of_error("WhatsApp has locked the account")
    refusals.stop(campaign.sender, because, of_error("Ask."))


def sender_slowed(campaign: Campaign) -> None:
    campaign.sender.slowed_until = clock.now() + timedelta(minutes=5)


def text_changed(campaign: Campaign) -> None:
    """The template was edited at WhatsApp, and its list is read."""
    template = campaign.message_template
    item = {
        "id": template.provider_id,
        "name": template.name,
        "language": template.language,
        "status": "APPROVED",
        "category": template.category,
        "components": [{"type": "BODY", "text": "Please pay, {{first_name}} of {{city}}."}],
    }
    sync.store(template.waba_id, [item], clock.now(), is_complete=False)


def offer_ended(campaign: Campaign) -> None:
    """The end of the offer is a minute ago now; the batch was read before."""
    moment = (clock.now() - timedelta(minutes=1)).astimezone(campaign.zone)
    campaign.end_date, campaign.send_until = moment.date(), moment.time()


def restore_guard_raised(campaign: Campaign) -> None:
    db.session.execute(
        db.update(RestoreGuard).values(raised_at=clock.now(), raised_because=of_error("A copy"))
    )


class Sending(NamedTuple):
    """A campaign during its first batch, and the worker that sends it."""

    campaign: Campaign
    worker: Popen[bytes]

    def wait_for_the_last_response(self) -> None:
        """Wait for the end of the worker: after that no call is in flight."""
        assert self.worker.wait(timeout=60) == 0
        db.session.rollback()
        db.session.refresh(self.campaign)


@pytest.fixture
def sending(sender, simulator, a_cut_campaign, settings):
    """A campaign of 240 during its first batch, sent by a real worker."""
    sender.messages_per_second = PACE
    simulator.post("settings", latency_ms=100.0)
    campaign, batch_ids = a_cut_campaign(some_numbers(240))
    queues.enqueue_batches(batch_ids)
    worker = Popen([sys.executable, "-m", "jobs.worker", "--burst"], env=os.environ | settings)
    while len(written_to(simulator)) < 20:
        time.sleep(0.02)
    yield Sending(campaign, worker)
    worker.kill()
    worker.wait()


def late(simulator, since: float) -> dict[str, float]:
    """Return by how many seconds messages left later than allowed.

    The key is the claim, which shows whether the message is ours, and of which attempt.
    """
    seconds = {row["callback"]: row["at_epoch"] - since for row in simulator.accepted()}
    return {key: round(one - AT_ONCE, 2) for key, one in seconds.items() if one > AT_ONCE}


@pytest.mark.parametrize(
    "happens",
    [
        *(paused, cancelled, template_paused, sender_stopped, sender_slowed),
        *(text_changed, offer_ended, restore_guard_raised),
    ],
)
def test_nobody_is_written_to_two_seconds_later(simulator, sending, happens):
    campaign = sending.campaign
    happens(campaign)
    db.session.commit()
    since = time.time()

    sending.wait_for_the_last_response()
    late_messages = late(simulator, since)
    ours = db.select(Recipient.id, Recipient.claim_token, Recipient.claimed_at)
    assert late_messages == {}, (
        f"{campaign.status} {counts(campaign)} {db.session.execute(ours).all()}"
    )

    counted = counts(campaign)
    assert counted["sent"] == len(written_to(simulator)) < 240
    left = "skipped" if happens is cancelled else "pending"
    assert counted.keys() == {"sent", left}


def test_a_stop_takes_its_person_out_of_a_batch_in_hand(simulator, sending):
    last = db.session.scalars(db.select(Recipient).order_by(Recipient.id.desc())).first()
    contact = db.session.get_one(Contact, last.contact_id)
    subscriptions.unsubscribe(contact, ConsentSource.KEYWORD, "webhook", "STOP")
    adding.withdraw(contact)
    db.session.commit()

    sending.wait_for_the_last_response()

    assert last.phone_number not in written_to(simulator)
    assert len(written_to(simulator)) == 239
