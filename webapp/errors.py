"""The errors this application raises on purpose; the edge turns each into an answer."""

from collections.abc import Mapping

from webapp.domain.webhook.events import ProviderFault


class AppError(Exception):
    """Base of them all; the message is for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(AppError):
    """There is no such thing, or it is not theirs to see."""


class WrongStatus(AppError):
    """The present status does not allow what was asked; `status` is the present one."""

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


class InvalidInput(AppError):
    """Something given cannot be used; `fields` says for each field what is wrong with it."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class ProviderError(AppError):
    """WhatsApp did not answer a question of ours; `fault` is what it said instead."""

    def __init__(self, fault: ProviderFault) -> None:
        super().__init__(f"WhatsApp: {fault.details or fault.title}")
        self.fault = fault
