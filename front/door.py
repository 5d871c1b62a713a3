"""The way in for every request: webhooks to the inbox, all else to the pages."""

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
#: How long a body may take to come: WhatsApp's are short, and what staff upload is not.
WEBHOOK_SECONDS, PAGE_SECONDS = 20, 600


class Door:
    """The application as granian's own interface, RSGI, wants it.

    Bodies are awaited here, so that a client which takes its time holds no thread, and a burst
    of webhooks holds no page up: they are checked and stored without any of the pages' threads.
    """

    def __init__(self, app: Flask) -> None:
        self.secrets: list[str] = app.config["WHATSAPP_APP_SECRETS"]
        self.longest_page: int = app.config["MAX_CONTENT_LENGTH"]
        self.intake = Intake(app)
        self.pages = Pages(app)

    async def __rsgi__(self, scope: Scope, request: HTTPProtocol) -> None:
        try:
            if scope.method == "POST" and scope.path == WEBHOOK:
                request.response_empty(await self._take_in(scope, request), [])
            else:
                await self._show(scope, request)
        except TimeoutError:
            request.response_empty(408, [("connection", "close")])

    async def _take_in(self, scope: Scope, request: HTTPProtocol) -> int:
        """Keep a webhook's body; answer the status.

        Whatever is signed gets a 200, even what we cannot use: any other answer makes WhatsApp
        send it again, which it shall where the body could not be stored.
        """
        try:
            with await bodies.read(scope, request, MAX_BODY_BYTES, WEBHOOK_SECONDS) as file:
                body = file.read()
        except TooLong:
            return 413
        if not is_signed(body, scope.headers.get("x-hub-signature-256"), self.secrets):
            return 403
        try:
            await self.intake.keep(body)
        except Exception:
            log.exception("A webhook could not be stored; WhatsApp will send it again")
            return 503
        return 200

    async def _show(self, scope: Scope, request: HTTPProtocol) -> None:
        """Have the pages answer; they refuse themselves what is too long for them."""
        try:
            body = await bodies.read(scope, request, self.longest_page, PAGE_SECONDS)
        except TooLong:
            body, length = BytesIO(), self.longest_page + 1
        else:
            length = body.seek(0, SEEK_END)
            body.seek(0)
        with body:
            await self.pages.answer(scope, request, body, length)
