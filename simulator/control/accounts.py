"""The control call that changes an account of the simulator."""

from dataclasses import asdict, replace
from typing import Any

from simulator.account.accounts import OWNER_ID
from simulator.webhooks.bodies import encoded, envelope
from simulator.world import World

NOT_FIELDS = frozenset({"waba_id", "notify"})


async def put_account(world: World, wanted: dict[str, Any]) -> dict[str, Any]:
    """Change fields of an account; with `notify`, send the webhook about its signed terms."""
    waba = wanted.get("waba_id") or next(iter(world.accounts))
    former = asdict(world.accounts[waba])
    changes = {name: wanted[name] for name in wanted.keys() - NOT_FIELDS}
    for name, value in changes.items():
        if type(value) is not type(former[name]):
            raise ValueError(f"{name} cannot be {value!r}")
    account = world.accounts[waba] = replace(world.accounts[waba], **changes)
    if not wanted.get("notify"):
        return asdict(account)
    owner = {"owner_business_id": OWNER_ID, "waba_id": waba}
    value = {"event": "MM_LITE_TERMS_SIGNED", "waba_info": owner}
    body = envelope(waba, "account_update", value, time=int(world.clock.now()))
    first = world.delivery.start(encoded(body), lambda: None)
    return asdict(account) | {"webhook_status": await first}
