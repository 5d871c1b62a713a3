"""The bytes of an upload, piece by piece, unpacked if they are compressed."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator

from webapp.domain.messages import Refusal, coded

GZIP = b"\x1f\x8b"
#: The size that a .gz may unpack to.
MAX_BYTES = 2_000_000_000
#: Lists unpack to about ten times their size; far more is an attack. Small files are not checked.
MAX_RATIO, RATIO_CHECKED_FROM_BYTES = 200, 10_000_000


class BadFile(Refusal):
    """Nothing of the file can be used."""


def too_large(most: int) -> BadFile:
    """Return the error for a file that unpacks to more bytes than that."""
    return BadFile(coded("imports.unpacks_to_too_much", most=most // 1_000_000))


class _Pieces(io.RawIOBase):
    """A file of bytes that come in pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.rest = memoryview(b"")
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self.rest:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.rest = memoryview(piece)
        size = min(len(buffer), len(self.rest))
        buffer[:size] = self.rest[:size]
        self.rest = self.rest[size:]
        self.taken += size
        return size


def opened(pieces: Iterable[bytes]) -> io.BufferedReader:
    """Return the bytes as a file, unpacked if they are compressed with gzip."""
    source = _Pieces(pieces)
    raw: io.BufferedReader = io.BufferedReader(source, 1 << 16)
    if not raw.peek(2).startswith(GZIP):
        return raw
    return io.BufferedReader(_Pieces(_limited(gzip.GzipFile(fileobj=raw), source)), 1 << 16)


def _limited(packed: gzip.GzipFile, source: _Pieces) -> Iterator[bytes]:
    """Yield the unpacked bytes piece by piece. Raises BadFile if there are too many."""
    unpacked = 0
    try:
        while piece := packed.read(1 << 16):
            unpacked += len(piece)
            if unpacked > MAX_BYTES:
                raise too_large(MAX_BYTES)
            if unpacked > max(RATIO_CHECKED_FROM_BYTES, MAX_RATIO * source.taken):
                raise BadFile(coded("imports.packed_too_tightly", times=MAX_RATIO))
            yield piece
    except (OSError, EOFError, zlib.error):
        raise BadFile(coded("imports.damaged_gz")) from None
