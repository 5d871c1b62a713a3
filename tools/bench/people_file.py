"""A seeded file of people, as shops export them: most numbers plain, some as people write."""

import csv
from pathlib import Path
from random import Random

#: Countries by their share; of some codes several countries are users, which is slower to tell.
PREFIXES = ["+57300"] * 4 + ["+51900"] * 2 + ["+34600"] * 2 + ["+447700", "+141555"]
LENGTHS = {"+57300": 7, "+51900": 6, "+34600": 6, "+447700": 6, "+141555": 5}
NAMES = ["Ana Muñoz", "José Pérez", "Zoë Klein", "Aïcha Diallo", "Li Wei", "Mia O'Neil", ""]
CITIES = ["Lima", "Bogotá", "Cusco", "Sevilla", "Leeds", "", "Boston"]


def write(path: Path, rows: int) -> None:
    """Write the file: each number once, every tenth with blanks in it."""
    random = Random(7)  # noqa: S311
    with path.open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["phone_number", "name", "city", "spent", "since"])
        for row in range(rows):
            written.writerow(
                [
                    _number(row),
                    random.choice(NAMES),
                    random.choice(CITIES),
                    random.randrange(5_000),
                    f"2026-0{random.randrange(1, 10)}-1{random.randrange(10)}",
                ]
            )


def _number(row: int) -> str:
    """Number people without repeating one, whatever prefix their row has."""
    prefix = PREFIXES[row % len(PREFIXES)]
    digits = LENGTHS[prefix]
    # Ten rows share a step; a prefix that repeats within ten gets another block of the step.
    place = PREFIXES[: row % len(PREFIXES)].count(prefix)
    count = row // len(PREFIXES) * PREFIXES.count(prefix) + place
    number = f"{prefix}{count:0{digits}}"
    return f"{number[:3]} {number[3:6]} {number[6:]}" if row % 10 == 3 else number
