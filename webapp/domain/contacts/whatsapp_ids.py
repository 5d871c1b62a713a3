"""How WhatsApp names a person: by number, by user id, or by both."""

from datetime import datetime
from typing import NamedTuple


class WhatsAppIds(NamedTuple):
    """What WhatsApp says of a person at a moment; any of the ids may be missing."""

    number: str | None = None  # as a wa_id: digits only
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    at: datetime | None = None

    @property
    def key(self) -> str | None:
        """Return the id by which to recognise someone whose number is hidden."""
        return self.user_id or self.parent_user_id

    def with_newer(self, other: "WhatsAppIds") -> "WhatsAppIds":
        """Return the ids of both; where they differ, those of the later moment.

        >>> WhatsAppIds("57300", "CO.1").with_newer(WhatsAppIds(None, "CO.2"))[:2]
        ('57300', 'CO.2')
        """
        is_newer = self.at is None or other.at is None or other.at >= self.at
        old, new = (self, other) if is_newer else (other, self)
        return WhatsAppIds(
            new.number or old.number,
            new.user_id or old.user_id,
            new.parent_user_id or old.parent_user_id,
            new.username or old.username,
            new.at or old.at,
        )
