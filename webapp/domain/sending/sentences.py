"""The sentences about sending and about WhatsApp's refusals, by reason code."""

from webapp.domain.sending.account_codes import DROPPED, NO_SENDER
from webapp.domain.sending.error_codes import AT_FAULT, POLICIES, THROTTLED, UNKNOWN
from webapp.domain.sending.template_codes import NO_AGREEMENT
from webapp.domain.translatable import N_

#: The texts of each policy for staff, by its key.
_POLICIES = {
    policy.key: policy
    for policy in (
        *POLICIES.values(),
        *(DROPPED, NO_SENDER, NO_AGREEMENT, THROTTLED, AT_FAULT, UNKNOWN),
    )
}

SENTENCES = {
    **{f"sending.reason_{key}": policy.reason for key, policy in _POLICIES.items()},
    **{f"sending.advice_{key}": policy.advice for key, policy in _POLICIES.items()},
    "sending.messages_held": N_(
        "%(name)s: WhatsApp holds some of the messages back and looks at how people take "
        "the first ones. Within an hour or so it sends them, or drops them and says so."
    ),
    "sending.many_refused": N_("WhatsApp refused %(failed)s of the last %(of)s messages: %(why)s."),
    "sending.many_not_arrived": N_(
        "Of the last %(of)s messages, %(failed)s did not arrive: %(why)s."
    ),
    "sending.many_unanswered": N_("WhatsApp did not answer %(failed)s of the last %(of)s calls."),
    "sending.one_failure": N_("%(why)s (%(code)s, %(people)s)"),
    "sending.initial_group_failed": N_(
        "Of the first %(people)s people, %(delivered)s got the message and %(failed)s "
        "could not be reached: the others wait."
    ),
    "sending.sender_refused": N_("%(sender)s: %(reason)s. %(advice)s"),
    "sending.template_refused": N_("%(template)s (%(language)s): %(reason)s. %(advice)s"),
    "sending.not_delivered_in_time": N_("WhatsApp could not deliver the message within %(life)s."),
    "sending.phone_number_id": N_("Phone number id %(id)s"),
}
