"""The history of the demo's finished campaign, stored as the engine would have stored it."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select

from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Contact, Recipient

DAYS, RECIPIENTS_PER_DAY = 5, 60
#: Its start: it ended a week ago.
STARTED_AGO = timedelta(days=DAYS + 7)

S = RecipientStatus
#: The outcomes, per hundred people.
OUTCOMES = (*[S.READ] * 58, *[S.DELIVERED] * 34, *[S.SENT] * 4, *[S.FAILED] * 4)
NOT_ON_WHATSAPP = {"error_code": 131026, "error_details": "Message undeliverable"}


def write(campaign: Campaign, began: datetime, chance: random.Random) -> None:
    """Store the recipients of every day."""
    people = db.session.execute(
        select(Contact.id, Contact.phone_number)
        .order_by(Contact.id)
        .limit(DAYS * RECIPIENTS_PER_DAY)
    ).all()
    for day in range(DAYS):
        sent_at, before = began + timedelta(days=day), day * RECIPIENTS_PER_DAY
        batch = _batch(campaign, sent_at)
        _recipients(batch, sent_at, people[before : before + RECIPIENTS_PER_DAY], before, chance)


def _batch(campaign: Campaign, sent_at: datetime) -> Batch:
    batch = Batch(
        id=uuid.uuid4(),
        campaign_id=campaign.id,
        send_date=campaign.date_of(sent_at),
        batch_number=1,
        batch_size=RECIPIENTS_PER_DAY,
        status=BatchStatus.DONE,
        queued_at=sent_at,
        done_at=sent_at,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _recipients(
    batch: Batch,
    sent_at: datetime,
    people: Sequence[Row[int, str | None]],
    before: int,
    chance: random.Random,
) -> None:
    rows = [
        {
            "campaign_id": batch.campaign_id,
            "contact_id": contact_id,
            "phone_number": phone_number,
            "position": before + number,
            "batch_id": batch.id,
            "attempts": 1,
            "claim_token": uuid.uuid4(),
            "wamid": f"wamid.demo.{uuid.uuid4().hex}",
        }
        | _life(chance, sent_at + timedelta(seconds=number))
        for number, (contact_id, phone_number) in enumerate(people, start=1)
    ]
    db.session.execute(insert(Recipient), rows)


def _life(chance: random.Random, sent_at: datetime) -> dict[str, Any]:
    """Return the row of one message's outcome; every row has the same columns."""
    status = chance.choice(OUTCOMES)
    arrived_at = sent_at + timedelta(seconds=chance.randint(2, 600))
    has_failed = status == S.FAILED
    times = dict.fromkeys(("queued_at", "claimed_at", "accepted_at"), sent_at)
    fault = NOT_ON_WHATSAPP if has_failed else dict.fromkeys(NOT_ON_WHATSAPP)
    return {
        "status": status,
        "sent_at": None if has_failed else sent_at,
        "delivered_at": arrived_at if status in (S.DELIVERED, S.READ) else None,
        "read_at": arrived_at + timedelta(minutes=7) if status == S.READ else None,
        "failed_at": arrived_at if has_failed else None,
        **times,
        **fault,
    }
