"""Errors that the application raises on purpose; views and API convert them to responses."""

from collections.abc import Mapping

from webapp.domain.webhook.events import ProviderFault


class AppError(Exception):
    """The base class; the message is for the user."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(AppError):
    """The object does not exist, or the user may not see it."""


class WrongStatus(AppError):
    """The current status does not allow this step; `status` is the current status."""

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


class InvalidInput(AppError):
    """An input is not valid; `fields` has a message for each field."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class ProviderError(AppError):
    """WhatsApp rejected a request; `fault` is its error."""

    def __init__(self, fault: ProviderFault) -> None:
        super().__init__(f"WhatsApp: {fault.details or fault.title}")
        self.fault = fault
