"""The end of a campaign: its last day, and on that day the moment at which an offer ends."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from webapp.domain.planning.sending_window import SendingWindow

#: A message is claimed up to two seconds before its call, and a call may be repeated once.
CLAIM_MARGIN = timedelta(seconds=5)


@dataclass(frozen=True)
class SendingEnd:
    """The last day; with `until`, nobody is written to from that time of the day on."""

    day: date
    until: time | None
    window: SendingWindow

    @property
    def ends_offer(self) -> bool:
        """Return whether the people left are skipped; else they wait for a user."""
        return self.until is not None

    @property
    def moment(self) -> datetime:
        """Return the moment (in UTC) from which nobody is written to."""
        if self.until is None:
            return self.window.closing(self.day)
        return datetime.combine(self.day, self.until, self.window.zone).astimezone(UTC)

    @property
    def last_claim(self) -> datetime:
        """Return until when people are claimed, so that no message goes out after the moment."""
        return self.moment - CLAIM_MARGIN if self.ends_offer else self.moment

    @property
    def last_day(self) -> date:
        """Return the last date with hours before the moment; weekdays are left to the plan."""
        has_hours = self.window.opening(self.day) < self.moment
        return self.day if has_hours else self.day - timedelta(days=1)

    def is_over(self, now: datetime) -> bool:
        """Return whether the end has passed; a last day without a time lasts to midnight."""
        if self.ends_offer:
            return now >= self.last_claim
        return now.astimezone(self.window.zone).date() > self.day
