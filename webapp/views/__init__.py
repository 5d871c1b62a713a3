"""The pages, and what every page shares."""

# ruff: noqa: F401 (modules that add routes to the blueprint of another)

from flask import Flask
from flask_wtf import CSRFProtect

from webapp.domain.translatable import N_
from webapp.extensions import login_manager
from webapp.language import translated
from webapp.views import settings, wizard
from webapp.views.accounts import auth
from webapp.views.accounts.access import load_user
from webapp.views.audiences import pages as audiences
from webapp.views.campaigns import canary, change, follow_up, retries, starting, undo
from webapp.views.campaigns import groups as campaign_groups
from webapp.views.campaigns import pages as campaigns
from webapp.views.campaigns import steps as campaign_steps
from webapp.views.contacts import groups as contact_groups
from webapp.views.contacts import pages as contacts
from webapp.views.contacts import person
from webapp.views.imports import pages as imports
from webapp.views.imports import steps as import_steps
from webapp.views.imports import upload
from webapp.views.message_templates import pages as message_templates
from webapp.views.operations import bulk, incidents, overview, rq_dashboard, subjects
from webapp.views.planning import calendar, limits, what_if
from webapp.views.recipients import groups as recipient_groups
from webapp.views.recipients import pages as recipients
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
from webapp.views.webhook import endpoint
from webapp.views.webhook import pages as replies

__all__ = ["BLUEPRINTS", "init_app"]

BLUEPRINTS = (
    auth.bp,
    language.bp,
    appearance.bp,
    overview.bp,
    campaigns.bp,
    calendar.bp,
    bulk.bp,
    wizard.bp,
    recipients.bp,
    contacts.bp,
    imports.bp,
    audiences.bp,
    message_templates.bp,
    replies.bp,
    incidents.bp,
    limits.bp,
    settings.bp,
    endpoint.bp,
)


#: What gives the templates filters and globals, or has a say in every answer.
_PARTS = (
    *(errors, security, language, appearance, tables, charts),
    *(layout, starting, subjects, styleguide),
)


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Join what is not a blueprint to the application."""
    login_manager.user_loader(load_user)
    login_manager.login_view = "auth.sign_in"
    login_manager.login_message = N_("Please sign in to see this page.")
    login_manager.localize_callback = translated
    login_manager.login_message_category = "info"
    csrf.exempt(endpoint.bp)
    for part in _PARTS:
        part.init_app(app)
    rq_dashboard.init_app(app, csrf)
