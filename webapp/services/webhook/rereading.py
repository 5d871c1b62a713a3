"""Reading bodies again that were set aside."""

from sqlalchemy import update

from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import WebhookEvent
from webapp.services.accounts import audit

#: A body that was set aside with its fault.
_SET_ASIDE = WebhookEvent.fault.is_not(None) & WebhookEvent.drained_at.is_not(None)


def read_again(event_id: int, actor: str) -> None:
    """Put a body back into the inbox; events that were applied before change nothing.

    Raises WrongStatus if it is not set aside, or not any more.
    """
    if not _put_back(WebhookEvent.id == event_id):
        raise WrongStatus(N_("This body waits to be read already, or is forgotten."), "waiting")
    audit.note(actor, "webhook.read_again", f"webhook event {event_id}")


def read_all_again(actor: str) -> int:
    """Put all bodies that are set aside back into the inbox; return how many."""
    count = _put_back(_SET_ASIDE)
    if count:
        audit.note(actor, "webhook.read_again", "all webhook events", count=count)
    return count


def _put_back(condition: object) -> int:
    back = db.session.execute(
        update(WebhookEvent)
        .where(_SET_ASIDE, condition)  # type: ignore[arg-type]
        .values(drained_at=None, tries=0, next_try_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(back.rowcount)  # type: ignore[attr-defined]
