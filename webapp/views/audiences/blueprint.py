"""The addresses of the pages for audiences."""

from webapp.views.accounts.access import page_blueprint
from webapp.views.audiences import pages
from webapp.views.shell.urls import add_urls

audiences_bp = page_blueprint("audiences", __name__, "/audiences")
add_urls(
    audiences_bp,
    ("GET", "/", pages.index),
    ("GET", "/<id:audience_id>", pages.show),
    ("GET POST", "/new", pages.new),
    ("GET POST", "/<id:audience_id>/edit", pages.edit),
    ("GET", "/<id:audience_id>/delete", pages.confirm_delete),
    ("POST", "/<id:audience_id>/delete", pages.delete),
)
