"""How a sender sends marketing."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from webapp.domain.sending.routing import (
    POLICIES,
    ROUTES,
    MarketingChoices,
    MarketingRoute,
    ProductPolicy,
)
from webapp.domain.translatable import N_
from webapp.forms.shell.base import Form, translated_choices

#: No choice of our own: the field is left out of the messages.
UNSET = ""
SHARING = {"yes": True, "no": False}


class MarketingForm(Form):
    """The way of marketing messages."""

    route = RadioField(
        _("How marketing is sent"),
        choices=translated_choices(ROUTES),
        description=_("All other messages always go by the Cloud API."),
    )
    product_policy = RadioField(
        _("If the account can't use the Marketing Messages API"),
        choices=translated_choices({UNSET: N_("As WhatsApp does without a setting"), **POLICIES}),
    )
    activity_sharing = RadioField(
        _("Share with Meta what people do with the messages"),
        choices=translated_choices(
            {UNSET: N_("As set for the account"), "yes": N_("Yes"), "no": N_("No")}
        ),
        description=_("Meta uses it to choose who gets marketing messages, and in its reports."),
    )

    @property
    def choices(self) -> MarketingChoices:
        policy = self.product_policy.data
        return MarketingChoices(
            MarketingRoute(self.route.data),
            ProductPolicy(policy) if policy else None,
            SHARING.get(self.activity_sharing.data),
        )


def entered_for(choices: MarketingChoices) -> dict[str, str]:
    """Return the form's values for these choices."""
    shared = {True: "yes", False: "no", None: UNSET}[choices.activity_sharing]
    return {
        "route": choices.route.value,
        "product_policy": choices.product_policy or UNSET,
        "activity_sharing": shared,
    }
