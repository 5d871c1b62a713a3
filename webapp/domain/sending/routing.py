"""The endpoint of a message: marketing has one of its own, with rules of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.translatable import N_
from webapp.domain.webhook.events import ProviderFault

MARKETING = "MARKETING"


class Endpoint(StrEnum):
    """The last part of the address that a message is sent to."""

    MESSAGES = "messages"
    MARKETING_MESSAGES = "marketing_messages"


class MarketingRoute(StrEnum):
    """How a sender sends marketing."""

    AUTOMATIC = "automatic"
    CLOUD_API = "cloud_api"


class ProductPolicy(StrEnum):
    """What WhatsApp does with marketing of an account that is not onboarded."""

    FALLBACK = "CLOUD_API_FALLBACK"
    STRICT = "STRICT"


ROUTES = {
    MarketingRoute.AUTOMATIC: N_("Automatically: by the Marketing Messages API where possible"),
    MarketingRoute.CLOUD_API: N_("Always by the Cloud API"),
}
POLICIES = {
    ProductPolicy.FALLBACK: N_("Send by the Cloud API"),
    ProductPolicy.STRICT: N_("Do not send"),
}


@dataclass(frozen=True)
class MarketingChoices:
    """How one sender sends marketing, as staff chose.

    Without a product policy WhatsApp falls back to the Cloud API; without a choice about activity
    sharing the account's own setting holds.
    """

    route: MarketingRoute = MarketingRoute.AUTOMATIC
    product_policy: ProductPolicy | None = None
    activity_sharing: bool | None = None

    @property
    def fields(self) -> Mapping[str, str | bool]:
        """Return the fields that only the Marketing Messages API takes."""
        fields: dict[str, str | bool] = {}
        if self.product_policy is not None:
            fields["product_policy"] = self.product_policy.value
        if self.activity_sharing is not None:
            fields["message_activity_sharing"] = self.activity_sharing
        return fields


@dataclass(frozen=True)
class MarketingSettings(MarketingChoices):
    """The choices, and what WhatsApp says of the account.

    `onboarding` is WhatsApp's own word, None while it is not known; `is_cloud_api_closed` says
    that the account takes marketing by the Marketing Messages API only.
    """

    onboarding: str | None = None
    is_cloud_api_closed: bool | None = None

    @property
    def may_fall_back(self) -> bool:
        """Return whether the Cloud API may send what the Marketing Messages API can't."""
        return self.product_policy != ProductPolicy.STRICT and not self.is_cloud_api_closed


def endpoint(category: str, settings: MarketingSettings) -> Endpoint:
    """Return the endpoint for a template of this category.

    An account that is not onboarded yet may use the marketing endpoint: WhatsApp falls back. One
    that can't be onboarded uses it only where a fallback is not allowed, to get the reason.

    >>> endpoint("MARKETING", MarketingSettings(onboarding="ELIGIBLE")).value
    'marketing_messages'
    >>> endpoint("UTILITY", MarketingSettings(onboarding="ONBOARDED")).value
    'messages'
    """
    if category != MARKETING or settings.route == MarketingRoute.CLOUD_API:
        return Endpoint.MESSAGES
    is_ineligible = (settings.onboarding or "").startswith("INELIGIBLE")
    if is_ineligible and settings.may_fall_back:
        return Endpoint.MESSAGES
    return Endpoint.MARKETING_MESSAGES


def endpoint_charged(pricing_category: str | None) -> Endpoint | None:
    """Return the way in which a message went, by its receipts; None while they do not say so.

    >>> endpoint_charged("marketing").value  # a fallback
    'messages'
    """
    if not pricing_category:
        return None
    is_marketing_api = pricing_category.startswith("marketing_lite")
    return Endpoint.MARKETING_MESSAGES if is_marketing_api else Endpoint.MESSAGES


#: The refusals after which the other endpoint may take the message, by the endpoint that refused.
#: Each is certain: the message was not accepted.
SWITCHES: dict[Endpoint, frozenset[int]] = {
    Endpoint.MESSAGES: frozenset({131061, 131063}),
    Endpoint.MARKETING_MESSAGES: frozenset({100, 131055, 131063, 134100, 134102}),
}
#: These say that the endpoint takes marketing only.
_NOT_MARKETING = frozenset({131055, 134100})


def may_switch(refused: Endpoint, fault: ProviderFault) -> bool:
    """Return whether the refusal may be about the endpoint and not about the message."""
    is_unknown_object = (fault.code, fault.subcode) == (100, 33)
    return fault.code in SWITCHES[refused] and not is_unknown_object


def other_endpoint(
    refused: Endpoint, code: int, settings: MarketingSettings, category: str | None
) -> Endpoint | None:
    """Return the endpoint to use after a refusal by the other; None if the refusal stands.

    `category` is the template's, read again after the refusal; None if it could not be read.
    """
    if refused == Endpoint.MESSAGES:
        is_open = settings.route == MarketingRoute.AUTOMATIC
        is_marketing = code == 131063 or category == MARKETING
        return Endpoint.MARKETING_MESSAGES if is_open and is_marketing else None
    if code == 100:
        is_allowed = category not in (None, MARKETING)
    else:
        is_allowed = code in _NOT_MARKETING or settings.may_fall_back
    return Endpoint.MESSAGES if is_allowed else None
