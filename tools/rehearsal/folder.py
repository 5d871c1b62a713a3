"""A temporary folder for the parts' data and logs."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def made(prefix: str) -> Iterator[Path]:
    """Make a folder; it is kept after an error, because the logs explain it."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    except BaseException:
        print(f"The parts' logs are in {folder}.", file=sys.stderr)
        raise
    shutil.rmtree(folder)
