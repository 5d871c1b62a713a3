"""The pages, and what every page shares."""

from flask import Flask
from flask_wtf import CSRFProtect

from webapp.domain.texts import N_
from webapp.extensions import login_manager
from webapp.language import translated
from webapp.views import (
    appearance,
    audiences,
    auth,
    bulk,
    calendar,
    campaign_change,
    campaign_follow_up,
    campaign_groups,
    campaign_retries,
    campaign_steps,
    campaign_undo,
    campaign_wave,
    campaigns,
    charts,
    contact_groups,
    contact_person,
    contact_upload,
    contacts,
    errors,
    import_steps,
    imports,
    incidents,
    language,
    layout,
    limits,
    message_templates,
    overview,
    recipient_groups,
    recipients,
    replies,
    rq_dashboard,
    security,
    settings,
    starting,
    styleguide,
    subjects,
    tables,
    webhooks,
    what_if,
    wizard,
)
from webapp.views.access import load_user

__all__ = [
    "BLUEPRINTS",
    "campaign_change",
    "campaign_follow_up",
    "campaign_groups",
    "campaign_retries",
    "campaign_steps",
    "campaign_undo",
    "campaign_wave",
    "contact_groups",
    "contact_person",
    "contact_upload",
    "import_steps",
    "init_app",
    "recipient_groups",
    "what_if",
]

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
    webhooks.bp,
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
    csrf.exempt(webhooks.bp)
    for part in _PARTS:
        part.init_app(app)
    rq_dashboard.init_app(app, csrf)
