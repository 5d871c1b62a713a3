"""Error pages."""

from contextlib import nullcontext

from flask import Flask, render_template
from flask_babel import force_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.domain.translatable import N_
from webapp.errors import AppError, NotFound, WrongStatus
from webapp.extensions import db
from webapp.language import translated
from webapp.views.shell import language

#: The heading and the advice for each status.
PAGES = {
    400: (
        N_("That can't be understood"),
        N_("The page may be older than what it is about. Go back, load it again and try again."),
    ),
    401: (N_("Please sign in"), N_("You are not signed in any more.")),
    403: (
        N_("You may not do this"),
        N_("Your role does not allow it. Ask an administrator if you need to."),
    ),
    404: (
        N_("Page not found"),
        N_("Check the address. What you look for may also have been deleted."),
    ),
    405: (N_("This can't be opened like that"), N_("Go back and use the button on the page.")),
    409: (
        N_("That is not possible any more"),
        N_("Something has changed since the page was shown. Go back and load it again."),
    ),
    413: (
        N_("That is too large"),
        N_(
            "The file or text is larger than we can take. Pack the file as .gz, or split it and "
            "send the parts."
        ),
    ),
    500: (
        N_("Something went wrong on our side"),
        N_("It has been noted. Try again in a minute; what you did before is safe."),
    ),
}
EXPIRED = (
    N_("The page has expired"),
    N_(
        "For safety, a form can only be sent for some hours after it was opened, or you have "
        "signed in or out meanwhile. Go back, load the page again and send it once more."
    ),
)


def init_app(app: Flask) -> None:
    """Register the error pages."""
    for status in PAGES:
        app.register_error_handler(status, _page)
    app.register_error_handler(CSRFError, lambda error: _render(EXPIRED, 400))
    app.register_error_handler(WrongStatus, lambda refused: _overtaken(refused, 409))
    app.register_error_handler(NotFound, lambda refused: _overtaken(refused, 404))


def _page(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    if status >= 500:
        db.session.rollback()
    return _render(PAGES[status], status)


def _overtaken(refused: AppError, status: int) -> tuple[str, int]:
    """Return a page with the service's message, for errors that no view has handled."""
    db.session.rollback()
    return _render((PAGES[status][0], refused.message), status)


def _render(words: tuple[str, str], status: int) -> tuple[str, int]:
    is_server_error = status >= 500  # prevents the page from querying the database
    with force_locale(language.browser_language()) if is_server_error else nullcontext():
        heading, advice = map(translated, words)
        page = render_template("error.html", heading=heading, advice=advice, plain=is_server_error)
    return page, status
