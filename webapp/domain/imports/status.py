"""What an import is doing, and what it may do next."""

from enum import StrEnum


class ImportStatus(StrEnum):
    """How far a file has come; each step is a page that may be left and opened again."""

    UPLOADED = "uploaded"  # its columns wait to be named
    CHECKING = "checking"
    CHECKED = "checked"  # waits for someone's yes
    RUNNING = "running"
    STOPPED = "stopped"  # by a person; what was done stays
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"  # nothing of the file can be used


class Became(StrEnum):
    """What a file made of a person whom it named."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


#: What each may become. The file may be read in another way, and a check be asked for again,
#: until the import has begun; not while it is checked, or that would go on with what it began.
NEXT = {
    ImportStatus.UPLOADED: {ImportStatus.UPLOADED, ImportStatus.CHECKING, ImportStatus.REFUSED},
    ImportStatus.CHECKING: {ImportStatus.CHECKED, ImportStatus.REFUSED},
    ImportStatus.CHECKED: {ImportStatus.UPLOADED, ImportStatus.CHECKING, ImportStatus.RUNNING},
    ImportStatus.RUNNING: {ImportStatus.STOPPED, ImportStatus.DONE},
    ImportStatus.STOPPED: {ImportStatus.RUNNING, ImportStatus.UNDOING},
    ImportStatus.DONE: {ImportStatus.UNDOING},
    ImportStatus.UNDOING: {ImportStatus.UNDONE},
    ImportStatus.REFUSED: {ImportStatus.UPLOADED, ImportStatus.CHECKING},
}

#: In these a job is at work, or should be.
AT_WORK = (ImportStatus.CHECKING, ImportStatus.RUNNING, ImportStatus.UNDOING)


def may_become(current: ImportStatus, new: ImportStatus) -> bool:
    """Answer whether an import may go from one status to the other.

    >>> may_become(ImportStatus.DONE, ImportStatus.RUNNING)
    False
    """
    return new in NEXT.get(current, ())
