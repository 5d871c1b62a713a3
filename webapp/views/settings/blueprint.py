"""The addresses of the pages of the settings."""

from webapp.models import Role
from webapp.views.accounts.access import page_blueprint
from webapp.views.settings import (
    audit,
    background_tasks,
    countries,
    frequency,
    inbound,
    keywords,
    pages,
    safety,
    senders,
    tokens,
    users,
    webhook,
)
from webapp.views.shell.urls import add_urls

settings_bp = page_blueprint("settings", __name__, "/settings", Role.ADMIN)
add_urls(
    settings_bp,
    ("GET", "/", pages.index),
    ("GET", "/senders", senders.senders),
    ("GET POST", "/portfolios/<id:portfolio_id>", senders.portfolio),
    ("GET POST", "/senders/<id:sender_id>", senders.sender),
    ("POST", "/senders/<id:sender_id>/test", senders.test_sender),
    ("POST", "/senders/<id:sender_id>/start", senders.start_sender),
    ("GET", "/users", users.users),
    ("GET POST", "/users/new", users.new_user),
    ("GET POST", "/users/<id:user_id>", users.user),
    ("POST", "/users/<id:user_id>/password", users.give_password),
    ("POST", "/users/<id:user_id>/<any(deactivate, activate):change>", users.set_active),
    ("GET POST", "/tokens", tokens.tokens),
    ("GET", "/tokens/<id:token_id>/revoke", tokens.confirm_revoke),
    ("POST", "/tokens/<id:token_id>/revoke", tokens.revoke),
    ("GET POST", "/keywords", keywords.keywords),
    ("GET POST", "/keywords/<code>", keywords.keywords_of),
    ("GET POST", "/answers", keywords.answers),
    ("GET POST", "/forwarding", inbound.forwarding),
    ("GET POST", "/retention", inbound.retention),
    ("GET", "/webhook", webhook.webhook),
    ("GET", "/webhook/state", webhook.webhook_state),
    ("POST", "/webhook/bodies/<big_id:event_id>/again", webhook.read_again),
    ("POST", "/webhook/bodies/again", webhook.read_all_again),
    ("GET", "/background-tasks", background_tasks.background_tasks),
    ("POST", "/background-tasks/<uuid:task_id>/again", background_tasks.retry_task),
    ("POST", "/background-tasks/jobs/<job_id>/again", background_tasks.retry_job),
    ("POST", "/background-tasks/jobs/<job_id>/delete", background_tasks.delete_job),
    ("GET POST", "/frequency", frequency.frequency),
    ("GET", "/countries", countries.countries),
    ("GET POST", "/countries/<country>", countries.country_rule),
    ("GET POST", "/safety", safety.safety),
    ("POST", "/safety/confirm", safety.confirm_database),
    ("GET", "/audit", audit.audit),
)
