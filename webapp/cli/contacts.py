"""Contacts."""

import click
from flask import current_app

from webapp.cli.groups import ACTOR, Group
from webapp.domain.contact_rows import BadFile
from webapp.extensions import db
from webapp.services import audit, contact_import
from webapp.services.contact_import import Imported

group = Group("contacts", help="Contacts.")


@group.command("import")
@click.argument("path", metavar="FILE", type=click.Path())
@click.option("--country", help="Country of numbers without a code; else DEFAULT_COUNTRY.")
def import_file(path: str, country: str | None) -> None:
    """Create or update a contact for each row of FILE, a spreadsheet saved as CSV.

    Bad rows are listed with the spreadsheet's row numbers; the good ones are kept.
    """
    country = country or current_app.config["DEFAULT_COUNTRY"]
    try:
        with open(path, "rb") as file:
            lines = contact_import.decoded(file)
            imported = contact_import.import_lines(lines, country, ACTOR, _commit)
    except (OSError, BadFile) as fault:
        raise click.ClickException(f"{path}: {fault}") from None
    _tell(imported)


def _commit(so_far: Imported) -> None:
    db.session.commit()
    click.echo(f"{so_far.rows:,} rows", err=True)


def _tell(imported: Imported) -> None:
    counts = {
        "created": imported.created,
        "updated": imported.updated,
        "unchanged": imported.unchanged,
        "rejected": len(imported.rejected),
    }
    audit.note(ACTOR, "contacts.import", "contacts", **counts)
    db.session.commit()
    for bad in imported.rejected:
        click.echo(f"row {bad.row}: {bad.phone_number or '(no number)'}: {bad.reason}")
    click.echo(", ".join(f"{people:,} {what}" for what, people in counts.items()))
