"""What administrators set."""

from flask import render_template

from webapp.models import Role
from webapp.views.access import page_blueprint

bp = page_blueprint("settings", __name__, "/settings", Role.ADMIN)


@bp.get("/")
def index() -> str:
    """Say what can be set, and where."""
    return render_template("settings/index.html")


# Each part adds its views to the blueprint.
from webapp.views.settings import audit, frequency, safety, senders, tokens, users, webhook  # noqa: E402, F401
