"""Writing what administrators set."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Setting
from webapp.services.accounts import audit


def put(name: str, value: Mapping[str, Any], actor: str, **told: object) -> None:
    """Set it, in place of what was set before; an empty value means the default.

    The audit log is told no more of the value than is `told`: it may be a secret.
    """
    _write(name, value, replaces=True)
    audit.note(actor, "setting.change", f"setting {name}", **told)


def put_part(name: str, part: Mapping[str, Any], actor: str) -> None:
    """Set a part of it, such as a language's words; whoever sets another part keeps theirs."""
    _write(name, part, replaces=False)
    audit.note(actor, "setting.change", f"setting {name}")


def _write(name: str, value: Mapping[str, Any], *, replaces: bool) -> None:
    now = clock.now()
    given = insert(Setting).values(name=name, value=dict(value), updated_at=now)
    new = given.excluded.value if replaces else Setting.value.op("||")(given.excluded.value)
    db.session.execute(
        given.on_conflict_do_update(index_elements=["name"], set_={"value": new, "updated_at": now})
    )
    db.session.expire_all()
