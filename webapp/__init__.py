"""The campaign manager as a web application."""

from collections.abc import Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from webapp import api, cli, filters, masked_log, url_ids, views
from webapp.extensions import csrf, db, login_manager, migrate

__all__ = ["create_app"]


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Return the application with its extensions, blueprints and commands."""
    masked_log.install()
    app = Flask(__name__)
    app.config.from_mapping(settings or config.from_environment())
    proxies = app.config["PROXIES"]
    app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    for extension in (db, login_manager, csrf):
        extension.init_app(app)
    migrate.init_app(app, db)
    url_ids.init_app(app)
    for blueprint in (*views.BLUEPRINTS, *api.BLUEPRINTS):
        app.register_blueprint(blueprint)
    for module in (views, api, filters, cli):
        module.init_app(app, csrf)
    return app
