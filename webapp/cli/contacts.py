"""Contacts."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click
from phonenumbers import SUPPORTED_REGIONS
from sqlalchemy import select

from webapp.cli.groups import ACTOR, Group
from webapp.domain.imports import column_map
from webapp.domain.imports.status import ImportStatus
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import ContactImport, RejectedRow, TaskKind
from webapp.queries.contacts import default_country
from webapp.services.background import claims
from webapp.services.imports import check, import_tasks, run, steps, uploads

group = Group("contacts", help="Contacts.")

CONSENT = "Imported by an operator"


@group.command("import")
@click.argument("path", metavar="FILE", type=click.Path())
@click.option(
    "--country",
    type=click.Choice(sorted(SUPPORTED_REGIONS), case_sensitive=False),
    metavar="CODE",
    help="Country of numbers without a code, such as CO; else DEFAULT_COUNTRY.",
)
def import_file(path: str, country: str | None) -> None:
    """Create or update a contact for each row of FILE: CSV, TSV, XLSX, or one of them in .gz.

    Invalid rows are listed with the spreadsheet's row numbers; valid rows are imported.
    """
    country = country or default_country.default_country()
    try:
        with open(path, "rb") as file:
            contact_import = steps.upload(Path(path).name, _pieces(file), country, ACTOR)
        _import(contact_import, country)
    except (OSError, AppError) as fault:
        db.session.rollback()
        raise click.ClickException(f"{path}: {fault}") from None
    _report(contact_import)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(partial(file.read, uploads.PIECE_BYTES), b"")


def _import(contact_import: ContactImport, country: str) -> None:
    """Run every step of the import, with the guessed columns."""
    if contact_import.status != ImportStatus.REFUSED:
        steps.check(contact_import, column_map.load(contact_import.columns), country, CONSENT)
        _run_task(contact_import, check.run)
    if contact_import.status == ImportStatus.REFUSED:
        fault = contact_import.fault or ""
        steps.discard(contact_import, ACTOR)
        db.session.commit()
        raise AppError(fault)
    steps.start(contact_import, ACTOR)
    _run_task(contact_import, run.run)


def _run_task(contact_import: ContactImport, step: Callable[[int], None]) -> None:
    """Run the import's task here; it is claimed before the commit, so no worker takes it."""
    [claim] = claims.claim(TaskKind.IMPORT_CONTACTS, import_tasks.LEASE, 1, contact_import.task_id)
    db.session.commit()
    step(contact_import.id)
    claims.finish(claim, None)
    db.session.commit()


def _report(contact_import: ContactImport) -> None:
    rejected = select(RejectedRow).where(RejectedRow.import_id == contact_import.id)
    for row in db.session.scalars(rejected.order_by(RejectedRow.row)).yield_per(1000):
        click.echo(f"row {row.row}: {row.phone_number or '(no number or user id)'}: {row.reason}")
    counts = ("created", "updated", "unchanged", "rejected")
    click.echo(", ".join(f"{getattr(contact_import, count):,} {count}" for count in counts))
