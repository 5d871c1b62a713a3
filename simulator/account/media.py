"""Media: uploaded files that headers refer to by id."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.errors import GraphError

KEPT_S, URL_KEPT_S = 30 * 86_400, 300
MB = 1024 * 1024
LARGEST_GIF = 7 * MB // 2

#: The largest size by MIME type; anything else is refused.
OFFICE = "application/vnd.openxmlformats-officedocument"
LARGEST = {
    **dict.fromkeys(("image/jpeg", "image/png"), 5 * MB),
    **dict.fromkeys(("image/webp",), 500 * 1024),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * MB),
    **dict.fromkeys(
        ("audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/opus"), 16 * MB
    ),
    **dict.fromkeys(
        (
            *("application/pdf", "text/plain", "application/msword", "application/vnd.ms-excel"),
            *(f"{OFFICE}.{kind}" for kind in ("wordprocessingml.document", "spreadsheetml.sheet")),
            *("application/vnd.ms-powerpoint", f"{OFFICE}.presentationml.presentation"),
        ),
        100 * MB,
    ),
}
#: The MIME types that serve as a header. A GIF is a short video.
HEADER_KINDS = {
    "image": ("image/jpeg", "image/png"),
    "video": ("video/",),
    "document": ("application/pdf",),
    "gif": ("video/mp4",),
}


@dataclass(frozen=True, slots=True)
class Medium:
    id: str
    phone_number_id: str
    mime_type: str
    content: bytes
    uploaded_at: float

    def as_node(self, url: str) -> dict[str, Any]:
        return {
            "messaging_product": "whatsapp",
            "url": url,
            "mime_type": self.mime_type,
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "file_size": len(self.content),
            "id": self.id,
        }


class MediaShelf:
    """Media by id; they expire after 30 days."""

    def __init__(self) -> None:
        self._media: dict[str, Medium] = {}
        self._count = 0

    def add(self, phone_number_id: str, mime_type: str, content: bytes, now: float) -> Medium:
        largest = LARGEST.get(mime_type)
        if largest is None or len(content) > largest:
            raise GraphError(131053, f"{mime_type} of {len(content)} bytes is not supported.")
        self._count += 1
        media_id = str(900_000_000_000_000 + self._count)
        self._media[media_id] = Medium(media_id, phone_number_id, mime_type, content, now)
        return self._media[media_id]

    def get(self, media_id: str, now: float) -> Medium | None:
        medium = self._media.get(media_id)
        return medium if medium and medium.uploaded_at > now - KEPT_S else None

    def remove(self, media_id: str) -> None:
        self._media.pop(media_id, None)

    def check(self, reference: Mapping[str, Any], kind: str, now: float) -> None:
        """Refuse a header whose medium is neither a link nor an upload of the right kind."""
        media_id, link = reference.get("id"), reference.get("link")
        if (media_id is None) == (link is None):
            raise GraphError(131009, f"{kind} needs either an id or a link.")
        if link is not None:
            if not str(link).startswith(("https://", "http://")):
                raise GraphError(131009, f"{kind}: the link is not a URL.")
            return
        medium = self.get(str(media_id), now)
        if medium is None:
            raise GraphError(131009, f"There is no media with id {media_id}.")
        if not medium.mime_type.startswith(HEADER_KINDS[kind]):
            raise GraphError(131053, f"{medium.mime_type} does not serve as {kind}.")
        if kind == "gif" and len(medium.content) > LARGEST_GIF:
            raise GraphError(131053, "A GIF has at most 3.5 MB.")
