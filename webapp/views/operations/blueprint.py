"""The addresses of the pages for operations."""

from webapp.models import Role
from webapp.views.accounts.access import page_blueprint
from webapp.views.operations import bulk, incidents, overview
from webapp.views.shell.urls import add_urls

overview_bp = page_blueprint("overview", __name__, "/")
add_urls(
    overview_bp,
    ("GET", "/", overview.show),
    ("GET", "/sending", overview.sending),
)

bulk_bp = page_blueprint("bulk", __name__, "/bulk", Role.EDITOR)
add_urls(
    bulk_bp,
    ("GET", "/<uuid:action_id>", bulk.show),
    ("GET", "/<uuid:action_id>/progress", bulk.progress),
    ("GET", "/<uuid:action_id>/file.csv", bulk.download),
)

incidents_bp = page_blueprint("incidents", __name__, "/incidents")
add_urls(
    incidents_bp,
    ("GET", "/", incidents.index),
    ("GET", "/<id:incident_id>", incidents.show),
)
