"""Which app gets the webhooks of an account, and which fields of them."""

from typing import Any

from aiohttp import web

from simulator.account.accounts import Account
from simulator.account.fields import WEBHOOK_FIELDS
from simulator.errors import GraphError
from simulator.graph.call import Call, answer
from simulator.graph.uploads import APP

LONGEST_URI = 200


async def show(call: Call) -> web.Response:
    """Return the subscribed app, with its fields; nothing when it is not subscribed."""
    account = call.world.accounts[call.node]
    return answer({"data": [_subscription(account)] if account.is_subscribed else []})


async def subscribe(call: Call) -> web.Response:
    """Subscribe the app; the call may name another callback, and the fields."""
    params, account = await call.params(), call.world.accounts[call.node]
    uri = params.get("override_callback_uri", "")
    if not isinstance(uri, str) or len(uri) > LONGEST_URI:
        raise GraphError(100, f"override_callback_uri has at most {LONGEST_URI} characters.")
    if uri and not params.get("verify_token"):
        raise GraphError(100, "override_callback_uri needs a verify_token.")
    account.subscribed_fields = _fields(params.get("subscribed_fields", account.subscribed_fields))
    account.is_subscribed, account.override_callback_uri = True, uri
    return answer({"success": True})


async def unsubscribe(call: Call) -> web.Response:
    account = call.world.accounts[call.node]
    account.is_subscribed, account.override_callback_uri = False, ""
    return answer({"success": True})


async def show_of_app(call: Call) -> web.Response:
    """Return the fields that the app has subscribed to for all its accounts."""
    first = next(iter(call.world.accounts.values()))
    fields = [
        {"name": name, "version": call.world.behaviour.api_version}
        for name in first.subscribed_fields
    ]
    subscription = {
        "object": "whatsapp_business_account",
        "callback_url": call.world.settings.webhook_url,
        "active": True,
        "fields": fields,
    }
    return answer({"data": [subscription]})


def _subscription(account: Account) -> dict[str, Any]:
    subscription: dict[str, Any] = {
        "whatsapp_business_api_data": APP | {"link": "https://campaigns.example/"},
        "subscribed_fields": account.subscribed_fields,
    }
    if account.override_callback_uri:
        subscription["override_callback_uri"] = account.override_callback_uri
    return subscription


def _fields(wanted: Any) -> list[str]:
    names = wanted.split(",") if isinstance(wanted, str) else wanted
    if not isinstance(names, list) or not all(name in WEBHOOK_FIELDS for name in names):
        raise GraphError(100, f"subscribed_fields are some of {', '.join(WEBHOOK_FIELDS)}.")
    return names
