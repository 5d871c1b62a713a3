"""Light or dark: the user's choice in this browser, or the system setting."""

from datetime import timedelta

from flask import Flask, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from webapp.domain.translatable import N_
from webapp.views.shell.urls import safe_next_url

#: The choices and their labels; the first one is the default.
THEMES = {"system": N_("As the device"), "light": N_("Light"), "dark": N_("Dark")}
COOKIE = "theme"


def init_app(app: Flask) -> None:
    """Give the templates the choices and the current one."""
    app.jinja_env.globals.update(THEMES=THEMES, theme=theme)


def theme() -> str:
    """Return the theme chosen in this browser."""
    stored = request.cookies.get(COOKIE, "")
    return stored if stored in THEMES else "system"


def choose() -> Response:
    """Store the choice in this browser, and redirect to the page."""
    requested = request.form.get("theme", "")
    if requested not in THEMES:
        abort(400)
    response = redirect(safe_next_url(request.form.get("next", "")))
    response.set_cookie(
        COOKIE,
        requested,
        max_age=timedelta(days=365),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
