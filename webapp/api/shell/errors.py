"""Every error as JSON: {"error": {"code", "message", "fields"}}."""

import logging
from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request
from redis import RedisError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.exceptions import NotFound as UnknownPath

from webapp.errors import AppError, InvalidInput, NotFound, WrongStatus
from webapp.extensions import db

log = logging.getLogger(__name__)

#: What each HTTP status is called.
CODES = {
    400: "malformed",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "wrong_status",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
    500: "internal_error",
    503: "unavailable",
}

#: The HTTP status of each of our own errors.
STATUSES: dict[type[AppError], int] = {
    NotFound: 404,
    WrongStatus: 409,
    InvalidInput: 422,
}


def answer(status: int, message: str, fields: Mapping[str, str] | None = None) -> Response:
    """Say what is wrong."""
    error = {"code": CODES.get(status, "error"), "message": message, "fields": fields or {}}
    response = jsonify(error=error)
    response.status_code = status
    return response


def register(blueprint: Blueprint) -> None:
    """Make all error responses of the blueprint's views JSON."""
    for code in CODES:  # each one, or the pages' own handler for the code would come first
        blueprint.register_error_handler(code, refused)
    blueprint.register_error_handler(HTTPException, refused)
    blueprint.register_error_handler(AppError, failed)
    blueprint.register_error_handler(RedisError, unavailable)
    blueprint.register_error_handler(OperationalError, unavailable)
    blueprint.register_error_handler(Exception, crashed)


def refused(error: HTTPException) -> Response:
    """Return the response for an HTTP error; keeps headers such as Allow and Retry-After."""
    db.session.rollback()
    response = answer(error.code or 500, error.description or error.name)
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    return response


def failed(error: AppError) -> Response:
    """Return the response for a service's refusal; for a wrong status, with the present one."""
    db.session.rollback()
    fields: Mapping[str, str] = {}
    if isinstance(error, InvalidInput):
        fields = error.fields
    elif isinstance(error, WrongStatus):
        fields = {"status": error.status}
    return answer(STATUSES.get(type(error), 400), error.message, fields)


def unavailable(error: RedisError | OperationalError) -> Response:
    """Return the response for a fault of Redis or the database."""
    log.error("%s %s: %s", request.method, request.path, error)
    db.session.rollback()
    return answer(503, "A part of the system does not answer; try again later.")


def crashed(error: Exception) -> Response:
    """Return the response for a fault of our own; only the log has its details."""
    log.exception("%s %s", request.method, request.path, exc_info=error)
    db.session.rollback()
    return answer(500, "This is a fault on our side; it has been logged.")


def unknown_path() -> Response | None:
    """Return JSON when no view of the API has the path or takes the method."""
    error = request.routing_exception
    is_ours = f"{request.path}/".startswith("/marketing/")
    if is_ours and isinstance(error, UnknownPath | MethodNotAllowed):
        return refused(error)
    return None
