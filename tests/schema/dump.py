"""The schema of a database as text, in a fixed order."""

import re
import subprocess
import textwrap

from tools.embedded.postgres import find_program

_HEADER = re.compile(r"^--\n-- Name: .*\n--\n", re.MULTILINE)
#: What pg_dump writes about itself and about the session that reads the dump.
_NOISE = re.compile(r"--|SET |SELECT pg_catalog|\\")


def sorted_dump(url: str) -> str:
    """Return every statement that makes the schema, as a text."""
    return "\n\n".join(statements(url)) + "\n"


def statements(url: str) -> list[str]:
    """Return every statement that makes the schema, sorted.

    The order of statements and of a table's columns does not matter, and neither do line
    breaks in the body of a function.
    """
    options = ["--schema-only", "--no-owner", "--no-privileges", "--dbname", url]
    dump = subprocess.run(
        [str(find_program("pg_dump")), *options], check=True, capture_output=True, text=True
    )
    found = (_normal(section) for section in _HEADER.split(dump.stdout))
    return sorted(statement for statement in found if statement)


def _normal(section: str) -> str:
    """Return the statement of one section of the dump in its normal form."""
    lines = [line for line in section.splitlines() if line and not _NOISE.match(line)]
    if not lines:
        return ""
    if lines[0].startswith("CREATE FUNCTION"):
        return textwrap.fill(" ".join(" ".join(lines).split()), 100, break_on_hyphens=False)
    if lines[0].startswith("CREATE TABLE"):
        end = next(number for number, line in enumerate(lines) if line.startswith(")"))
        columns = sorted(line.removesuffix(",") for line in lines[1:end])
        return "\n".join([lines[0], ",\n".join(columns), *lines[end:]])
    return "\n".join(lines)
