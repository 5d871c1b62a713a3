"""A WhatsApp Business Account: what its node shows, and what its owner has chosen."""

from dataclasses import dataclass, field

from simulator.account.fields import WEBHOOK_FIELDS

ONBOARDED = "ONBOARDED"
#: The business portfolio that owns every account.
OWNER_ID = "800000000000001"
SIGNED = "TERM_OF_SERVICE_SIGNED"


@dataclass(slots=True)
class Account:
    """One account. A field without a value is known to the Graph, and left out of the node."""

    id: str
    name: str = "Acme"
    currency: str = "USD"
    timezone_id: str = "1"
    message_template_namespace: str = "ac3e"
    account_review_status: str = "APPROVED"
    business_verification_status: str = "verified"
    marketing_messages_onboarding_status: str = ONBOARDED
    terms_status: str = SIGNED
    terms_at: int = 1_780_000_000
    disable_marketing_messages_on_cloud_api: bool = False
    status: str = "ACTIVE"
    country: str = "CO"
    ownership_type: str = "CLIENT_OWNED"
    is_subscribed: bool = True
    subscribed_fields: list[str] = field(default_factory=lambda: list(WEBHOOK_FIELDS))
    override_callback_uri: str = ""

    @property
    def is_onboarded(self) -> bool:
        """Return whether marketing goes by the Marketing Messages API."""
        return self.marketing_messages_onboarding_status == ONBOARDED

    @property
    def has_signed(self) -> bool:
        return self.terms_status == SIGNED
