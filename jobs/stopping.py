"""Whether this worker was told to stop, for jobs that take long."""

_asked_for = False


def ask() -> None:
    """Note that the worker is to stop after the job in hand."""
    global _asked_for
    _asked_for = True


def is_asked_for() -> bool:
    """Answer whether a job should come to its end soon."""
    return _asked_for
