"""Pages for what went wrong."""

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.extensions import db

#: For each status: the heading, and what to do.
PAGES = {
    401: ("Please sign in", "You are not signed in any more."),
    403: (
        "You may not do this",
        "Your role does not allow it. Ask an administrator if you need to.",
    ),
    404: (
        "Page not found",
        "Check the address. What you look for may also have been deleted.",
    ),
    405: ("This can't be opened like that", "Go back and use the button on the page."),
    413: (
        "That is too large",
        "The file or text is larger than we can take. Split it and send the parts.",
    ),
    500: (
        "Something went wrong on our side",
        "It has been noted. Try again in a minute; what you did before is safe.",
    ),
}
EXPIRED = (
    "The page has expired",
    "For safety, a form can only be sent for some hours after it was opened, or you have signed in "
    "or out meanwhile. Go back, load the page again and send it once more.",
)


def init_app(app: Flask) -> None:
    """Join the error pages to the application."""
    for status in PAGES:
        app.register_error_handler(status, _page)
    app.register_error_handler(CSRFError, lambda error: _render(EXPIRED, 400))


def _page(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    if status >= 500:
        db.session.rollback()
    return _render(PAGES[status], status)


def _render(words: tuple[str, str], status: int) -> tuple[str, int]:
    heading, advice = words
    is_ours = status >= 500  # then the page asks the database for nothing
    return render_template("error.html", heading=heading, advice=advice, plain=is_ours), status
