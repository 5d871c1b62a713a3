"""Malformed webhook bodies: real ones with arbitrary values anywhere."""

import copy
import json
from random import Random
from typing import Any

from tests.support import payloads

JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 7, 2**31, 2**63, 10**40, 0.5, 1e300, "", " ", "\0", "x" * 5000),
    *("stop", "STOP\u200b", "\ud800", "🛑", "123", "-1", "9" * 30, "1e5", "wamid.1", "CO.1"),
    *([], {}, [[]], [{}], {"id": {}}, [None, [None]], {"body": ["stop"]}, "1760000000000"),
    *("99999999999", "253402300799", "253402300800000", "NaN", "2025-10-05", "+57 300", "١٢٣"),
)
#: Values that some senders really send, outside of JSON.
BROKEN = (b"", b"{", b"[" * 3000, b"\xff\xfe", b"null", b"[]", b'"x"', b"NaN", b'{"entry":1e999}')


def real_changes() -> list[dict[str, Any]]:
    """Return one change of every kind that WhatsApp sends."""
    at = 1_760_000_000
    news = {"event": "PAUSED", "message_template_id": 5, "message_template_name": "x"}
    restriction = {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": at}
    return [
        payloads.receipt("wamid.1", "delivered", at, "1.00000000-0000-0000-0000-000000000000"),
        payloads.receipt("wamid.1", "failed", at, code=131049),
        payloads.reply("+573001112233", "Hello", at, context="wamid.1"),
        payloads.button("+573001112233", "Stop", "optout:1", at),
        payloads.preference("+573001112233", "stop", at),
        payloads.number_change("+573001112233", "+573001112244", at),
        {"field": "message_template_status_update", "value": news},
        {"field": "template_category_update", "value": news | {"new_category": "MARKETING"}},
        {"field": "phone_number_quality_update", "value": {"current_limit": "TIER_2K"}},
        {"field": "business_capability_update", "value": {LIMIT: 2000}},
        {
            "field": "account_update",
            "value": {"event": "ACCOUNT_RESTRICTION", "restriction_info": [restriction]},
        },
    ]


LIMIT = "max_daily_conversations_per_business"


def strange_body(chance: Random) -> bytes:
    """Return a real body with some values replaced."""
    if chance.random() < 0.03:
        return chance.choice(BROKEN)
    changes = chance.sample(real_changes(), k=chance.randint(1, 3))
    body = {"object": "whatsapp_business_account", "entry": [{"id": "2", "changes": changes}]}
    for _ in range(chance.randint(1, 4)):
        spoil(body, chance)
    return json.dumps(body, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def spoil(body: Any, chance: Random) -> None:
    """Replace one value, remove it, or duplicate it."""
    places = list(_places(body))
    if not places:
        return
    holder, key = chance.choice(places)
    what = chance.random()
    if what < 0.7:
        holder[key] = copy.deepcopy(chance.choice(JUNK))
    elif what < 0.85:
        del holder[key]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[key] = [holder[key]]


def _places(node: Any) -> Any:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in items:
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)
