"""Whether one contact counts towards the quota, for each outcome of the message, and when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.factories import a_sender, an_active_campaign, some_numbers
from tests.support.inbox import recipients_of
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.extensions import db
from webapp.models import Batch
from webapp.queries.operations import doctor
from webapp.queries.planning import quota
from webapp.services.campaigns import daily
from webapp.services.contacts import erasure, opt_outs
from webapp.services.recipients import retries
from webapp.services.sending import claims, envelopes, outcomes
from webapp.services.webhook import receipts
from webapp.whatsapp.outcomes import Accepted, NotReached, Outcome, Refused, Unknown

S = RecipientStatus
#: For one person; retried after some seconds, and not counted as an attempt.
PAIR_RATE = ProviderFault(131056, "Pair rate")
NOT_ON_WHATSAPP = ProviderFault(131026, "Undeliverable")


class One:
    """The only person of a campaign, and the calls for their messages."""

    def __init__(self, at: Callable[[str], datetime], moment: str, **campaign: Any) -> None:
        self.set_clock, self.now = at, at(moment)
        self.campaign = an_active_campaign(**({"numbers": 1} | campaign))
        self.person = recipients_of(self.campaign)[0]
        self.claims: list[claims.Claim] = []

    def live(self, history: str) -> None:
        for step in history.split():
            getattr(self, step)()
            db.session.commit()

    def claim(self) -> None:
        """Allocate the person to a batch, and claim it as a worker."""
        self.allocate()
        self.envelope = envelopes.for_batch(db.session.get_one(Batch, self.person.batch_id))
        self.claims += claims.claim(self.envelope, 1)

    def allocate(self) -> None:
        daily.allocate_due(clock.now())
        db.session.refresh(self.person)

    def accept(self) -> None:
        self.answer(Accepted(f"wamid.{self.claims[-1].token}"))

    def refuse(self) -> None:
        self.answer(Refused(NOT_ON_WHATSAPP))

    def throttle(self) -> None:
        self.answer(Refused(PAIR_RATE))

    def miss(self) -> None:
        self.answer(NotReached("nobody there"))

    def time_out(self) -> None:
        self.answer(Unknown("timed out"))

    def answer(self, outcome: Outcome) -> None:
        outcomes.record(self.envelope, [(self.claims[-1], outcome)])

    def die(self) -> None:
        """Kill the worker, and let its lease end."""
        self.wait()
        claims.expire(clock.now())

    def decide(self) -> None:
        """Have someone retry the messages with an unknown outcome."""
        retries.resend_unconfirmed(self.campaign, "eva")

    def miss_the_first(self) -> None:
        """Deliver the result of the first call late."""
        outcomes.record(self.envelope, [(self.claims[0], NotReached("nobody there"))])

    def wait(self) -> None:
        self.now = self.set_clock(f"{self.now + timedelta(hours=1):%Y-%m-%d %H:%M}")

    def deliver(self) -> None:
        """Have WhatsApp report that the first of the messages has arrived."""
        self.tell("delivered")

    def fail(self) -> None:
        self.tell("failed", NOT_ON_WHATSAPP)

    def drop(self) -> None:
        """Have WhatsApp report that the first of the messages failed, and may be retried."""
        self.tell("failed", PAIR_RATE)

    def tell(self, status: str, error: ProviderFault | None = None) -> None:
        claim = self.claims[0]
        told = Receipt(f"wamid.{claim.token}", status, clock.now(), claim.callback, error=error)
        receipts.apply([told])

    def stop(self) -> None:
        contact = self.person.contact
        opt_outs.stop(contact, ConsentSource.KEYWORD, "STOP", self.campaign, clock.now())

    def erase(self) -> None:
        erasure.erase(self.person.contact, "eva")


@pytest.mark.parametrize(
    ("history", "status", "places"),
    [
        ("claim accept", S.SENT, 1),
        ("claim deliver accept", S.DELIVERED, 1),
        ("claim time_out deliver", S.DELIVERED, 1),
        ("claim time_out fail", S.FAILED, 0),
        ("claim die", S.UNCONFIRMED, 1),
        ("claim die accept", S.SENT, 1),
        ("claim die fail", S.FAILED, 0),
        ("claim die miss", S.PENDING, 1),
        ("claim die decide claim miss_the_first", S.SENDING, 1),
        ("claim refuse", S.FAILED, 0),
        ("claim miss", S.PENDING, 0),
        ("claim drop accept", S.PENDING, 0),
        ("claim accept fail deliver", S.DELIVERED, 1),
        ("claim accept drop", S.PENDING, 0),
        ("claim accept drop deliver", S.DELIVERED, 1),
        ("claim accept drop wait allocate deliver", S.DELIVERED, 1),
        ("claim accept drop wait claim deliver", S.DELIVERED, 1),
        ("claim accept drop wait claim deliver miss", S.DELIVERED, 1),
        ("claim accept stop drop", S.SKIPPED, 0),
        ("claim stop accept", S.SENT, 1),
        ("claim stop drop", S.SKIPPED, 0),
        ("claim stop miss", S.SKIPPED, 0),
        ("claim stop throttle", S.SKIPPED, 0),
        ("claim stop die miss", S.SKIPPED, 1),
        ("claim erase miss", S.SKIPPED, 0),
        ("claim erase drop", S.SKIPPED, 0),
    ],
)
def test_everyone_who_may_have_the_message_counts_and_nobody_else(app, at, history, status, places):
    one = One(at, "2025-10-05 12:00")

    one.live(history)

    db.session.refresh(one.person)
    assert one.person.status == status
    assert status == S.PENDING or one.person.next_attempt_at is None
    assert quota.used(one.campaign.sender.portfolio, clock.now()) == places
    assert [found for _, found in doctor.breaches(clock.now()) if found] == []


@pytest.mark.parametrize("first", ["claim accept", "claim accept deliver", "claim die"])
def test_a_failure_leaves_the_quota_that_another_message_uses(app, at, first):
    given = {"numbers": some_numbers(1), "sender": a_sender()}
    One(at, "2025-10-05 08:00", **given).live(first)

    One(at, "2025-10-05 12:00", **given).live("claim accept fail")

    assert quota.used(given["sender"].portfolio, clock.now()) == 1


def test_that_quota_comes_free_a_day_after_the_other_call_may_have_ended(app, at):
    given = {"numbers": some_numbers(1), "sender": a_sender()}
    One(at, "2025-10-05 08:00", **given).live("claim accept")
    One(at, "2025-10-05 12:00", **given).live("claim accept fail")

    moments = [at("2025-10-06 08:01:30"), at("2025-10-06 08:03")]

    portfolio = given["sender"].portfolio
    assert [quota.used(portfolio, moment) for moment in moments] == [1, 0]
