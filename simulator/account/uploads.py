"""Resumable uploads: the files that a new template shows as examples."""

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from simulator.account.media import MB
from simulator.errors import GraphError

TYPES = frozenset({"application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"})
PREFIX = "upload:"
LARGEST = 100 * MB


@dataclass(slots=True)
class Upload:
    """One session: a file that arrives in one or more parts."""

    id: str
    signature: str
    length: int
    content: bytearray = field(default_factory=bytearray)

    @property
    def is_complete(self) -> bool:
        return len(self.content) == self.length

    @property
    def handle(self) -> str:
        """Return the handle that a template is created with."""
        return "4::" + urlsafe_b64encode(self.id.encode()).decode()


class Uploads:
    """Sessions by id, and the complete files by handle."""

    def __init__(self) -> None:
        self._sessions: dict[str, Upload] = {}
        self._by_handle: dict[str, Upload] = {}

    def start(self, file_type: str, length: int) -> Upload:
        if file_type not in TYPES or not 0 < length <= LARGEST:
            raise GraphError(100, f"A file of type {file_type!r} and {length} bytes is refused.")
        session = Upload(
            PREFIX + urlsafe_b64encode(os.urandom(12)).decode(), os.urandom(8).hex(), length
        )
        self._sessions[session.id] = session
        return session

    def get(self, session_id: str, signature: str) -> Upload | None:
        session = self._sessions.get(session_id)
        return session if session and session.signature == signature else None

    def append(self, session: Upload, offset: int, content: bytes) -> None:
        """Add a part of the file, which must continue where the last one ended."""
        end = offset + len(content)
        if offset != len(session.content) or end > session.length:
            raise GraphError(100, f"file_offset is {len(session.content)} of {session.length}.")
        session.content += content
        if session.is_complete:
            self._by_handle[session.handle] = session

    def url_of(self, handle: str) -> str | None:
        """Return the address at which a template shows the file of this handle."""
        session = self._by_handle.get(handle)
        return f"https://scontent.whatsapp.net/v/{session.signature}" if session else None
