"""Why a job failed, in words for administrators.

A traceback may contain what people wrote. So only the name of the error is read from it, and only
to choose a sentence of ours.
"""

import re

from webapp.domain.translatable import N_

#: The last error of a traceback stands at the beginning of a line, with or without its module.
_NAME = re.compile(r"^(?:\w+\.)*(\w+)(?=:|$)", re.MULTILINE)

_SENTENCES = {
    "OperationalError": N_("The database did not respond, or ended the work."),
    "InterfaceError": N_("The database did not respond, or ended the work."),
    "ConnectionError": N_("Redis or another server did not respond."),
    "TimeoutError": N_("Redis or another server did not respond."),
    "JobTimeoutException": N_("It took longer than an hour and was stopped."),
    "MemoryError": N_("There was not enough memory."),
}
_ABANDONED = N_("The worker that did it ended in the middle.")
_OTHER = N_("An internal error. The log of the worker names it, at the time shown.")


def reason(traceback: str) -> str:
    """Return the sentence for a job's traceback.

    >>> str(reason("Traceback ...\\nredis.exceptions.ConnectionError: Error 111"))
    'Redis or another server did not respond.'
    """
    if traceback.startswith("Moved to FailedJobRegistry, due to AbandonedJobError"):
        return _ABANDONED
    names = (name for name in reversed(_NAME.findall(traceback)) if name in _SENTENCES)
    return _SENTENCES.get(next(names, ""), _OTHER)
