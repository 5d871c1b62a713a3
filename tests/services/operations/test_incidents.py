"""Incidents: a condition is reported once while it lasts, and again when it comes back."""

from webapp.domain.messages import of_error
from webapp.extensions import db
from webapp.models import Incident
from webapp.services.operations import incidents


def open_ones() -> list[tuple[str, str]]:
    db.session.expire_all()
    found = db.session.scalars(db.select(Incident).filter_by(ended_at=None).order_by(Incident.id))
    return [(one.subject, one.message) for one in found]


def test_a_condition_that_lasts_is_reported_once(app):
    incidents.open_incident("sender_stopped", "sender 1", of_error("first"))
    incidents.open_incident("sender_stopped", "sender 1", of_error("again"))
    incidents.open_incident("sender_stopped", "sender 2", of_error("another"))

    assert open_ones() == [("sender 1", of_error("first")), ("sender 2", of_error("another"))]


def test_a_condition_that_comes_back_is_reported_again(app):
    incidents.open_incident("sender_stopped", "sender 1", of_error("first"))
    assert incidents.close_incident("sender_stopped", "sender 1")
    assert open_ones() == []

    incidents.open_incident("sender_stopped", "sender 1", of_error("again"))

    assert open_ones() == [("sender 1", of_error("again"))]


def test_closing_what_is_not_open_changes_nothing(app):
    assert not incidents.close_incident("sender_stopped", "sender 1")
