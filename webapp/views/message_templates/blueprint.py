"""The addresses of the pages for message templates."""

from webapp.views.accounts.access import page_blueprint
from webapp.views.message_templates import pages
from webapp.views.shell.urls import add_urls

message_templates_bp = page_blueprint("message_templates", __name__, "/templates")
add_urls(
    message_templates_bp,
    ("GET", "/", pages.index),
    ("GET", "/<id:template_id>", pages.show),
    ("POST", "/sync", pages.sync),
)
