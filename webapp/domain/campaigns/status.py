"""The statuses of a campaign, the allowed transitions, and why it is paused."""

from enum import StrEnum

from webapp.domain.messages import coded


class CampaignStatus(StrEnum):
    """The status of a campaign."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PauseReason(StrEnum):
    """Why a campaign is paused."""

    PERSON = "by_person"
    TEMPLATE = "template_paused"
    SENDER = "sender_stopped"
    FAILURES = "too_many_failures"
    OVERDUE = "overdue_start"
    LAST_DAY = "last_day_over"
    TEMPLATE_CHANGED = "template_changed"


#: Pauses that no user asked for: staff are notified.
AUTOMATIC = (
    *(PauseReason.FAILURES, PauseReason.OVERDUE, PauseReason.LAST_DAY),
    PauseReason.TEMPLATE_CHANGED,
)

S = CampaignStatus

#: The names of the statuses within a sentence.
WORDS = {
    S.DRAFT: coded("campaigns.status_draft"),
    S.ACTIVE: coded("campaigns.status_active"),
    S.PAUSED: coded("campaigns.status_paused"),
    S.COMPLETED: coded("campaigns.status_completed"),
    S.CANCELLED: coded("campaigns.status_cancelled"),
}

#: A completed campaign becomes active again when failed recipients are retried.
NEXT: dict[CampaignStatus, frozenset[CampaignStatus]] = {
    S.DRAFT: frozenset({S.ACTIVE}),
    S.ACTIVE: frozenset({S.PAUSED, S.COMPLETED, S.CANCELLED}),
    S.PAUSED: frozenset({S.ACTIVE, S.CANCELLED}),
    S.COMPLETED: frozenset({S.ACTIVE}),
}

#: Recipients may be added while the campaign can still send to them.
OPEN = (S.DRAFT, S.ACTIVE, S.PAUSED)
#: Failed recipients may be retried while the campaign sends, or if it can send again.
RETRYABLE = (S.ACTIVE, S.PAUSED, S.COMPLETED)


def may_become(current: CampaignStatus, new: CampaignStatus) -> bool:
    """Return whether the transition is allowed."""
    return new in NEXT.get(current, ())
