"""The virtual clock that all processes of a rehearsal share."""

import json
import time
from datetime import datetime, timedelta
from pathlib import Path


class Calendar:
    """Controls the clock through the file that CLOCK_FILE names.

    Between jumps it runs at the given speed: normal, or 0 for none.
    """

    def __init__(self, path: Path, speed: float = 1) -> None:
        self.path = path
        self.speed = speed

    def jump(self, moment: datetime) -> None:
        """Set the clock to this moment, for all processes at once."""
        new = self.path.with_suffix(".new")
        new.write_text(
            json.dumps({"virtual": moment.timestamp(), "real": time.time(), "speed": self.speed})
        )
        new.replace(self.path)
        self.jumped_to, self.jumped_at = moment, time.time()

    def forward(self, minutes: int) -> None:
        """Move the clock forward by this time."""
        ran = timedelta(seconds=(time.time() - self.jumped_at) * self.speed)
        self.jump(self.jumped_to + ran + timedelta(minutes=minutes))

    def stop(self, moment: datetime) -> None:
        """Stop the clock at this moment."""
        self.speed = 0
        self.jump(moment)
