"""The statuses of a recipient, and the allowed transitions."""

from datetime import timedelta
from enum import StrEnum


class RecipientStatus(StrEnum):
    """The status of one contact in one campaign."""

    PENDING = "pending"
    QUEUED = "queued"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why a recipient is skipped."""

    OPTED_OUT = "opted_out"
    INVALID_NUMBER = "invalid_number"
    DUPLICATE_PERSON = "duplicate_person"
    CAPPED = "capped"
    CANCELLED = "cancelled"
    OFFER_ENDED = "offer_ended"
    COUNTRY_NOT_ALLOWED = "country_not_allowed"
    TAKEN_OUT = "taken_out"  # by staff
    LACKS_VALUE = "lacks_value"  # for a variable that has no fallback


S = RecipientStatus

#: What each status may become; `skipped` and `read` are final. A receipt may still lift a failed
#: recipient, or one that waits for another attempt: the message did arrive, whatever came first.
NEXT: dict[RecipientStatus, frozenset[RecipientStatus]] = {
    S.PENDING: frozenset({S.QUEUED, S.SKIPPED, S.DELIVERED, S.READ}),
    S.QUEUED: frozenset({S.SENDING, S.PENDING, S.SKIPPED, S.DELIVERED, S.READ}),
    S.SENDING: frozenset(
        {S.SENT, S.FAILED, S.PENDING, S.UNCONFIRMED, S.SKIPPED, S.DELIVERED, S.READ}
    ),
    S.UNCONFIRMED: frozenset({S.SENT, S.DELIVERED, S.READ, S.FAILED, S.PENDING}),
    S.SENT: frozenset({S.DELIVERED, S.READ, S.FAILED, S.PENDING}),
    S.DELIVERED: frozenset({S.READ}),
    S.FAILED: frozenset({S.PENDING, S.DELIVERED, S.READ}),
}

#: Still to be sent to: a campaign with none of these is complete.
WAITING = (S.PENDING, S.QUEUED, S.SENDING)
#: Allocated for today: each counts towards the quota, unless exempt.
IN_HAND = (S.QUEUED, S.SENDING)
#: Accepted by WhatsApp and not failed since.
ACCEPTED = (S.SENT, S.DELIVERED, S.READ)


#: How long a claim may have no outcome before it counts as lost; longer than any call.
CLAIM_LEASE = timedelta(seconds=45)


def may_become(current: RecipientStatus, new: RecipientStatus) -> bool:
    """Return whether the transition is allowed."""
    return new in NEXT.get(current, ())
