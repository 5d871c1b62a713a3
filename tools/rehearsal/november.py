"""What WhatsApp does with the first campaign's template in the November case, day by day."""

from collections.abc import Mapping
from typing import Any

from tools.rehearsal.cast import TEMPLATES
from tools.rehearsal.simulator import Simulator

#: The simulator's call and its values, by the day of sending that begins after it. The new
#: category is announced the day before. A paused template is sent to nobody for two days.
EVENTS: Mapping[int, tuple[str, dict[str, Any]]] = {
    11: ("categories", {"correct_category": "UTILITY"}),
    20: ("reviews", {"event": "PAUSED"}),
    22: ("reviews", {"event": "REINSTATED"}),
}


def play_before(day: int, simulator: Simulator) -> None:
    """Have WhatsApp do what comes before this day of sending."""
    if day in EVENTS:
        path, values = EVENTS[day]
        simulator.post(path, name=TEMPLATES[0][0], language="en_US", **values)
