"""Whom a campaign that follows another writes to: a group of the other's people, as a filter."""

import uuid
from enum import StrEnum
from typing import Any

from webapp.domain.audiences.operators import Operator


class FollowUp(StrEnum):
    """A group of the people of a campaign; whoever is unconfirmed is in none of them."""

    NOT_DELIVERED = "not_delivered"
    UNREAD = "unread"
    NO_REPLY = "no_reply"


#: What each group asks of a person: a field of the filter, and whether the campaign is among it.
_ASKED = {
    FollowUp.NOT_DELIVERED: (("campaigns_failed", Operator.INCLUDE),),
    FollowUp.UNREAD: (("campaigns_unread", Operator.INCLUDE),),
    FollowUp.NO_REPLY: (
        ("campaigns_delivered", Operator.INCLUDE),
        ("campaigns_replied", Operator.EXCLUDE),
    ),
}


def audience(group: FollowUp, campaign_id: uuid.UUID, name: str) -> dict[str, Any]:
    """Answer the filter for the group of the campaign that is called like this."""
    value = {"value": str(campaign_id), "label": name}
    conditions = [
        {"field": field, "operator": test.value, **value} for field, test in _ASKED[group]
    ]
    return {"match": "all", "conditions": conditions}
