"""`import-1m`: a CSV of a million rows into contacts, compared with a bare loop."""

import csv
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import mean
from subprocess import Popen, TimeoutExpired

import phonenumbers
import psycopg
from phonenumbers import PhoneNumberFormat
from psycopg import Connection

from tools.bench import frame, stage
from tools.bench.data import people_file
from tools.bench.frame import Figure
from tools.bench.memory import peak_megabytes
from tools.embedded import attached

ROWS = 1_000_000
POLL_SECONDS = 0.1

BARE = "CREATE TABLE bare_contacts (phone_number text, name text, attributes jsonb)"
STATE = "SELECT count(*), sum(hashtext(c::text)::bigint) FROM contacts c"


def measure() -> Iterator[Figure]:
    """Measure the import end to end, from the file to the last commit; then the same file again.

    The bare loop runs before and after each, because a machine's speed varies.
    """
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        file = folder / "people.csv"
        people_file.write(file, ROWS)
        bare = [_bare(connection, file)]
        first, memory = _import(file)
        bare.append(_bare(connection, file))
        state = connection.execute(STATE).fetchone()
        connection.commit()
        again, memory_again = _import(file)
        bare.append(_bare(connection, file))
        if state is None or state[0] != ROWS or connection.execute(STATE).fetchone() != state:
            raise RuntimeError(f"The contacts are not what the file says: {state}")
        yield frame.compared("import-1m", ROWS / first, "rows/s", mean(bare[:2]))
        yield frame.compared("import-1m-again", ROWS / again, "rows/s", mean(bare[1:]))
        yield frame.measured("import-1m-memory", max(memory, memory_again))


def _bare(connection: Connection, file: Path) -> float:
    """Return the seconds to read, parse and COPY: no stored file, merge, consent or index."""
    connection.execute(BARE)
    began = time.perf_counter()
    with (
        file.open(newline="") as lines,
        connection.cursor().copy("COPY bare_contacts FROM STDIN") as copy,
    ):
        table = csv.reader(lines)
        next(table)
        for number, name, city, _, _ in table:
            parsed = phonenumbers.parse(number, "CO")
            assert phonenumbers.is_possible_number(parsed)
            e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
            copy.write_row((e164, name, f'{{"city": "{city}"}}'))
    connection.execute("DROP TABLE bare_contacts")
    connection.commit()
    return ROWS / (time.perf_counter() - began)


def _import(file: Path) -> tuple[float, float]:
    """Import as an operator does; return the seconds and the MB that the process used.

    `wait4` would report our own memory if that is more: the kernel counts what a process
    used before it became another program.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "contacts", "import", str(file)]
    began, memory = time.perf_counter(), 0.0
    process = Popen(command, cwd=attached.ROOT, stdout=sys.stderr)
    while process.poll() is None:
        memory = max(memory, peak_megabytes(process.pid))
        with suppress(TimeoutExpired):
            process.wait(POLL_SECONDS)
    if process.returncode:
        raise RuntimeError("The import has failed.")
    return time.perf_counter() - began, memory
