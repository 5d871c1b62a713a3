"""The addresses of WhatsApp's webhook, and of the pages for replies."""

from flask import Blueprint

from webapp.views.accounts.access import page_blueprint
from webapp.views.shell.urls import add_urls
from webapp.views.webhook import endpoint, pages

webhooks_bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")
add_urls(
    webhooks_bp,
    ("GET", "/whatsapp", endpoint.verify),
    ("POST", "/whatsapp", endpoint.whatsapp),
)

replies_bp = page_blueprint("replies", __name__, "/replies")
add_urls(
    replies_bp,
    ("GET", "/", pages.index),
    ("POST", "/<big_id:reply_id>/<any(unsubscribe, leave):decision>", pages.decide),
)
