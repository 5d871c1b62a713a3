"""Log records without tokens and personal data, whichever handler writes them."""

import logging
from traceback import format_exception
from typing import Any

from webapp.domain.masking import masked_log


class MaskedRecord(logging.LogRecord):
    """A record whose message and traceback are masked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:
            self.exc_text = masked_log("".join(format_exception(*self.exc_info)).rstrip("\n"))

    def getMessage(self) -> str:  # noqa: N802 (the name is that of the base class)
        return masked_log(super().getMessage())


def install() -> None:
    """Mask the records of every logger from now on."""
    logging.setLogRecordFactory(MaskedRecord)
