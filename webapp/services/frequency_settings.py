"""Setting how many marketing messages one person may get."""

from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Setting
from webapp.queries import settings
from webapp.services import audit


def set_cap(messages: int | None, days: int, waits: bool, actor: str) -> None:
    """Allow at most so many messages in so many days; None lifts the cap."""
    value = {"messages": messages, "days": days, "waits": waits} if messages else {}
    now = clock.now()
    given = insert(Setting).values(name=settings.FREQUENCY_CAP_SETTING, value=value, updated_at=now)
    db.session.execute(
        given.on_conflict_do_update(
            index_elements=["name"], set_={"value": given.excluded.value, "updated_at": now}
        )
    )
    db.session.expire_all()
    audit.note(actor, "setting.change", f"setting {settings.FREQUENCY_CAP_SETTING}", **value)
