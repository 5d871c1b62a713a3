"""What an account's node says about marketing, and a sender's settings for it."""

import logging
from collections.abc import Mapping
from typing import Any

from webapp.domain.sending.routing import MarketingChoices
from webapp.errors import ProviderError
from webapp.models import Sender
from webapp.services.accounts import audit
from webapp.whatsapp.client import CloudApi
from webapp.whatsapp.payload_parts import inner, words

STATUS, OWNER, CLOSED = FIELDS = (
    "marketing_messages_onboarding_status",
    "owner_business_info",
    "disable_marketing_messages_on_cloud_api",
)
#: The codes for a field that this version of the Graph or this token does not have.
REFUSED_FIELDS = {3, 10, 100, *range(200, 300)}

log = logging.getLogger(__name__)


async def fetch(api: CloudApi, waba_id: str) -> dict[str, Any]:
    """Return what WhatsApp says about marketing; nothing where it does not answer.

    If it refuses one field, the fields are requested one by one.
    """
    try:
        return await api.account(waba_id, FIELDS)
    except ProviderError as refusal:
        if refusal.fault.code not in REFUSED_FIELDS:
            log.warning("Account %s: %s", waba_id, refusal)
            return {}
    account: dict[str, Any] = {}
    for field in FIELDS:
        try:
            account |= await api.account(waba_id, [field])
        except ProviderError as refusal:
            log.info("Account %s has no field %s: %s", waba_id, field, refusal)
    return account


def update(sender: Sender, account: Mapping[str, Any]) -> None:
    """Store what WhatsApp says; what it does not say stays as it is."""
    terms = words(inner(inner(account, OWNER), STATUS), "status")
    sender.onboarding_status = words(account, STATUS) or sender.onboarding_status
    sender.terms_status = terms or sender.terms_status
    if isinstance(account.get(CLOSED), bool):
        sender.is_cloud_api_closed = account[CLOSED]


def choose(sender: Sender, choices: MarketingChoices, actor: str) -> None:
    """Store how the sender sends marketing from now on."""
    sender.marketing_route = choices.route
    sender.product_policy = choices.product_policy
    sender.activity_sharing = choices.activity_sharing
    audit.note(
        actor,
        "sender.marketing",
        f"sender {sender.id}",
        route=choices.route.value,
        product_policy=choices.product_policy,
        activity_sharing=choices.activity_sharing,
    )
