"""The statuses of an import, and the allowed transitions."""

from enum import StrEnum


class ImportStatus(StrEnum):
    """The status of a file; each step is a page that can be left and opened again."""

    UPLOADED = "uploaded"  # its columns must be mapped
    CHECKING = "checking"
    CHECKED = "checked"  # ready to import
    RUNNING = "running"
    STOPPED = "stopped"  # by staff; what was imported stays
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"  # nothing of the file can be used


class Became(StrEnum):
    """The effect of an import on a contact."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


#: Allowed transitions. The encoding and the columns may change until the import has begun, but not
#: during a check, which would continue with rows that were read differently.
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

#: Statuses in which a job works on the import.
AT_WORK = (ImportStatus.CHECKING, ImportStatus.RUNNING, ImportStatus.UNDOING)


def may_become(current: ImportStatus, new: ImportStatus) -> bool:
    """Return whether an import may change from one status to the other.

    >>> may_become(ImportStatus.DONE, ImportStatus.RUNNING)
    False
    """
    return new in NEXT.get(current, ())
