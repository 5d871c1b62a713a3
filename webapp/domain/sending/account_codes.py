"""Error codes of WhatsApp that concern the sender or its account: nothing more is sent from it."""

from dataclasses import replace

from webapp.domain.sending.error_actions import Policy, stop
from webapp.domain.translatable import N_

CALL_ADMIN = N_("An administrator has to look at the account in WhatsApp Manager.")
NEW_TOKEN = N_("Put a valid access token with the needed permissions in the settings.")
REGISTER = N_("Register the sender's number in WhatsApp Manager, then start the sender again.")

DROPPED = replace(
    stop(
        N_("WhatsApp dropped the message while it reviews the account"),
        N_("Stop sending until the review in WhatsApp Manager is over."),
    ),
    key="dropped",
)

#: Graph's answer for an id that it does not show us: code 100 with subcode 33.
NO_SENDER = replace(
    stop(
        N_("WhatsApp does not know the sender, or our access token has no rights to it"),
        N_(
            "Check the phone number id, and that the token's system user has been given the "
            "WhatsApp account. Then start the sender again."
        ),
    ),
    key="no_sender",
)

#: One row for each meaning.
ROWS: list[tuple[tuple[int, ...], Policy]] = [
    # The token and the permissions.
    ((0, 104, 190), stop(N_("WhatsApp does not accept our access token"), NEW_TOKEN)),
    (
        (3, 10, *range(200, 300), 131005),
        stop(N_("Our access token lacks a permission"), NEW_TOKEN),
    ),
    # The account and the sender.
    ((33,), stop(N_("WhatsApp does not know the sender's number"), REGISTER)),
    ((368,), stop(N_("WhatsApp has blocked the account for a while"), CALL_ADMIN)),
    ((131031,), stop(N_("WhatsApp has locked the account"), CALL_ADMIN)),
    ((131037,), stop(N_("The sender's display name is not approved"), CALL_ADMIN)),
    (
        (131042,),
        stop(N_("WhatsApp could not take payment"), N_("Settle the payment in WhatsApp Manager.")),
    ),
    ((131045, 133000, 133010), stop(N_("The sender's number is not registered"), REGISTER)),
    ((133005, 133006, 133008, 133009), stop(N_("The sender's number is not verified"), REGISTER)),
    ((133015,), stop(N_("The sender's number is being deleted"), REGISTER)),
    (
        (133016,),
        stop(
            N_("The sender's number was registered too often"),
            N_("Wait 72 hours, register the number again, then start the sender again."),
        ),
    ),
    (
        (131048,),
        stop(
            N_("WhatsApp restricts the sender: too many people blocked or reported its messages"),
            N_("Wait some hours, look at the sender's quality, write to fewer people."),
        ),
    ),
    (
        (131063,),
        stop(
            N_("WhatsApp accepts marketing from this account by another API only"),
            N_(
                "On the sender's page, send marketing automatically. If that is set, accept the "
                "terms of the Marketing Messages API, or allow marketing on the Cloud API, in "
                "WhatsApp Manager. Then start the sender again."
            ),
        ),
    ),
    (
        (131064,),
        stop(
            N_("WhatsApp blocks the account: it used utility templates for marketing"),
            N_(
                "The block lasts about seven days. Correct the templates' categories in WhatsApp "
                "Manager, then start the sender again."
            ),
        ),
    ),
    (
        (134102,),
        stop(
            N_("The account may not use the Marketing Messages API"),
            N_(
                "The sender's page says why. Complete the onboarding, or let the sender use the "
                "Cloud API, then start it again."
            ),
        ),
    ),
]
