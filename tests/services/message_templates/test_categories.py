"""The category of a template: what only announces a change, and what puts it into force."""

from datetime import datetime
from typing import Any

import pytest

from tests.support.factories import a_sender, a_template
from tests.support.inbox import now, open_incidents, receive_body
from tests.support.payloads import news
from webapp.extensions import db
from webapp.models import BackgroundTask, Incident, MessageTemplate
from webapp.services.message_templates import sync

COMING = {
    "new_category": "UTILITY",
    "correct_category": "MARKETING",
    "category_update_timestamp": 1795516400,
}
DONE = {"previous_category": "UTILITY", "new_category": "MARKETING"}


@pytest.fixture
def template(app, at) -> MessageTemplate:
    at("2026-11-20 09:00")
    template = a_template(a_sender(), name="order_news", category="UTILITY")
    db.session.commit()
    return template


def tell(template: MessageTemplate, value: dict[str, Any], later: float = 0) -> None:
    of_it = {"message_template_id": int(template.provider_id)}
    field = "template_category_update"
    receive_body(news(field, {**of_it, **value}, now() + later, template.waba_id))


def listed(template: MessageTemplate, moment: datetime, **other: Any) -> None:
    """Store WhatsApp's list as it was at this moment."""
    item = {
        "id": template.provider_id,
        "name": template.name,
        "language": template.language,
        "status": "APPROVED",
        "category": template.category,
        "components": template.components,
        **other,
    }
    sync.store(template.waba_id, [item], moment, is_complete=True)
    db.session.commit()


def coming_of(template: MessageTemplate) -> tuple[str, str | None, str]:
    changes_at = template.category_changes_at
    return template.category, template.coming_category, f"{changes_at or ''}"[:10]


def messages(kind: str) -> list[str]:
    return list(db.session.scalars(db.select(Incident.message).filter_by(kind=kind, ended_at=None)))


def test_a_coming_category_is_stored_and_shown_and_changes_nothing_yet(template):
    tell(template, COMING)

    assert coming_of(template) == ("UTILITY", "MARKETING", "2026-11-24")
    [message] = messages("template_category")
    assert message.startswith(
        "On 2026-11-24 WhatsApp changes the category of order_news (en_US) from Utility to "
        "Marketing."
    )


def test_a_completed_change_is_in_force_and_ends_the_incident(template):
    tell(template, COMING)
    tell(template, DONE, later=1)

    assert coming_of(template) == ("MARKETING", None, "")
    assert template.previous_category == "UTILITY"
    assert open_incidents() == ["account_notice"]


def test_an_announcement_that_arrives_after_the_change_is_ignored(template):
    tell(template, DONE, later=10)
    tell(template, COMING, later=5)

    assert coming_of(template) == ("MARKETING", None, "")


def test_an_event_with_today_s_category_alone_changes_nothing(template):
    tell(template, {"new_category": "MARKETING"})

    assert coming_of(template) == ("UTILITY", None, "")


def test_the_list_announces_a_change_too(template, at):
    listed(template, at("2026-11-20 10:00"), correct_category="MARKETING")

    assert coming_of(template) == ("UTILITY", "MARKETING", "")
    assert "gives no date" in messages("template_category")[0]

    listed(template, at("2026-11-20 11:00"), correct_category="UTILITY")

    assert coming_of(template) == ("UTILITY", None, "")
    assert open_incidents() == []


def test_the_list_puts_a_change_into_force(template, at):
    tell(template, COMING)

    moment = at("2026-11-24 10:00")
    listed(template, moment, category="MARKETING", previous_category="UTILITY")

    assert coming_of(template) == ("MARKETING", None, "")
    assert open_incidents() == ["account_notice"]


def test_an_announced_change_stays_while_the_list_leaves_it_out(template, at):
    tell(template, COMING)

    listed(template, at("2026-11-24 12:00"))
    assert coming_of(template) == ("UTILITY", "MARKETING", "2026-11-24")

    listed(template, at("2026-11-26 12:00"))
    assert coming_of(template) == ("UTILITY", None, "")


def test_a_list_that_was_asked_for_before_a_change_does_not_undo_it(template, at):
    asked_at = at("2026-11-20 10:00")
    tell(template, DONE)

    listed(template, asked_at, category="UTILITY")

    assert template.category == "MARKETING"


def test_whatsapp_is_asked_for_the_template_after_a_change(template):
    tell(template, COMING)
    before = db.session.scalars(db.select(BackgroundTask)).all()

    tell(template, DONE, later=1)

    [task] = db.session.scalars(db.select(BackgroundTask))
    assert before == []
    assert task.params["template_ids"] == [template.provider_id]
