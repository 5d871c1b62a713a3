"""What the classes of the tables cannot express: triggers with their functions, views, storage."""

from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


def definitions() -> list[str]:
    """Return the statements that create them, a file each, on tables that are there."""
    return [file.read_text() for file in sorted(FOLDER.glob("*/*.sql"))]
