"""The addresses of the pages for campaigns."""

from webapp.views.accounts.access import page_blueprint
from webapp.views.campaigns import (
    canary,
    change,
    follow_up,
    groups,
    pages,
    remapping,
    retries,
    steps,
    undo,
)
from webapp.views.shell.urls import add_urls

campaigns_bp = page_blueprint("campaigns", __name__, "/campaigns")
add_urls(
    campaigns_bp,
    ("GET", "/", pages.index),
    ("GET", "/<uuid:campaign_id>", pages.show),
    ("GET", "/<uuid:campaign_id>/progress", pages.progress),
    ("GET POST", "/<uuid:campaign_id>/change", change.change),
    ("GET POST", "/<uuid:campaign_id>/new-text", remapping.remap),
    ("GET", "/<uuid:campaign_id>/<any(pause, resume, cancel):name>", steps.confirm),
    ("POST", "/<uuid:campaign_id>/<any(pause, resume, cancel):name>", steps.take),
    ("GET", "/<uuid:campaign_id>/delete", steps.confirm_delete),
    ("POST", "/<uuid:campaign_id>/delete", steps.delete),
    ("GET", "/<uuid:campaign_id>/duplicate", steps.confirm_duplicate),
    ("POST", "/<uuid:campaign_id>/duplicate/<uuid:copy_id>", steps.duplicate),
    ("POST", "/<uuid:campaign_id>/undo", undo.undo),
    ("POST", "/<uuid:campaign_id>/release", canary.release_rest),
    ("GET", "/<uuid:campaign_id>/retry", retries.ask_retry),
    ("POST", "/<uuid:campaign_id>/retry", retries.retry),
    ("GET", "/<uuid:campaign_id>/unconfirmed", retries.ask_unconfirmed),
    ("POST", "/<uuid:campaign_id>/unconfirmed/send-again", retries.send_unconfirmed_again),
    ("POST", "/<uuid:campaign_id>/unconfirmed/leave", retries.leave_unconfirmed),
    ("GET", "/<uuid:campaign_id>/follow-up", follow_up.ask_follow_up),
    ("POST", "/<uuid:campaign_id>/follow-up/<uuid:copy_id>", follow_up.follow_up),
    ("GET POST", "/group", groups.group),
)
