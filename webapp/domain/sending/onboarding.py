"""The states of onboarding to the Marketing Messages API, for staff."""

from typing import NamedTuple

from webapp.domain.translatable import N_


class Onboarding(NamedTuple):
    """What a state is called, what it means, and what to do."""

    name: str
    meaning: str
    advice: str


NOTHING_TO_DO = N_("There is nothing to do.")
BY_CLOUD_API = N_("Marketing from this sender goes by the Cloud API.")
TERMS = N_(
    "To use it, the owner of the business portfolio accepts its terms in WhatsApp Manager. They "
    "apply to all accounts of the portfolio."
)

#: By WhatsApp's word; there may be new ones.
STATES = {
    "ONBOARDED": Onboarding(
        N_("Onboarded"),
        N_("Marketing from this sender goes by the Marketing Messages API."),
        NOTHING_TO_DO,
    ),
    "ELIGIBLE": Onboarding(
        N_("May be used"),
        N_(
            "The account may use the Marketing Messages API and does not yet. Until then WhatsApp "
            "sends marketing by the Cloud API."
        ),
        TERMS,
    ),
    "PENDING_VALID_PAYMENT_METHOD": Onboarding(
        N_("Waits for a payment method"),
        N_("The terms are accepted, but the account has no valid payment method."),
        N_("Add a payment method to the account in WhatsApp Manager."),
    ),
    "PENDING_INTERNAL_SETUP": Onboarding(
        N_("Being set up"),
        N_("WhatsApp is setting the account up. Until then it sends marketing by the Cloud API."),
        NOTHING_TO_DO,
    ),
    "INELIGIBLE_ON_BEHALF_OF_WABA": Onboarding(
        N_("Not possible: owned by a partner"),
        BY_CLOUD_API,
        N_("The account belongs to a partner. Ask the partner to transfer it to your business."),
    ),
    "INELIGIBLE_INACTIVE_OR_RESTRICTED": Onboarding(
        N_("Not possible: inactive or restricted"),
        BY_CLOUD_API,
        N_("Check the account in WhatsApp Manager: it is not active, or WhatsApp restricts it."),
    ),
    "INELIGIBLE_COUNTRY_NOT_SUPPORTED": Onboarding(
        N_("Not possible in this country"),
        BY_CLOUD_API,
        N_("WhatsApp does not offer it in the country of the business or of its taxes."),
    ),
    "INELIGIBLE_USING_WHATSAPP_BUSINESS_APP": Onboarding(
        N_("Not possible with the WhatsApp Business app"),
        BY_CLOUD_API,
        N_("The number is also used in the WhatsApp Business app. Use a number of the API alone."),
    ),
}

UNKNOWN = Onboarding(
    N_("Not known"),
    N_("WhatsApp has not reported the state. Where it can't be used, marketing goes another way."),
    N_("Check that the access token may read the account, then make a test call."),
)


def describe(status: str | None) -> Onboarding:
    """Return the description of a state; WhatsApp's own word is shown for a new one."""
    if status is None:
        return UNKNOWN
    return STATES.get(status) or Onboarding(
        status, N_("This version does not know the state."), N_("Look it up in WhatsApp Manager.")
    )


#: The states of the owner's terms.
TERM_STATES = {
    "TERM_OF_SERVICE_SIGNED": N_("Accepted"),
    "REQUEST_SENT": N_("Requested from the owner"),
    "NOT_STARTED": N_("Not accepted"),
}
