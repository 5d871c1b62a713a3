"""Definitions that the models cannot express: triggers, functions, views, storage."""

from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


def definitions() -> list[str]:
    """Return the statements that create them, one for each file; the tables must exist."""
    return [file.read_text() for file in sorted(FOLDER.glob("*/*.sql"))]
