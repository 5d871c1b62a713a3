"""Forwarding inbound messages to another system, which replies to customers."""

from collections.abc import Sequence

import aiohttp
from flask import current_app
from sqlalchemy import select

from webapp.domain.messages import coded
from webapp.domain.webhook.forwarding_address import address_fault
from webapp.extensions import db
from webapp.models import TaskKind, WebhookEvent
from webapp.queries.operations import settings
from webapp.queries.operations.settings import Forwarding
from webapp.services.background import tasks
from webapp.services.operations.public_connector import PrivateAddressError, public_connector
from webapp.whatsapp.signature import sign

#: Longer than any system should take to confirm a message.
RESPONSE_TIMEOUT_SECONDS = 10


def schedule(event_ids: Sequence[int]) -> None:
    """Schedule the forwarding of these bodies in the background, if it is set up."""
    if event_ids and settings.forwarding():
        tasks.add_all(TaskKind.FORWARD, ({"event_id": event_id} for event_id in event_ids))


def body_of(event_id: int) -> bytes | None:
    """Return a body; None if it was deleted."""
    return db.session.scalar(select(WebhookEvent.body).where(WebhookEvent.id == event_id))


async def forward(body: bytes, target: Forwarding) -> str | None:
    """Send a body unchanged, signed with the target's secret; return what went wrong.

    The body is WhatsApp's own, so the target need not know of this application.
    """
    headers = {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": sign(body, target.secret),
    }
    may_be_private = current_app.config["ALLOW_PRIVATE_ADDRESSES"]
    if address_fault(target.url, may_be_private=may_be_private):  # stored under older rules
        return coded("webhook.forward_not_allowed")
    connector = aiohttp.TCPConnector() if may_be_private else public_connector()
    timeout = aiohttp.ClientTimeout(total=RESPONSE_TIMEOUT_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.post(target.url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            if response.status < 300:
                return None
            return coded("webhook.forward_answered", status=str(response.status))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
        if isinstance(cause, PrivateAddressError):
            return coded("webhook.forward_not_allowed")
        return f"{type(error).__name__}: {error}".removesuffix(": ")
