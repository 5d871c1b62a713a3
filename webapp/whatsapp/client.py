"""The calls to the Cloud API."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

import aiohttp
import orjson

from webapp.domain.masking import MASK
from webapp.domain.sending.routing import Endpoint
from webapp.domain.webhook.events import ProviderFault
from webapp.errors import ProviderError
from webapp.whatsapp.outcomes import (
    Accepted,
    NotReached,
    Outcome,
    Refused,
    Unknown,
    fault_of_answer,
    read_outcome,
)
from webapp.whatsapp.payload_parts import NotUnderstood, inner, load, objects, words
from webapp.whatsapp.retry_after import seconds_asked

__all__ = [
    "Accepted",
    "CloudApi",
    "NotReached",
    "Outcome",
    "Refused",
    "Unknown",
    "open_session",
]

#: Waiting for a free connection and opening it; nothing has been sent so far.
CONNECT_SECONDS = 10
#: Shorter than servers keep an idle connection: one they close as we write is an unknown outcome.
KEEP_ALIVE_SECONDS = 15
PAGE_SIZE = 100
#: Bytes of an access token that is masked wherever it is repeated; real ones have some 200.
SHORTEST_TOKEN = 8
TEMPLATE_FIELDS = (
    "id,name,language,status,category,components,parameter_format,quality_score,"
    "message_send_ttl_seconds"
)
#: Fields that not every version of the API knows; it refuses a request for an unknown one.
CATEGORY_FIELDS = "correct_category,previous_category"
INVALID_PARAMETER = 100
PHONE_NUMBER_FIELDS = (
    "verified_name,display_phone_number,quality_rating,throughput,name_status,status,"
    "whatsapp_business_manager_messaging_limit,code_verification_status,account_mode,health_status"
)

Answer = TypeVar("Answer")


def open_session(connections: int) -> aiohttp.ClientSession:
    """Return a session that keeps this number of connections warm; the caller closes it."""
    connector = aiohttp.TCPConnector(
        limit=connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=300
    )
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


class _Response(NamedTuple):
    """The HTTP status, the body if it is a JSON object, and the seconds it asks us to wait."""

    status: int
    body: dict[str, Any] | None
    retry_after: float | None


class CloudApi:
    """The Cloud API for one access token; `timeout` is the seconds a response may take."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        version: str,
        access_token: str,
        timeout: float,
    ) -> None:
        self._session = session
        self._access_token = access_token.encode()
        self._root = f"{base_url.rstrip('/')}/{version}"
        self._headers = {
            "Authorization": f"Bearer {access_token}",
            "Content-Type": "application/json",
        }
        # The time to connect runs out first, so that a total time-out, which ends a response
        # that only drips, never means a message that was not sent.
        self._timeout = aiohttp.ClientTimeout(
            total=CONNECT_SECONDS + timeout, connect=CONNECT_SECONDS, sock_read=timeout
        )

    async def send(
        self,
        phone_number_id: str,
        body: Mapping[str, Any],
        endpoint: Endpoint = Endpoint.MESSAGES,
    ) -> Outcome:
        """Return the outcome of sending one message once; a network error is an outcome too."""
        try:
            response = await self._call(
                "POST", f"{phone_number_id}/{endpoint}", data=orjson.dumps(body)
            )
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
        ) as error:
            return NotReached(_named(error))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unknown(_named(error))
        return read_outcome(*response)

    async def message_templates(self, waba_id: str) -> list[dict[str, Any]]:
        """Return every template of an account."""
        return await self._with_known_fields(lambda fields: self._list_templates(waba_id, fields))

    async def message_template(self, template_id: str) -> dict[str, Any]:
        """Return one template. Raises ProviderError."""
        return await self._with_known_fields(
            lambda fields: self._fetch(template_id, {"fields": fields})
        )

    async def _with_known_fields(self, ask: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Return the answer about templates; without some fields if WhatsApp refuses these."""
        try:
            return await ask(f"{TEMPLATE_FIELDS},{CATEGORY_FIELDS}")
        except ProviderError as error:
            if error.fault.code != INVALID_PARAMETER:
                raise
        return await ask(TEMPLATE_FIELDS)

    async def _list_templates(self, waba_id: str, fields: str) -> list[dict[str, Any]]:
        """Return the templates of an account with these fields, read page by page."""
        query = {"fields": fields, "limit": str(PAGE_SIZE)}
        templates: list[dict[str, Any]] = []
        while True:
            page = await self._fetch(f"{waba_id}/message_templates", query)
            templates += objects(page, "data")
            after = words(inner(inner(page, "paging"), "cursors"), "after")
            if not words(inner(page, "paging"), "next") or after in ("", query.get("after")):
                return templates
            query["after"] = after

    async def phone_number(self, phone_number_id: str) -> dict[str, Any]:
        """Return a sender's name, quality, throughput and limit."""
        return await self._fetch(phone_number_id, {"fields": PHONE_NUMBER_FIELDS})

    async def account(self, waba_id: str, fields: Iterable[str]) -> dict[str, Any]:
        """Return these fields of an account. Raises ProviderError if one of them is refused."""
        return await self._fetch(waba_id, {"fields": ",".join(fields)})

    async def subscribed_apps(self, waba_id: str) -> list[dict[str, Any]]:
        """Return the apps that get the account's webhooks. Raises ProviderError."""
        return objects(await self._fetch(f"{waba_id}/subscribed_apps", {}), "data")

    async def app_subscriptions(self, app_id: str) -> list[dict[str, Any]]:
        """Return what an app has subscribed to; needs its own token. Raises ProviderError."""
        return objects(await self._fetch(f"{app_id}/subscriptions", {}), "data")

    async def _fetch(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Return the object at the path. Raises ProviderError without a proper response."""
        try:
            response = await self._call("GET", path, params=query)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            fault = ProviderFault(None, "WhatsApp could not be reached", _named(error))
            raise ProviderError(fault) from error
        if response.status != 200 or response.body is None or "error" in response.body:
            raise ProviderError(fault_of_answer(*response))
        return response.body

    async def _call(
        self,
        method: str,
        path: str,
        *,
        data: bytes | None = None,
        params: Mapping[str, str] | None = None,
    ) -> _Response:
        """Return the response to one call."""
        async with self._session.request(
            method,
            f"{self._root}/{path}",
            data=data,
            params=params,
            headers=self._headers,
            timeout=self._timeout,
            allow_redirects=False,  # following one would send the message a second time
        ) as response:
            asked = None if response.status < 300 else seconds_asked(response.headers)
            content = await response.read()
            if response.status >= 300 or b'"error"' in content:
                content = self._without_token(content)
            return _Response(response.status, _json_object(content), asked)

    def _without_token(self, content: bytes) -> bytes:
        """Return an error's body in which our own access token, if it is there, is masked."""
        token = self._access_token
        is_long = len(token) >= SHORTEST_TOKEN  # a short one could be a part of any word
        return content.replace(token, MASK.encode()) if is_long else content


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        parsed = load(body)
    except NotUnderstood:
        return None
    return parsed if isinstance(parsed, dict) else None


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
