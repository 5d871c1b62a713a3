"""What administrators set."""

from flask import render_template

from webapp.models import Role
from webapp.views.accounts.access import page_blueprint

bp = page_blueprint("settings", __name__, "/settings", Role.ADMIN)


@bp.get("/")
def index() -> str:
    """Say what can be set, and where."""
    return render_template("settings/index.html")


# Each part adds its views to the blueprint.
from webapp.views.settings import (  # noqa: E402
    audit,  # noqa: F401
    background_tasks,  # noqa: F401
    frequency,  # noqa: F401
    passing_on,  # noqa: F401
    safety,  # noqa: F401
    senders,  # noqa: F401
    tokens,  # noqa: F401
    users,  # noqa: F401
    webhook,  # noqa: F401
    words,  # noqa: F401
)
