"""The pages: their blueprints, filters and globals."""

from flask import Flask
from flask_wtf import CSRFProtect

from webapp.domain.translatable import N_
from webapp.extensions import login_manager
from webapp.language import translated
from webapp.views.accounts.access import load_user
from webapp.views.accounts.blueprint import auth_bp
from webapp.views.audiences.blueprint import audiences_bp
from webapp.views.campaigns import starting
from webapp.views.campaigns.blueprint import campaigns_bp
from webapp.views.contacts.blueprint import contacts_bp
from webapp.views.imports.blueprint import imports_bp
from webapp.views.message_templates.blueprint import message_templates_bp
from webapp.views.operations import subjects
from webapp.views.operations.blueprint import bulk_bp, incidents_bp, overview_bp
from webapp.views.planning.blueprint import calendar_bp, limits_bp
from webapp.views.recipients.blueprint import recipients_bp
from webapp.views.settings.blueprint import settings_bp
from webapp.views.shell import (
    appearance,
    charts,
    errors,
    language,
    layout,
    security,
    styleguide,
    tables,
)
from webapp.views.shell.blueprint import appearance_bp, language_bp
from webapp.views.webhook.blueprint import replies_bp, webhooks_bp
from webapp.views.wizard.blueprint import wizard_bp

__all__ = ["BLUEPRINTS", "init_app"]

BLUEPRINTS = (
    auth_bp,
    language_bp,
    appearance_bp,
    overview_bp,
    campaigns_bp,
    calendar_bp,
    bulk_bp,
    wizard_bp,
    recipients_bp,
    contacts_bp,
    imports_bp,
    audiences_bp,
    message_templates_bp,
    replies_bp,
    incidents_bp,
    limits_bp,
    settings_bp,
    webhooks_bp,
)

#: Modules that register template filters and globals, or change every response.
_SHARED = (
    *(errors, security, language, appearance, tables, charts),
    *(layout, starting, subjects, styleguide),
)


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Register everything that is not a blueprint."""
    login_manager.user_loader(load_user)
    login_manager.login_view = "auth.sign_in"
    login_manager.login_message = N_("Please sign in to see this page.")
    login_manager.localize_callback = translated
    login_manager.login_message_category = "info"
    csrf.exempt(webhooks_bp)
    for module in _SHARED:
        module.init_app(app)
