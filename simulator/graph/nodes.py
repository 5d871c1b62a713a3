"""The nodes of business phone numbers."""

from dataclasses import asdict
from typing import Any

from aiohttp import web

from simulator.account.limits import tier_of
from simulator.behaviour import Behaviour
from simulator.graph.call import Call, answer, shown
from simulator.settings import Number

NUMBER_DEFAULT = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
)
#: Fields of a number that the Graph knows, and that have no value here.
NUMBER_KNOWN = frozenset({
    "certificate", "conversational_automation", "eligibility_for_api_business_global_search",
    "is_on_biz_app", "is_preverified_number", "last_onboarded_time", "new_certificate",
    "new_display_name", "new_name_status", "search_visibility", "username",
    "webhook_configuration",
})  # fmt: skip


async def show_number(call: Call) -> web.Response:
    number = call.world.numbers[call.node]
    node = _number_node(number, call.world.behaviour)
    return answer(shown(node, call.query, NUMBER_DEFAULT, known=NUMBER_KNOWN))


async def list_numbers(call: Call) -> web.Response:
    world = call.world
    nodes = [
        shown(_number_node(number, world.behaviour), call.query, NUMBER_DEFAULT, known=NUMBER_KNOWN)
        for number in world.numbers.values()
        if number.waba_id == call.node
    ]
    return answer({"data": nodes, "paging": {"cursors": {"before": "QQ", "after": "QQ"}}})


def _number_node(number: Number, behaviour: Behaviour) -> dict[str, Any]:
    level = "HIGH" if behaviour.messages_per_second >= 1_000 else "STANDARD"
    return asdict(number) | {
        "throughput": {"level": level},
        "whatsapp_business_manager_messaging_limit": tier_of(behaviour.messaging_limit),
        "messaging_limit_tier": tier_of(behaviour.messaging_limit),
        "health_status": {"can_send_message": "AVAILABLE"},
        "is_official_business_account": False,
        "is_pin_enabled": True,
    }
