"""Reading clicks and landing page views."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from webapp.extensions import db

#: A view belongs to the click with its tracking token, else to the click with its id.
_COUNTS = text(
    """
    SELECT count(*) FILTER (WHERE a.kind = 'marketing_messages_link_click') AS clicks,
           count(*) FILTER (WHERE a.kind = 'landing_page_view') AS views,
           count(*) FILTER (WHERE a.kind = 'landing_page_view' AND click.id IS NOT NULL)
               AS views_after_click
    FROM user_actions a
    LEFT JOIN LATERAL (
        SELECT c.id FROM user_actions c
        WHERE a.kind = 'landing_page_view' AND c.kind = 'marketing_messages_link_click'
          AND (c.tracking_token = a.tracking_token OR c.click_id = a.click_id)
        ORDER BY (c.tracking_token = a.tracking_token) DESC NULLS LAST, c.id LIMIT 1
    ) click ON true
    WHERE a.occurred_at >= :since
    """
)


@dataclass(frozen=True)
class ActionCounts:
    """The clicks, the views of landing pages, and how many of these follow a click we know."""

    clicks: int
    views: int
    views_after_click: int


def counts(since: datetime) -> ActionCounts:
    """Return the counts since a moment."""
    return ActionCounts(*db.session.execute(_COUNTS, {"since": since}).one())
