"""The optional settings of a campaign."""

from datetime import date, time

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from webapp.domain.planning.plan import WarmUp
from webapp.domain.planning.quiet_hours import QuietHours

#: Each pair is set together or not at all; the time needs its day.
OPTION_CHECKS = (
    CheckConstraint("minimum_share > 0", name="minimum_share"),
    CheckConstraint(
        "(warm_up_start IS NULL) = (warm_up_growth IS NULL)"
        " AND warm_up_start > 0 AND warm_up_growth > 0",
        name="warm_up",
    ),
    CheckConstraint("send_until IS NULL OR end_date IS NOT NULL", name="send_until"),
    CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_hours"),
)


#: The options, by the names of their columns.
OPTIONS = (
    "minimum_share",
    "warm_up_start",
    "warm_up_growth",
    "quiet_from",
    "quiet_until",
    "latest_start_date",
    "end_date",
    "send_until",
)


class CampaignOptions:
    """Optional columns of a campaign; each is empty unless a user set it."""

    #: Recipients a day who go before campaigns of higher priority.
    minimum_share: Mapped[int | None]
    #: The limit of the first day, and by how much it rises with each day of sending.
    warm_up_start: Mapped[int | None]
    warm_up_growth: Mapped[int | None]
    #: Nothing is sent between these, by the recipient's local time.
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    #: A campaign that has not started by then waits for a user.
    latest_start_date: Mapped[date | None]
    #: Nothing is sent after it; the remaining recipients wait for a user.
    end_date: Mapped[date | None]
    #: On that day an offer ends at this time; the remaining recipients are skipped.
    send_until: Mapped[time | None]

    @property
    def warm_up(self) -> WarmUp | None:
        if self.warm_up_start is None or self.warm_up_growth is None:
            return None
        return WarmUp(self.warm_up_start, self.warm_up_growth)

    @property
    def quiet_hours(self) -> QuietHours | None:
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until)
