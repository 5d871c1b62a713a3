"""The life of a campaign: its statuses, the steps between them, and why it pauses."""

from enum import StrEnum

from webapp.domain.translatable import N_


class CampaignStatus(StrEnum):
    """Where a campaign stands."""

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


#: Nobody asked for these, so staff are told.
BY_ITSELF = (PauseReason.FAILURES, PauseReason.OVERDUE, PauseReason.LAST_DAY)

S = CampaignStatus

#: The statuses as they stand in a sentence.
WORDS = {
    S.DRAFT: N_("draft"),
    S.ACTIVE: N_("active"),
    S.PAUSED: N_("paused"),
    S.COMPLETED: N_("completed"),
    S.CANCELLED: N_("cancelled"),
}

#: A completed campaign becomes active again when failed people are tried again.
NEXT: dict[CampaignStatus, frozenset[CampaignStatus]] = {
    S.DRAFT: frozenset({S.ACTIVE}),
    S.ACTIVE: frozenset({S.PAUSED, S.COMPLETED, S.CANCELLED}),
    S.PAUSED: frozenset({S.ACTIVE, S.CANCELLED}),
    S.COMPLETED: frozenset({S.ACTIVE}),
}

#: People may be added as long as the campaign can still write to them.
OPEN = (S.DRAFT, S.ACTIVE, S.PAUSED)
#: People who failed may be tried again by a campaign that can write, or can write again.
ONCE_MORE = (S.ACTIVE, S.PAUSED, S.COMPLETED)


def may_become(current: CampaignStatus, new: CampaignStatus) -> bool:
    """Answer whether the table of statuses allows the step."""
    return new in NEXT.get(current, ())
