"""The error of a part that cannot start."""


class StartError(Exception):
    """A part cannot start; the text explains why and what to do."""
