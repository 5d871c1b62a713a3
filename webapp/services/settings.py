"""Writing what administrators set."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Setting
from webapp.services import audit


def put(name: str, value: dict[str, Any], actor: str) -> None:
    """Set it, in place of what was set before; an empty value means the default."""
    now = clock.now()
    given = insert(Setting).values(name=name, value=value, updated_at=now)
    db.session.execute(
        given.on_conflict_do_update(
            index_elements=["name"], set_={"value": given.excluded.value, "updated_at": now}
        )
    )
    db.session.expire_all()
    audit.note(actor, "setting.change", f"setting {name}", **value)
