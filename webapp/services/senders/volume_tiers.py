"""Storing WhatsApp's discounts by volume."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.moments import from_seconds
from webapp.extensions import db
from webapp.models import VolumeTier

_KEYS = ("region", "pricing_category", "effective_month", "tier")


def store(waba_id: str, reported: Mapping[str, object]) -> None:
    """Store the tier that WhatsApp reports, once; of several times the earliest counts."""
    if not reported.get("tier"):
        return
    values = {key: str(reported.get(key) or "") for key in _KEYS}
    at = from_seconds(reported.get("tier_update_time")) or clock.now()
    added = insert(VolumeTier).values(waba_id=waba_id, reached_at=at, **values)
    earliest = func.least(VolumeTier.reached_at, added.excluded.reached_at)
    db.session.execute(
        added.on_conflict_do_update(
            index_elements=["waba_id", *_KEYS], set_={"reached_at": earliest}
        )
    )


def tiers_of(waba_id: str) -> Sequence[VolumeTier]:
    """Return the tiers of an account, the latest first."""
    return db.session.scalars(
        select(VolumeTier)
        .where(VolumeTier.waba_id == waba_id)
        .order_by(VolumeTier.reached_at.desc())
        .limit(50)
    ).all()
