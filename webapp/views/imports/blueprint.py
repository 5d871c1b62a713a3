"""The addresses of the pages for imports."""

from webapp.models import Role
from webapp.views.accounts.access import page_blueprint
from webapp.views.imports import pages, steps
from webapp.views.shell.urls import add_urls

imports_bp = page_blueprint("imports", __name__, "/contacts/imports", Role.EDITOR)
add_urls(
    imports_bp,
    ("GET", "/", pages.index),
    ("GET", "/<int:import_id>", pages.show),
    ("GET", "/<int:import_id>/progress", pages.progress),
    ("GET", "/<int:import_id>/rejected.csv", pages.rejected),
    ("GET POST", "/<int:import_id>/columns", steps.columns),
    ("POST", "/<int:import_id>/encoding", steps.encoding),
    ("POST", "/<int:import_id>/start", steps.start),
    ("POST", "/<int:import_id>/stop", steps.stop),
    ("GET POST", "/<int:import_id>/undo", steps.undo),
    ("POST", "/<int:import_id>/discard", steps.discard),
)
