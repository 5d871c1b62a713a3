"""The description of the API in OpenAPI 3.1."""

from flask import Blueprint

bp = Blueprint("openapi", __name__)


@bp.get("/openapi.json")
def show() -> dict[str, object]:
    return {}
