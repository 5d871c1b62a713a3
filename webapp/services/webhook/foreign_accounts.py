"""Events about WhatsApp Business accounts that none of our senders belongs to."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import Sender
from webapp.services.operations import incidents


def ours(accounts: Sequence[str]) -> str | None:
    """Return the first account that is ours, of those that an event names.

    If none is, one notice about the first is opened.
    """
    known = _known()
    for account in accounts:
        if account in known:
            return account
    report(accounts[:1])
    return None


def report(accounts: Collection[str]) -> None:
    """Open one notice for each account that is not ours."""
    for account in sorted(set(accounts) - _known()):
        message = coded("webhook.foreign_account", account=account)
        incidents.open_notice(f"foreign account {account}", message)


def _known() -> set[str]:
    return set(db.session.scalars(select(Sender.waba_id).distinct()))
