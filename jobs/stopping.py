"""Whether this worker has to stop, checked by long jobs."""

_is_requested = False


def request() -> None:
    """Let the worker stop after its current job."""
    global _is_requested
    _is_requested = True


def is_requested() -> bool:
    """Return whether a job should end soon."""
    return _is_requested
