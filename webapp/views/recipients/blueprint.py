"""The addresses of the pages for recipients."""

from webapp.views.accounts.access import page_blueprint
from webapp.views.recipients import groups, pages
from webapp.views.shell.urls import add_urls

recipients_bp = page_blueprint("recipients", __name__, "/campaigns/<uuid:campaign_id>/recipients")
add_urls(
    recipients_bp,
    ("GET", "/", pages.index),
    ("GET", "/<big_id:recipient_id>", pages.show),
    ("GET", "/export.csv", pages.export),
    ("GET POST", "/group", groups.group),
    ("POST", "/export/<uuid:action_id>", groups.prepare),
)
