"""The triggers, their functions and the views: what the tables' classes cannot express."""

from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


def definitions() -> list[str]:
    """Return the statements that create them, a file each, on tables that are there."""
    return [file.read_text() for file in sorted(FOLDER.glob("*/*.sql"))]
