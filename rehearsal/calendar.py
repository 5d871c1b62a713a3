"""The virtual clock that all processes of a rehearsal share."""

import json
import time
from datetime import datetime
from pathlib import Path


class Calendar:
    """Steers the clock through the file that CLOCK_FILE names; between jumps it runs as usual."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def jump(self, moment: datetime) -> None:
        """Let it be this moment now, for everyone at once."""
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps({"virtual": moment.timestamp(), "real": time.time(), "speed": 1}))
        new.replace(self.path)
