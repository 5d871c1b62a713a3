"""The Marketing Messages API: what it takes, and when a message goes by the Cloud API instead."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from simulator.account.accounts import Account
from simulator.behaviour import Behaviour
from simulator.errors import GraphError
from simulator.messages.validation import Order

FALLBACK, STRICT = POLICIES = ("CLOUD_API_FALLBACK", "STRICT")


class Options(NamedTuple):
    """The fields that only /marketing_messages has."""

    policy: str = FALLBACK


def options_of(body: Mapping[str, Any]) -> Options:
    """Return the options of a call; raise GraphError when one of them is malformed."""
    policy = body.get("product_policy", FALLBACK)
    if policy not in POLICIES:
        raise GraphError(100, f"product_policy is one of {', '.join(POLICIES)}.")
    if not isinstance(body.get("message_activity_sharing", False), bool):
        raise GraphError(100, "message_activity_sharing is a boolean.")
    _check_bid(body.get("bid_spec", {}))
    return Options(policy)


def _check_bid(bid: Any) -> None:
    multiplier = bid.get("per_message_bid_multiplier", 1) if isinstance(bid, dict) else None
    if not isinstance(multiplier, (int, float)) or isinstance(multiplier, bool) or multiplier <= 0:
        raise GraphError(100, "bid_spec.per_message_bid_multiplier is a number above 0.")


def check_cloud_api(order: Order, account: Account) -> None:
    """Refuse the marketing messages that the Cloud API does not take from this account."""
    if order.template is None or not order.is_marketing:
        return
    if account.disable_marketing_messages_on_cloud_api:
        raise GraphError(131063, "Send marketing templates to /marketing_messages.")
    if order.template.has_max_price:
        raise GraphError(131061, "A template with a max price goes to /marketing_messages.")


def goes_by_marketing_api(
    order: Order, options: Options, account: Account, behaviour: Behaviour
) -> bool:
    """Return False for a message that falls back to the Cloud API; raise GraphError if refused."""
    _check_is_marketing(order, behaviour.not_marketing_code)
    if account.is_onboarded:
        _check_max_price(order, behaviour)
        return True
    if options.policy == STRICT:
        raise GraphError(134102, "The account is not onboarded to the Marketing Messages API.")
    if behaviour.fallback_needs_terms and not account.has_signed:
        raise GraphError(131063, "The terms of the Marketing Messages API are not signed.")
    check_cloud_api(order, account)
    return False


def _check_is_marketing(order: Order, code: int) -> None:
    if order.template is None:
        raise GraphError(code or 131055, "Only template messages are supported here.")
    if not order.is_marketing:
        raise GraphError(code or 134100, "Only marketing templates are supported here.")


def _check_max_price(order: Order, behaviour: Behaviour) -> None:
    if order.template is None or not order.template.has_max_price:
        return
    if order.digits is None:
        raise GraphError(131062, "A template with a max price needs a phone number.")
    if order.person.startswith(tuple(behaviour.max_price_refused_countries)):
        raise GraphError(131065, "A max price is not offered in the recipient's country.")
