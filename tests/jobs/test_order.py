"""For every order and number of copies of the webhooks, the result is the same."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jobs.drain_webhook_events import drain_webhook_events
from tests.support import payloads
from tests.support.comparable_state import comparable_state
from tests.support.factories import an_active_campaign, some_numbers
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Recipient
from webapp.services.planning import quota_ledger
from webapp.services.webhook.inbox import inbox

NOON = datetime(2025, 10, 5, 12, tzinfo=UTC).timestamp()
CLAIM = "00000000-0000-0000-0000-00000000000{}"


def history(people: list[Recipient], at: float) -> list[bytes]:
    """Return the bodies that WhatsApp would send about five recipients, one for each event."""
    sent = []
    for i, recipient in enumerate(people):
        callback = f"{recipient.id}.{recipient.claim_token}"
        sent += [
            payloads.receipt(recipient.wamid, "sent", at + 1, callback, priced=True),
            payloads.receipt(recipient.wamid, "delivered", at + 2),
            payloads.receipt(recipient.wamid, "read", at + 3, callback, priced=True),
        ][: 1 + i % 3]
        if i == 3:
            sent.append(payloads.receipt(recipient.wamid, "failed", at + 4, code=131026))
        if i == 4:
            sent.append(payloads.receipt(recipient.wamid, "failed", at + 2, callback, code=131042))
    stopper, returner = people[1].phone_number, people[2].phone_number
    sent += [
        payloads.reply(stopper, "STOP", at + 10, context=people[1].wamid),
        payloads.reply(stopper, "Hello?", at + 11),
        payloads.reply(returner, "baja", at + 10),
        payloads.reply(returner, "START", at + 20),
        payloads.preference(people[0].phone_number, "stop", at + 10),
        payloads.preference(people[0].phone_number, "resume", at + 20),
        payloads.preference(people[0].phone_number, "stop", at + 30),
    ]
    return [payloads.body(change) for change in sent]


@pytest.fixture
def tell(app, at):
    """Post a history about people who were messaged at noon; return the resulting state."""

    def tell(order) -> dict:
        db.session.rollback()
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
        at("2025-10-05 12:00")
        campaign = an_active_campaign(NUMBERS)
        people = db.session.scalars(db.select(Recipient).order_by(Recipient.position)).all()
        for i, recipient in enumerate(people):
            recipient.status, recipient.attempts, recipient.wamid = (
                RecipientStatus.SENT,
                1,
                f"wamid.{i}",
            )
            recipient.accepted_at = recipient.claimed_at = datetime.fromtimestamp(NOON, UTC)
            recipient.claim_token = CLAIM.format(i)
        written = [recipient.contact_id for recipient in people]
        quota_ledger.write(campaign.sender.portfolio_id, written, clock.now())
        db.session.commit()
        at("2025-10-05 13:00")
        for body in order(history(people, NOON)):
            inbox.store(body + b" " * next(copies))  # an identical copy would not be stored
            db.session.commit()
            if next(copies) % 3 == 0:
                drain_webhook_events()
        drain_webhook_events()
        return comparable_state(campaign, datetime.fromtimestamp(NOON, UTC))

    return tell


NUMBERS = some_numbers(5)
copies = iter(range(10**6))
#: How many bodies the history has.
LENGTH = 18


@settings(
    max_examples=int(os.environ.get("ORDERS", "5")),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # each history takes a second
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=st.permutations(range(LENGTH)),
    again=st.lists(st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH - 1)), max_size=12),
)
def test_any_order_and_any_copies_end_in_the_same_rows(tell, order, again):
    def shuffled(bodies):
        sent = [bodies[number] for number in order]
        for place, number in again:
            sent.insert(place, bodies[number])
        return sent

    straight = tell(lambda bodies: bodies)
    mixed = tell(shuffled)

    assert mixed == straight
