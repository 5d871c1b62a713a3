"""Clicks and landing page views: stored once, without a person, and joined."""

from datetime import timedelta

from tests.support import payloads
from tests.support.inbox import now, receive
from webapp import clock
from webapp.extensions import db
from webapp.models import UnusedItem, UserAction, WebhookEvent
from webapp.queries.webhook import user_actions

CLICK, VIEW = "marketing_messages_link_click", "landing_page_view"


def an_action(kind: str, at: float = 0, **link: str) -> dict:
    return {
        "action_type": kind,
        "timestamp": str(int(at or now())),
        "marketing_messages_link_click_data": link,
    }


def receive_actions(*actions: dict) -> None:
    change = payloads.reply("+1", "", now())
    change["value"] = {"metadata": change["value"]["metadata"], "user_actions": list(actions)}
    receive(change)


def stored() -> list[UserAction]:
    return list(db.session.scalars(db.select(UserAction).order_by(UserAction.id)))


def counts() -> tuple[int, int, int]:
    found = user_actions.counts(clock.now() - timedelta(days=1))
    return found.clicks, found.views, found.views_after_click


def test_a_click_is_stored_with_what_is_known_of_it(app):
    receive_actions(
        an_action(CLICK, click_id="cl-1", tracking_token="tk-1", click_component="cta", extra="x")
    )

    [action] = stored()
    assert (action.kind, action.click_id, action.tracking_token, action.component) == (
        CLICK,
        "cl-1",
        "tk-1",
        "cta",
    )
    assert action.phone_number_id == "100000000000001"
    assert action.details["marketing_messages_link_click_data"]["extra"] == "x"
    assert db.session.scalars(db.select(WebhookEvent.fault)).all() == [None]


def test_the_same_action_again_is_stored_once(app):
    at = now()
    click = an_action(CLICK, at, click_id="cl-1")

    receive_actions(click, click)
    receive_actions(click, an_action(CLICK, at, click_id="cl-1", client="Android"))
    receive_actions(an_action(CLICK, at - 1, click_id="cl-1"))

    assert len(stored()) == 2


def test_a_view_belongs_to_the_click_with_its_token_else_with_its_id(app):
    receive_actions(
        an_action(VIEW, tracking_token="tk-1"),  # before its click
        an_action(CLICK, click_id="cl-1", tracking_token="tk-1"),
        an_action(VIEW, click_id="cl-1"),
        an_action(VIEW, click_id="cl-1", tracking_token="tk-2"),
        an_action(VIEW, click_id="cl-9", tracking_token="tk-9"),
        an_action(VIEW),
    )

    assert counts() == (1, 5, 3)


def test_an_action_of_a_new_kind_is_kept(app):
    receive_actions({"action_type": "catalog_view", "catalog_view_data": {"click_id": "cl-7"}})

    [action] = stored()
    assert (action.kind, action.click_id) == ("catalog_view", "cl-7")
    [name] = db.session.scalars(db.select(UnusedItem.name))
    assert name == "messages.user_actions.action_type.catalog_view"


def test_an_action_without_a_type_cannot_be_processed(app):
    receive_actions({"timestamp": "1795430700"})

    assert stored() == []
    assert db.session.scalars(db.select(WebhookEvent.fault)).one()
