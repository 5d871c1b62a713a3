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

#: The error code of each HTTP status.
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


def error_response(status: int, message: str, fields: Mapping[str, str] | None = None) -> Response:
    """Return an error as JSON."""
    error = {"code": CODES.get(status, "error"), "message": message, "fields": fields or {}}
    response = jsonify(error=error)
    response.status_code = status
    return response


def register(blueprint: Blueprint) -> None:
    """Register handlers that return all errors of the blueprint's views as JSON."""
    for code in CODES:  # register each code, or the pages' handler for it would win
        blueprint.register_error_handler(code, http_error)
    blueprint.register_error_handler(HTTPException, http_error)
    blueprint.register_error_handler(AppError, app_error)
    blueprint.register_error_handler(RedisError, unavailable)
    blueprint.register_error_handler(OperationalError, unavailable)
    blueprint.register_error_handler(Exception, internal_error)


def http_error(error: HTTPException) -> Response:
    """Return an HTTP error, with headers such as Allow and Retry-After."""
    db.session.rollback()
    response = error_response(error.code or 500, error.description or error.name)
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    return response


def app_error(error: AppError) -> Response:
    """Return a service's error; a wrong status includes the current one."""
    db.session.rollback()
    fields: Mapping[str, str] = {}
    if isinstance(error, InvalidInput):
        fields = error.fields
    elif isinstance(error, WrongStatus):
        fields = {"status": error.status}
    return error_response(STATUSES.get(type(error), 400), error.message, fields)


def unavailable(error: RedisError | OperationalError) -> Response:
    """Return 503 when Redis or the database does not respond."""
    log.error("%s: %s", _call(), error)
    db.session.rollback()
    return error_response(503, "A part of the system does not answer; try again later.")


def internal_error(error: Exception) -> Response:
    """Return 500 for an unexpected error; only the log has the details."""
    log.exception("%s", _call(), exc_info=error)
    db.session.rollback()
    return error_response(500, "This is a fault on our side; it has been logged.")


def _call() -> str:
    """Return the call without what is in its path, which may be a phone number."""
    return f"{request.method} {request.url_rule}"


def unknown_path() -> Response | None:
    """Return a JSON error if no API view has this path or method."""
    error = request.routing_exception
    is_ours = f"{request.path}/".startswith("/marketing/")
    if is_ours and isinstance(error, UnknownPath | MethodNotAllowed):
        return http_error(error)
    return None
