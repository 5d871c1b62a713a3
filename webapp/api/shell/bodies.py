"""Reading the request: its JSON body and its query, by tables of fields."""

import re
from typing import Any

import orjson
from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from webapp.api.shell.schemas import Fields, read

#: 10,000 recipients with values for each take some 5 MB.
LARGEST = 16 * 1024 * 1024  # bytes
#: JSON can write the character NUL, which no text in the database can hold.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def body(fields: Fields, *, changes: bool = False) -> dict[str, Any]:
    """Read the body; without any, it is as if it were an empty object.

    Raises BadRequest or UnsupportedMediaType for what is no JSON object, InvalidInput for one
    that does not fit.
    """
    return read(raw(), fields, changes=changes)


def raw() -> dict[str, object]:
    """Return the body as an object; its fields are not checked yet."""
    request.max_content_length = LARGEST
    written = request.get_data()
    if not written:
        return {}
    if not request.is_json:
        raise UnsupportedMediaType("Send the body as JSON, with Content-Type: application/json.")
    try:
        given = orjson.loads(written)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise BadRequest("The body has to be a JSON object.")
    if NUL.search(written):
        raise BadRequest("The body holds the character NUL.")
    return given


def query(fields: Fields) -> dict[str, Any]:
    """Read the parameters after the question mark; an empty one is as if it were left out."""
    return read({name: value or None for name, value in request.args.items()}, fields)
