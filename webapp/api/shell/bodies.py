"""Read the request's JSON body and query string, using tables of fields."""

import re
from typing import Any

import orjson
from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from webapp.api.shell.schemas import Fields, read

#: 10,000 recipients with values for each take some 5 MB.
MAX_BODY_BYTES = 16 * 1024 * 1024
#: JSON can contain the NUL character, which PostgreSQL text cannot store.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def read_body(fields: Fields, *, changes: bool = False) -> dict[str, Any]:
    """Return the validated body; a missing body counts as an empty object.

    Raise BadRequest or UnsupportedMediaType if it is not a JSON object, InvalidInput if a
    field is invalid.
    """
    return read(json_object(), fields, changes=changes)


def json_object() -> dict[str, object]:
    """Return the body as an object, without validating its fields."""
    request.max_content_length = MAX_BODY_BYTES
    content = request.get_data()
    if not content:
        return {}
    if not request.is_json:
        raise UnsupportedMediaType("Send the body as JSON, with Content-Type: application/json.")
    try:
        values = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error}.") from None
    if not isinstance(values, dict):
        raise BadRequest("The body has to be a JSON object.")
    if NUL.search(content):
        raise BadRequest("The body holds the character NUL.")
    return values


def read_query(fields: Fields) -> dict[str, Any]:
    """Return the query parameters; an empty parameter counts as absent."""
    return read({name: value or None for name, value in request.args.items()}, fields)
