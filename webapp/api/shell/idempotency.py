"""The header Idempotency-Key: a POST that is repeated returns the first response."""

import hashlib
import re

from flask import Response, current_app, g, request

from webapp import clock
from webapp.api.shell import bodies
from webapp.api.shell.errors import app_error
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import IdempotentCall
from webapp.services.background import idempotent_calls
from webapp.services.background.outer_transaction import outer_transaction

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
#: Marks a response that was given before.
REPLAYED = {"Idempotent-Replayed": "true"}
RETRY_AFTER_SECONDS = "1"


def run_once() -> Response | None:
    """Return the response to a POST with a key, the stored one for a repeated call.

    Runs before every view, after the check of the token. The view runs inside: what it does and
    its response are committed together, or neither is.
    """
    if request.method != "POST" or HEADER not in request.headers:
        return None
    key = _key()
    digest, now = _request_digest(), clock.now()
    with outer_transaction() as transaction:
        token_id = g.token.id
        if not idempotent_calls.try_lock(token_id, key):
            return _still_running()
        if first := idempotent_calls.find(token_id, key, now):
            return _replay(first, digest)
        db.session.commit()  # or a rollback in the view would release the lock
        response = _response_of_view()
        if response.status_code >= 500:
            transaction.rollback()
        else:
            idempotent_calls.store(
                IdempotentCall(
                    token_id=token_id,
                    key=key,
                    request_digest=digest,
                    status=response.status_code,
                    location=response.headers.get("Location"),
                    body=response.get_data(as_text=True),
                    created_at=now,
                )
            )
            db.session.commit()
        return response


def _key() -> str:
    key = request.headers[HEADER]
    if not KEY.fullmatch(key):
        message = "Give 1 to 255 visible ASCII characters, without spaces."
        raise InvalidInput(message, {HEADER: message})
    return key


def _request_digest() -> bytes:
    request.max_content_length = bodies.MAX_BODY_BYTES
    return hashlib.sha256(request.full_path.encode() + b"\0" + request.get_data()).digest()


def _response_of_view() -> Response:
    try:
        return current_app.make_response(current_app.dispatch_request())
    except Exception as error:  # the API's own handlers return all errors
        return current_app.make_response(current_app.handle_user_exception(error))


def _still_running() -> Response:
    message = f"A call with this {HEADER} is still running; repeat it later."
    response = app_error(WrongStatus(message, "running"))
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _replay(first: IdempotentCall, digest: bytes) -> Response:
    if first.request_digest != digest:
        message = "This key was used for another call; use a new one for each call."
        raise InvalidInput(message, {HEADER: message})
    response = Response(first.body, first.status, REPLAYED, content_type="application/json")
    if first.location:
        response.headers["Location"] = first.location
    return response
