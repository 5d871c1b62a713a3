"""What keeps a part from starting."""


class StartError(Exception):
    """A part cannot start; the text tells the person at the terminal why and what to do."""
