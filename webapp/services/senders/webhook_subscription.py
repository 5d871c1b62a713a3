"""Whether WhatsApp sends the events of an account, and all the fields that we need."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from webapp.domain.messages import Message, coded
from webapp.domain.webhook import fields
from webapp.errors import ProviderError
from webapp.services.operations import incidents
from webapp.whatsapp.client import CloudApi
from webapp.whatsapp.payload_parts import inner, objects, words

NOT_SUBSCRIBED, FIELDS_MISSING = "webhook_not_subscribed", "webhook_fields_missing"
#: The object of an app's subscription that has the fields of accounts.
ACCOUNT_OBJECT = "whatsapp_business_account"
#: More apps than this are not asked for their fields: each costs a call.
MAX_APPS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Subscription:
    """The number of apps that get the account's events; their fields, None if not reported."""

    apps: int
    fields: frozenset[str] | None


async def fetch(
    api: CloudApi, waba_id: str, api_of_app: Callable[[str], CloudApi]
) -> Subscription | None:
    """Return the subscription of an account; None if WhatsApp does not say.

    `api_of_app` returns a client with the token of an app with this id and our app secret. Only
    our own app accepts it, and so it tells us which fields we get.
    """
    try:
        apps = await api.subscribed_apps(waba_id)
    except ProviderError as refusal:
        log.info("Account %s does not report its apps: %s", waba_id, refusal)
        return None
    ids = [words(inner(app, "whatsapp_business_api_data"), "id") for app in apps[:MAX_APPS]]
    for app_id in filter(str.isdecimal, ids):
        try:
            subscriptions = await api_of_app(app_id).app_subscriptions(app_id)
        except ProviderError:  # not our app
            continue
        return Subscription(len(apps), _fields_of_app(subscriptions))
    return Subscription(len(apps), _fields_on_edge(apps))


def _fields_of_app(subscriptions: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(
        words(field, "name")
        for subscription in subscriptions
        if words(subscription, "object") == ACCOUNT_OBJECT
        and subscription.get("active") is not False
        for field in objects(subscription, "fields")
    )


def _fields_on_edge(apps: list[dict[str, Any]]) -> frozenset[str] | None:
    """Return the fields in the account's own list, which Meta's pages do not show."""
    lists = [app["subscribed_fields"] for app in apps if app.get("subscribed_fields")]
    names = [name for names in lists if isinstance(names, list) for name in names]
    return frozenset(name for name in names if isinstance(name, str)) or None


def review(waba_id: str, subscription: Subscription | None) -> None:
    """Keep incidents open while events of the account do not reach us."""
    if subscription is None:
        return
    subject = f"webhook {waba_id}"
    no_app = coded("webhook.not_subscribed", account=waba_id)
    incidents.hold(NOT_SUBSCRIBED, subject, None if subscription.apps else no_app)
    incidents.hold_latest(FIELDS_MISSING, subject, _missing(waba_id, subscription))


def _missing(waba_id: str, subscription: Subscription) -> Message | None:
    if not subscription.apps or subscription.fields is None:
        return None
    missing = sorted(fields.REQUIRED_FIELDS - subscription.fields)
    listed = ", ".join(missing)
    return coded("webhook.fields_missing", account=waba_id, fields=listed) if missing else None
