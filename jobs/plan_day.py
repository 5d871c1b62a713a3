"""The tick that allocates what is due."""

from webapp import clock
from webapp.services.campaigns import daily


def plan_day() -> None:
    """Run the daily process."""
    daily.process(clock.now())
