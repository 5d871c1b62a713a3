"""Every error code of WhatsApp that we know, with its policy and its texts for staff."""

from dataclasses import replace
from datetime import timedelta

from webapp.domain.sending import account_codes, template_codes
from webapp.domain.sending.account_codes import CALL_ADMIN
from webapp.domain.sending.error_actions import (
    ErrorAction,
    Policy,
    fix,
    later,
    never,
    overloaded,
    slow,
)
from webapp.domain.translatable import N_

BY_ITSELF = N_("Nothing to do: it is tried again by itself.")
CHECK_VALUES = N_("Check the values of the template's variables.")
SECONDS, MINUTES, HOURS = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours"))

#: One row for each meaning. Source: Meta's page "Error codes" (2026-09-11); what a code means
#: for a campaign is our interpretation.
ROWS: list[tuple[tuple[int, ...], Policy]] = [
    *account_codes.ROWS,
    # Too much at once.
    ((4, 613, 80007), slow(N_("Too many calls to WhatsApp"), BY_ITSELF, wait=5 * MINUTES)),
    (
        (130429,),
        slow(N_("The sender was faster than WhatsApp allows"), BY_ITSELF, wait=1 * SECONDS),
    ),
    (
        (131057,),
        slow(N_("WhatsApp is upgrading the sender"), BY_ITSELF, wait=60 * SECONDS, growth=1),
    ),
    # An error on WhatsApp's side.
    ((1, 131000), later(N_("WhatsApp failed and did not say why"), BY_ITSELF, wait=1 * MINUTES)),
    ((2, 131016), overloaded(N_("WhatsApp was overloaded"), BY_ITSELF, wait=1 * MINUTES)),
    ((133004,), overloaded(N_("WhatsApp was unavailable"), BY_ITSELF, wait=1 * MINUTES)),
    (
        (131053,),
        later(
            N_("WhatsApp could not fetch the header's file"),
            N_("Check that its link opens for everyone and that its kind and size are allowed."),
            wait=5 * MINUTES,
        ),
    ),
    (
        (134101,),
        Policy(
            ErrorAction.LATER,
            N_("The template is still new to the Marketing Messages API"),
            BY_ITSELF,
            wait=10 * MINUTES,
            uses_attempt=False,
        ),
    ),
    # This person.
    (
        (131049,),
        later(
            N_("WhatsApp held the message back: this person gets many marketing messages"),
            N_("It is tried again after a day; trying earlier is punished."),
            wait=24 * HOURS,
            growth=1,
        ),
    ),
    (
        (131056,),
        Policy(
            ErrorAction.LATER,
            N_("Too many messages to this person in a short time"),
            BY_ITSELF,
            wait=1 * SECONDS,  # Meta: wait 4^n seconds
            growth=4,
            uses_attempt=False,
        ),
    ),
    (
        (131050,),
        Policy(
            ErrorAction.OPT_OUT,
            N_("This person has stopped marketing messages in WhatsApp"),
            N_("Do not write again unless they ask for it."),
        ),
    ),
    (
        (131026,),
        never(
            N_("This number isn't on WhatsApp"),
            N_("Check the number; WhatsApp also says so of an old app or terms not accepted."),
        ),
    ),
    ((130403,), never(N_("We have blocked this person"), N_("Unblock them first."))),
    (
        (130472,),
        never(
            N_("WhatsApp withholds marketing from this person as an experiment"),
            N_("Do not retry."),
        ),
    ),
    (
        (130497,),
        never(
            N_("We may not write to people in this country"),
            N_("Leave the country out of the audience."),
        ),
    ),
    ((131021,), never(N_("This is the sender's own number"), N_("Leave it out of the audience."))),
    *template_codes.ROWS,
    # What we sent.
    (
        (100, 131008, 131009, 131051, 132008),
        fix(N_("WhatsApp does not accept a value in the message"), CHECK_VALUES),
    ),
    ((132000, 132012), fix(N_("The values do not fit the template"), CHECK_VALUES)),
    (
        (132018,),
        fix(
            N_("The template or a value in it is not valid"),
            N_("Sync the templates, then check the values of the template's variables."),
        ),
    ),
    (
        (131065,),
        fix(
            N_("WhatsApp offers no maximum price in this person's country"),
            N_("Use a template without a maximum price for these people."),
        ),
    ),
    (
        (131070,),
        fix(
            N_("Another service answers this person: only templates may be sent"),
            N_("Wait until the conversation is free again, 24 hours after its last message."),
        ),
    ),
    (
        (132005,),
        fix(N_("The text is too long with this person's values"), N_("Shorten the values.")),
    ),
    (
        (131030,),
        fix(
            N_("A test sender may only write to numbers on its list"),
            N_("Add the number to the list, or use a sender that is not for tests."),
        ),
    ),
    ((131047,), fix(N_("The person has not written for 24 hours"), N_("Use a template."))),
    (
        (131062,),
        fix(
            N_("This template needs the person's phone number"),
            N_("Ask the person for their number, or use another template."),
        ),
    ),
    ((134011,), fix(N_("The payment terms are not accepted"), CALL_ADMIN)),
    ((135000,), fix(N_("WhatsApp could not use the message"), CHECK_VALUES)),
    ((137000,), fix(N_("The person's identity key has changed"), N_("Send without the key."))),
    # Not about sending; listed so that we know every code in Meta's tables.
    (
        (131052,),
        fix(N_("WhatsApp could not download what the person sent"), N_("Ask for it again.")),
    ),
    (
        (2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299),
        fix(N_("WhatsApp refused a change of a template"), N_("Correct it in WhatsApp Manager.")),
    ),
    (
        (1752041, *range(147001, 147006), 2388012, 2388091, 2388093, 2388103, 2494100),
        fix(N_("WhatsApp refused a change of the account"), CALL_ADMIN),
    ),
]

POLICIES = {code: replace(policy, key=str(codes[0])) for codes, policy in ROWS for code in codes}

#: For refusals whose code explains nothing.
THROTTLED = replace(
    slow(N_("Too many calls to WhatsApp"), BY_ITSELF, wait=1 * SECONDS), key="throttled"
)
AT_FAULT = replace(
    later(N_("WhatsApp had a fault of its own"), BY_ITSELF, wait=1 * MINUTES),
    key="at_fault",
)
UNKNOWN = later(
    N_("WhatsApp refused the message for a reason we do not know"),
    N_("Look the code up on WhatsApp's page of error codes."),
    wait=5 * MINUTES,
)
