"""The nodes of WhatsApp Business Accounts and of their owners."""

from dataclasses import asdict
from typing import Any

from aiohttp import web

from simulator.account.accounts import OWNER_ID, Account
from simulator.account.limits import tier_of
from simulator.errors import GraphError
from simulator.graph.call import Call, answer, flag, shown

WABA_DEFAULT = ("name", "currency", "timezone_id", "message_template_namespace")
OWNER_DEFAULT = ("name",)
#: What other nodes and edges show.
NOT_SHOWN = frozenset({
    "terms_status", "terms_at", "is_subscribed", "subscribed_fields", "override_callback_uri",
})  # fmt: skip
#: Fields of an account that the Graph knows, and that have no value here.
WABA_KNOWN = frozenset({
    "analytics", "conversation_analytics", "creation_time", "is_enabled_for_insights",
    "on_behalf_of_business_info", "primary_business_location", "primary_funding_id",
    "purchase_order_number",
    "template_analytics", "template_auto_archival_enabled",
})  # fmt: skip


async def show_waba(call: Call) -> web.Response:
    node = _waba_node(call, call.world.accounts[call.node])
    return answer(shown(node, call.query, WABA_DEFAULT, known=WABA_KNOWN))


async def change_waba(call: Call) -> web.Response:
    """Change whether marketing is refused on /messages; only an onboarded account may."""
    params, account = await call.params(), call.world.accounts[call.node]
    if "disable_marketing_messages_on_cloud_api" not in params:
        raise GraphError(100, "There is nothing to change.")
    if not account.is_onboarded:
        raise GraphError(100, "The account is not onboarded to the Marketing Messages API.")
    is_disabled = flag(params["disable_marketing_messages_on_cloud_api"])
    account.disable_marketing_messages_on_cloud_api = is_disabled
    return answer({"success": True})


async def show_owner(call: Call) -> web.Response:
    first = next(iter(call.world.accounts.values()))
    return answer(shown(_owner_node(first), call.query, OWNER_DEFAULT))


def _waba_node(call: Call, account: Account) -> dict[str, Any]:
    node = {name: value for name, value in asdict(account).items() if name not in NOT_SHOWN}
    return node | {
        "health_status": {"can_send_message": "AVAILABLE"},
        "marketing_messages_lite_api_status": account.marketing_messages_onboarding_status,
        "owner_business_info": _owner_node(account),
        "whatsapp_business_manager_messaging_limit": tier_of(call.world.behaviour.messaging_limit),
    }


def _owner_node(account: Account) -> dict[str, Any]:
    terms = {"status": account.terms_status, "time": account.terms_at}
    return {
        "id": OWNER_ID,
        "name": account.name,
        "marketing_messages_onboarding_status": terms,
    }
