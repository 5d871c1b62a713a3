"""Counting what WhatsApp sends and the product does not use yet."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.webhook.events import NotUsed
from webapp.extensions import db
from webapp.models import UnusedItem
from webapp.services.webhook import foreign_accounts

#: The most names that one group of bodies adds: keys may be ids, each with a name of its own.
MAX_NAMES = 100


def count(items: Iterable[tuple[int, NotUsed]]) -> None:
    """Count the items, each with its body's id, and report accounts that are not ours."""
    items = list(items)
    if not items:
        return
    last_event_ids = {item.name: event_id for event_id, item in items}
    times = Counter(item.name for _, item in items)
    rows = [
        {
            "name": name,
            "times": times[name],
            "last_received_at": clock.now(),
            "last_event_id": last_event_ids[name],
        }
        for name in sorted(times)[:MAX_NAMES]  # always in this order, so that nobody deadlocks
    ]
    added = insert(UnusedItem).values(rows)
    db.session.execute(
        added.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "times": UnusedItem.times + added.excluded.times,
                "last_received_at": added.excluded.last_received_at,
                "last_event_id": added.excluded.last_event_id,
            },
        )
    )
    foreign_accounts.report({item.account for _, item in items if item.account})
