"""The addresses of the pages for imports."""

from webapp.models import Role
from webapp.views.accounts.access import page_blueprint
from webapp.views.imports import pages, steps
from webapp.views.shell.urls import add_urls

imports_bp = page_blueprint("imports", __name__, "/contacts/imports", Role.EDITOR)
add_urls(
    imports_bp,
    ("GET", "/", pages.index),
    ("GET", "/<id:import_id>", pages.show),
    ("GET", "/<id:import_id>/progress", pages.progress),
    ("GET", "/<id:import_id>/rejected.csv", pages.rejected),
    ("GET POST", "/<id:import_id>/columns", steps.columns),
    ("POST", "/<id:import_id>/encoding", steps.encoding),
    ("POST", "/<id:import_id>/start", steps.start),
    ("POST", "/<id:import_id>/stop", steps.stop),
    ("GET POST", "/<id:import_id>/undo", steps.undo),
    ("POST", "/<id:import_id>/discard", steps.discard),
)
