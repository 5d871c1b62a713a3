"""The language of a page: the user's choice, or the browser's."""

from collections.abc import Mapping

import flask_babel
from flask import Flask, abort, has_request_context, redirect, request, session
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.wrappers import Response

from webapp.extensions import babel, db
from webapp.language import (
    DEFAULT,
    LANGUAGES,
    LOCALES,
    Catalogues,
    gettext_template,
    locale,
    localized,
    translated,
)
from webapp.views.shell.urls import safe_next_url


def init_app(app: Flask) -> None:
    """Register the catalogues, and select the language of each request."""
    babel.init_app(app, locale_selector=_locale)
    babel.domain_instance = Catalogues()
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.finalize = translated
    app.jinja_env.globals.update(
        locale=locale, LANGUAGES=LANGUAGES, _=_gettext, gettext=_gettext, ngettext=_ngettext
    )
    # A context may outlive a request, and would keep that request's language.
    app.before_request(flask_babel.refresh)


def _locale() -> str:
    language = current_language() if has_request_context() else DEFAULT
    return LOCALES.get(language, language)


@pass_context
def _gettext(context: Context, message: str, /, **values: object) -> str:
    """Return a template's text in the user's language, with localized values."""
    return _filled(context, gettext_template(message), values)


@pass_context
def _ngettext(
    context: Context, singular: str, plural: str, amount: int, /, **values: object
) -> str:
    """Return the singular or plural text; `%(num)s` is the amount."""
    return _filled(context, gettext_template(singular, plural, amount), {"num": amount} | values)


def _filled(context: Context, text: str, values: Mapping[str, object]) -> str:
    whole = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704 (ours)
    return whole % {name: localized(value) for name, value in values.items()}


def current_language() -> str:
    """Return the user's language, or the browser's."""
    own = current_user.language if current_user.is_authenticated else None
    return own if own in LANGUAGES else browser_language()


def choose() -> Response:
    """Store the choice with the user, or in the session, and redirect to the page."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        current_user.language = language
        db.session.commit()
    else:
        session["language"] = language
    return redirect(safe_next_url(request.form.get("next", "")))


def browser_language() -> str:
    """Return the choice made before signing in, or the browser's preference."""
    before = session.get("language")
    accepted = request.accept_languages.best_match(LANGUAGES)
    return before if before in LANGUAGES else accepted or DEFAULT
