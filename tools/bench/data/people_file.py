"""A file of people as shops export it: most numbers plain, some spaced, and empty cells."""

import csv
from pathlib import Path

from tools.demo_data.people import INTERNATIONAL, people, spaced


def write(path: Path, rows: int) -> None:
    """Write the file: each number once, every tenth with blanks in it."""
    with path.open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["phone_number", "name", "city", "spent", "since"])
        for row, person in enumerate(people(rows, INTERNATIONAL)):
            number = spaced(person.phone_number) if row % 10 == 3 else person.phone_number
            name, city = person.name if row % 7 else "", person.city if row % 7 != 3 else ""
            written.writerow([number, name, city, person.spent, person.last_order])
