"""Texts for why campaigns are paused and why recipients are skipped or followed up."""

from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.recipients.status import SkipReason
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.domain.translatable import N_

PAUSE_REASON = {
    PauseReason.PERSON: N_("someone paused it"),
    PauseReason.TEMPLATE: N_("WhatsApp paused or refuses the message template"),
    PauseReason.SENDER: N_("the sender is stopped"),
    PauseReason.FAILURES: N_("too many messages failed"),
    PauseReason.OVERDUE: N_("its latest first day passed before it could start"),
    PauseReason.LAST_DAY: N_("its last day is over and people are left"),
    PauseReason.TEMPLATE_CHANGED: N_("the text of its template has changed at WhatsApp"),
}

FOLLOW_UP = {
    FollowUp.NOT_DELIVERED: N_("Not delivered"),
    FollowUp.UNREAD: N_("Delivered, but not read"),
    FollowUp.NO_REPLY: N_("Delivered, but no reply"),
}

WHEN_CAPPED = {
    WhenCapped.SKIP: N_("is left out"),
    WhenCapped.WAIT: N_("waits for a later day"),
}

SKIP_REASON = {
    SkipReason.OPTED_OUT: N_("unsubscribed"),
    SkipReason.INVALID_NUMBER: N_("the number is not valid"),
    SkipReason.DUPLICATE_PERSON: N_("the same person is in the campaign already"),
    SkipReason.CAPPED: N_("got enough messages lately"),
    SkipReason.OFFER_ENDED: N_("the offer had ended"),
    SkipReason.CANCELLED: N_("the campaign was cancelled"),
    SkipReason.COUNTRY_NOT_ALLOWED: N_("country not allowed"),
    SkipReason.LACKS_VALUE: N_("no value for a variable of the message"),
    SkipReason.TAKEN_OUT: N_("someone took them out of the campaign"),
}
