"""Passing inbound messages on to a system that answered customers before we came."""

from collections.abc import Sequence

import aiohttp
from sqlalchemy import select

from webapp.domain.translatable import N_
from webapp.extensions import db
from webapp.models import TaskKind, WebhookEvent
from webapp.queries.operations import settings
from webapp.queries.operations.settings import Forwarding
from webapp.services.background import tasks
from webapp.whatsapp.signature import sign

#: Longer than any system should take to say that it has it.
ANSWER_SECONDS = 10


def keep(event_ids: Sequence[int]) -> None:
    """Add tasks to forward these bodies, where that is wanted."""
    if event_ids and settings.forwarding():
        tasks.add_all(TaskKind.FORWARD, ({"event_id": event_id} for event_id in event_ids))


def body_of(event_id: int) -> bytes | None:
    """Read a body; None where it has been forgotten since."""
    return db.session.scalar(select(WebhookEvent.body).where(WebhookEvent.id == event_id))


async def pass_on(body: bytes, to: Forwarding) -> str | None:
    """Send a body as it came, signed with the other system's secret; say what went wrong.

    The body is WhatsApp's own, so the other system need not know of us.
    """
    headers = {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": sign(body, to.secret),
    }
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(to.url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status < 300:
                return None
            return N_("It answered with HTTP %(status)s.", status=str(answer.status))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return f"{type(error).__name__}: {error}".removesuffix(": ")
