"""The addresses of the pages for contacts."""

from webapp.views.accounts.access import page_blueprint
from webapp.views.contacts import groups, pages, person
from webapp.views.imports import upload
from webapp.views.shell.urls import add_urls

contacts_bp = page_blueprint("contacts", __name__, "/contacts")
add_urls(
    contacts_bp,
    ("GET", "/", pages.index),
    ("GET", "/<big_id:contact_id>", pages.show),
    ("GET POST", "/<big_id:contact_id>/edit", pages.edit),
    (
        "GET POST",
        "/<big_id:contact_id>/<any(subscribe, unsubscribe):wish>",
        pages.change_subscription,
    ),
    ("GET", "/<big_id:contact_id>/export", person.export),
    ("GET POST", "/<big_id:contact_id>/erase", person.erase),
    ("GET POST", "/<big_id:contact_id>/merge", person.merge),
    ("GET POST", "/group", groups.group),
    ("GET POST", "/upload", upload.upload),
)
