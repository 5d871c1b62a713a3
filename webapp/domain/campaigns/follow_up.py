"""The audience of a follow-up: a group of the first campaign's recipients, as a filter."""

import uuid
from enum import StrEnum
from typing import Any

from webapp.domain.audiences.operators import Operator


class FollowUp(StrEnum):
    """A group of the recipients of a campaign; unconfirmed ones are in none of them."""

    NOT_DELIVERED = "not_delivered"
    UNREAD = "unread"
    NO_REPLY = "no_reply"


#: The conditions of each group: a field of the filter, and whether the campaign is included.
_CONDITIONS = {
    FollowUp.NOT_DELIVERED: (("campaigns_failed", Operator.INCLUDE),),
    FollowUp.UNREAD: (("campaigns_unread", Operator.INCLUDE),),
    FollowUp.NO_REPLY: (
        ("campaigns_delivered", Operator.INCLUDE),
        ("campaigns_replied", Operator.EXCLUDE),
    ),
}


def audience(group: FollowUp, campaign_id: uuid.UUID, name: str) -> dict[str, Any]:
    """Return the filter for the group of the campaign with this name."""
    value = {"value": str(campaign_id), "label": name}
    conditions = [
        {"field": field, "operator": test.value, **value} for field, test in _CONDITIONS[group]
    ]
    return {"match": "all", "conditions": conditions}
