"""Whatever the order and the number of copies in which things are told, the end is the same."""

from datetime import UTC, datetime
from random import Random

import pytest

from jobs.drain_webhook_events import drain_webhook_events
from tests import payloads
from tests.factories import an_active_campaign, some_numbers
from webapp import clock
from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import Contact, Recipient
from webapp.queries import rooms, statistics
from webapp.services import room_ledger, webhook_events

NOON = datetime(2025, 10, 5, 12, tzinfo=UTC).timestamp()
CLAIM = "00000000-0000-0000-0000-00000000000{}"


def history(people: list[Recipient], at: float) -> list[bytes]:
    """What WhatsApp would tell of five people: one body for each event."""
    told = []
    for i, one in enumerate(people):
        callback = f"{one.id}.{one.claim_token}"
        told += [
            payloads.receipt(one.wamid, "sent", at + 1, callback, priced=True),
            payloads.receipt(one.wamid, "delivered", at + 2),
            payloads.receipt(one.wamid, "read", at + 3, callback, priced=True),
        ][: 1 + i % 3]
        if i == 3:
            told.append(payloads.receipt(one.wamid, "failed", at + 4, code=131026))
        if i == 4:
            told.append(payloads.receipt(one.wamid, "failed", at + 2, callback, code=131042))
    stopper, returner = people[1].phone_number, people[2].phone_number
    told += [
        payloads.reply(stopper, "STOP", at + 10, context=people[1].wamid),
        payloads.reply(stopper, "Hello?", at + 11),
        payloads.reply(returner, "baja", at + 10),
        payloads.reply(returner, "START", at + 20),
        payloads.preference(people[0].phone_number, "stop", at + 10),
        payloads.preference(people[0].phone_number, "resume", at + 20),
        payloads.preference(people[0].phone_number, "stop", at + 30),
    ]
    return [payloads.body(change) for change in told]


def rows(campaign) -> list:
    """All that should be the same, whatever the order."""
    db.session.expire_all()
    stated = db.session.scalars(db.select(Recipient).order_by(Recipient.position)).all()
    people = db.session.scalars(db.select(Contact).order_by(Contact.phone_number)).all()
    return [
        [
            (
                *(one.status, one.attempts, one.accepted_at, one.sent_at, one.delivered_at),
                *(one.read_at, one.failed_at, one.error_code, one.skip_reason),
                *(one.pricing_type, one.pricing_category),
                [(past["code"], past["at"]) for past in one.history or ()],
            )
            for one in stated
        ],
        [(one.subscription, one.user_id) for one in people],
        statistics.by_day([campaign.id]),
        statistics.of(campaign.id).counts,
        rooms.people_in_window(campaign.sender.portfolio, datetime.fromtimestamp(NOON, UTC)),
    ]


@pytest.fixture
def tell(app, at):
    """Tell a history to people who were written to at noon, and answer what is known then."""

    def tell(order) -> list:
        db.session.rollback()
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
        at("2025-10-05 12:00")
        campaign = an_active_campaign(NUMBERS)
        people = db.session.scalars(db.select(Recipient).order_by(Recipient.position)).all()
        for i, one in enumerate(people):
            one.status, one.attempts, one.wamid = RecipientStatus.SENT, 1, f"wamid.{i}"
            one.accepted_at = one.claimed_at = datetime.fromtimestamp(NOON, UTC)
            one.claim_token = CLAIM.format(i)
        written = [one.contact_id for one in people]
        room_ledger.write(campaign.sender.portfolio_id, written, clock.now())
        db.session.commit()
        at("2025-10-05 13:00")
        for body in order(history(people, NOON)):
            webhook_events.keep(body + b" " * next(copies))  # a copy must differ to be kept
            db.session.commit()
            if next(copies) % 3 == 0:
                drain_webhook_events()
        drain_webhook_events()
        return rows(campaign)

    return tell


NUMBERS = some_numbers(5)
copies = iter(range(10**6))


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_any_copies_end_in_the_same_rows(tell, seed):
    chance = Random(seed)

    def shuffled(bodies):
        told = [*bodies, *chance.choices(bodies, k=8)]
        chance.shuffle(told)
        return told

    straight = tell(lambda bodies: bodies)
    mixed = tell(shuffled)

    assert mixed == straight
