"""In which language a page speaks: the person's choice, else the browser's wish."""

import flask_babel
from flask import Flask, has_request_context, request, session
from flask_login import current_user

from webapp.extensions import babel
from webapp.language import DEFAULT, LANGUAGES, LOCALES, Catalogues, locale


def init_app(app: Flask) -> None:
    """Join the catalogues, and have each request choose its language."""
    babel.init_app(app, locale_selector=_locale)
    babel.domain_instance = Catalogues()
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(locale=locale, LANGUAGES=LANGUAGES)
    # A context may outlive a request, and would keep the language of the one before.
    app.before_request(flask_babel.refresh)


def _locale() -> str:
    language = chosen() if has_request_context() else DEFAULT
    return LOCALES.get(language, language)


def chosen() -> str:
    """Answer the language of the person who is signed in, else the browser's."""
    own = current_user.language if current_user.is_authenticated else None
    return own if own in LANGUAGES else of_browser()


def of_browser() -> str:
    """Answer what was chosen before signing in, else what the browser asks for."""
    before = session.get("language")
    wished = request.accept_languages.best_match(LANGUAGES)
    return before if before in LANGUAGES else wished or DEFAULT
