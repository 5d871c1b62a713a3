"""Uploaded files in the database, in pieces, so that any worker on any machine can read them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from webapp.extensions import db
from webapp.models import ContactImport, UploadPiece

#: A file is never in memory as a whole.
PIECE_BYTES = 256 * 1024


def store(upload: ContactImport, pieces: Iterable[bytes]) -> None:
    """Store the file's bytes as they come."""
    for number, piece in enumerate(pieces):
        values = {"import_id": upload.id, "number": number, "piece": piece}
        db.session.execute(insert(UploadPiece).values(values))
        upload.size += len(piece)


def read(import_id: int) -> Iterator[bytes]:
    """Yield the file's bytes, a piece at a time; transactions may end between two."""
    number = 0
    while (piece := db.session.scalar(_piece(import_id, number))) is not None:
        yield piece
        number += 1


def _piece(import_id: int, number: int):  # type: ignore[no-untyped-def]
    return select(UploadPiece.piece).where(
        UploadPiece.import_id == import_id, UploadPiece.number == number
    )


def delete_file(import_id: int) -> None:
    """Delete the file's bytes."""
    db.session.execute(delete(UploadPiece).where(UploadPiece.import_id == import_id))
