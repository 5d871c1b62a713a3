"""The entry point of every request: webhooks go to the inbox, all others to the pages."""

import logging
from io import SEEK_END, BytesIO

from flask import Flask
from granian.rsgi import HTTPProtocol, Scope

from front import bodies
from front.bodies import TooLong
from front.intake import Intake
from front.pages import Pages
from webapp.services.webhook.inbox import MAX_BODY_BYTES
from webapp.whatsapp.signature import is_signed

log = logging.getLogger(__name__)

WEBHOOK = "/webhooks/whatsapp"
#: How long a body may take to arrive: WhatsApp's are short, uploads of staff are not.
WEBHOOK_SECONDS, PAGE_SECONDS = 20, 600


class Door:
    """The application for granian's own interface, RSGI.

    Bodies are awaited here, so that a slow client occupies no thread. Webhooks are checked and
    stored without the pages' threads, so that a burst does not delay pages.
    """

    def __init__(self, app: Flask) -> None:
        self.secrets: list[str] = app.config["WHATSAPP_APP_SECRETS"]
        self.longest_page: int = app.config["MAX_CONTENT_LENGTH"]
        self.intake = Intake(app)
        self.pages = Pages(app)

    async def __rsgi__(self, scope: Scope, request: HTTPProtocol) -> None:
        try:
            if scope.method == "POST" and scope.path == WEBHOOK:
                request.response_empty(await self._store_webhook(scope, request), [])
            else:
                await self._respond_with_page(scope, request)
        except TimeoutError:
            request.response_empty(408, [("connection", "close")])

    async def _store_webhook(self, scope: Scope, request: HTTPProtocol) -> int:
        """Store a webhook's body; return the HTTP status.

        Every signed body gets a 200, even one that we cannot use: any other response makes WhatsApp
        send it again, which is right only where the body could not be stored.
        """
        try:
            with await bodies.read(scope, request, MAX_BODY_BYTES, WEBHOOK_SECONDS) as file:
                body = file.read()
        except TooLong:
            return 413
        if not is_signed(body, scope.headers.get("x-hub-signature-256"), self.secrets):
            return 403
        try:
            await self.intake.store(body)
        except Exception:
            log.exception("A webhook could not be stored; WhatsApp will send it again")
            return 503
        return 200

    async def _respond_with_page(self, scope: Scope, request: HTTPProtocol) -> None:
        """Let the pages respond; they refuse a body that is too long."""
        try:
            body = await bodies.read(scope, request, self.longest_page, PAGE_SECONDS)
        except TooLong:
            body, length = BytesIO(), self.longest_page + 1
        else:
            length = body.seek(0, SEEK_END)
            body.seek(0)
        with body:
            await self.pages.respond(scope, request, body, length)
