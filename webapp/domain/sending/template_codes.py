"""Error codes of WhatsApp that concern the template: its campaigns pause, and people wait."""

from dataclasses import replace

from webapp.domain.sending.account_codes import CALL_ADMIN
from webapp.domain.sending.error_actions import Policy, template
from webapp.domain.translatable import N_

#: Code 100, and words about the agreement.
NO_AGREEMENT = replace(
    template(
        N_("The agreement about maximum prices is not signed"),
        N_("The owner of the account signs it in WhatsApp Manager. Then resume the campaigns."),
    ),
    key="no_agreement",
)

#: One row for each meaning.
ROWS: list[tuple[tuple[int, ...], Policy]] = [
    (
        (132001,),
        template(
            N_("The template does not exist in this language or is not approved"),
            N_("Sync the templates and choose an approved one."),
        ),
    ),
    (
        (132007,),
        template(N_("The template breaks WhatsApp's content policy"), N_("Change the text.")),
    ),
    (
        (132015,),
        template(
            N_("WhatsApp has paused the template for low quality"),
            N_(
                "Its campaigns go on by themselves when it may be sent again, with a few people "
                "first."
            ),
            is_for_a_while=True,
        ),
    ),
    (
        (132016,),
        template(N_("WhatsApp has disabled the template for good"), N_("Use another template.")),
    ),
    (
        (131055, 134100),
        template(
            N_("WhatsApp does not accept the template now: its category is changing"),
            N_("Sync the templates, then resume its campaigns."),
        ),
    ),
    (
        (131061,),
        template(
            N_("A template with a maximum price can only be sent by the Marketing Messages API"),
            N_(
                "On the sender's page, send marketing automatically and complete the onboarding; "
                "or use a template without a maximum price."
            ),
        ),
    ),
    ((132068, 132069), template(N_("The template's form is blocked or overloaded"), CALL_ADMIN)),
]
