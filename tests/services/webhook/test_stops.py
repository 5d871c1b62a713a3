"""Every way to say STOP unsubscribes; what only looks like one does not."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.factories import a_contact, a_sender
from tests.support.inbox import now, receive_body
from webapp import clock
from webapp.domain.audiences.audience_filter import Condition
from webapp.domain.audiences.operators import Operator
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Reply, ReplyEffect, ServiceWindow
from webapp.queries.audiences import events_sql

WA_ID, USER_ID = "573001112233", "CO.70011223344"
METADATA = {"display_phone_number": "573009990000", "phone_number_id": "100000000000001"}
BY_NUMBER = {"wa_id": WA_ID}
BY_USER_ID = {"user_id": USER_ID}

Change = dict[str, Any]


@pytest.fixture
def contact(app) -> Contact:
    """A subscribed contact whose number and user id are known."""
    a_sender(phone_number_id=METADATA["phone_number_id"])
    known = a_contact(f"+{WA_ID}")
    known.user_id = USER_ID
    db.session.commit()
    return known


def receive(*changes: Change) -> None:
    """Receive the changes in one body, as WhatsApp sends them."""
    receive_body(json.dumps({"entry": [{"id": "1", "changes": list(changes)}]}).encode())
    db.session.expire_all()


def a_change(field: str, **value: Any) -> Change:
    return {"field": field, "value": {"metadata": METADATA} | value}


def a_message(kind: str, content: Any, **changes: Any) -> dict[str, Any]:
    message = {
        "from": WA_ID,
        "from_user_id": USER_ID,
        "id": "wamid.1",
        "timestamp": str(int(now())),
    }
    merged = message | {"type": kind, kind: content} | changes
    return {key: value for key, value in merged.items() if value is not None}


def says(kind: str, content: Any, **changes: Any) -> Callable[[], list[Change]]:
    """Return a message of the contact."""
    return lambda: [a_change("messages", messages=[a_message(kind, content, **changes)])]


def text(body: str, **changes: Any) -> Callable[[], list[Change]]:
    return says("text", {"body": body}, **changes)


def taps(title: str, payload: str | None = None) -> Callable[[], list[Change]]:
    """Return a tap on a quick reply of a template; its payload is its title unless we set one."""
    return says("button", {"text": title, "payload": payload or title})


def chooses(kind: str, choice_id: str, title: str) -> Callable[[], list[Change]]:
    return says("interactive", {"type": kind, kind: {"id": choice_id, "title": title}})


def prefers(
    person: dict[str, str],
    value: str = "stop",
    contacts: list[dict[str, str]] | None = None,
    **changes: Any,
) -> Callable[[], list[Change]]:
    """Return a press of WhatsApp's own button."""

    def build() -> list[Change]:
        preference = {"category": "marketing_messages", "value": value, "timestamp": int(now())}
        merged = preference | person | changes
        item = {key: each for key, each in merged.items() if each is not None}
        listed = {} if contacts is None else {"contacts": contacts}
        return [a_change("user_preferences", user_preferences=[item], **listed)]

    return build


def while_another_has_the_conversation(
    build: Callable[[], list[Change]],
) -> Callable[[], list[Change]]:
    """Return the same messages under `standby`."""

    def moved() -> list[Change]:
        [change] = build()
        value = change["value"]
        inside = {"contacts": [], "messages": value["messages"]}
        return [a_change("standby", standby=inside)]

    return moved


NEW_USER_ID = "CO.9000111"


def a_changed_id() -> Change:
    system = {
        "type": "user_changed_user_id",
        "user_id": NEW_USER_ID,
        "previous_user_id": USER_ID,
    }
    notice = {"id": "wamid.S", "timestamp": str(int(now())), "type": "system", "system": system}
    return a_change("messages", messages=[notice])


def by_new_id() -> Change:
    [change] = text("STOP", **{"from": None, "from_user_id": NEW_USER_ID})()
    return change


STOPS = {
    "changed id, then text, in one body": lambda: [a_changed_id(), by_new_id()],
    "text, then changed id, in one body": lambda: [by_new_id(), a_changed_id()],
    "text that names nobody, of the only contact": lambda: [
        a_change(
            "messages",
            contacts=[BY_USER_ID],
            messages=[a_message("text", {"body": "STOP"}, **{"from": None, "from_user_id": None})],
        )
    ],
    "text": text("STOP"),
    "text under standby": while_another_has_the_conversation(text("BAJA")),
    "text by user id under standby": while_another_has_the_conversation(
        text("STOP", **{"from": None})
    ),
    "stop button under standby": while_another_has_the_conversation(taps("No más ofertas")),
    "text in Spanish": text("Baja"),
    "words of a stop button, typed": text("No más promociones"),
    "caption": says("image", {"id": "1", "caption": "Stop."}),
    "text without its type": text("STOP", type=None),
    "text without its id": text("STOP", id=None),
    "text without a time": text("STOP", timestamp=None),
    "text with a time that cannot be read": text("STOP", timestamp="soon"),
    "text with a time before WhatsApp": text("STOP", timestamp="7"),
    "text by user id": text("STOP", **{"from": None}),
    "payload of our stop button": taps("Ya no, gracias", "optout:button"),
    "stop button in English": taps("Stop promotions"),
    "stop button in Spanish": taps("No más promociones"),
    "stop button in Portuguese": taps("Parar promoções"),
    "stop button in French": taps("Stop aux offres"),
    "stop button in German": taps("Keine Werbung"),
    "stop button in Italian": taps("Basta offerte"),
    "stop button in Dutch": taps("Geen aanbiedingen"),
    "stop button in Indonesian": taps("Hentikan promosi"),
    "stop button in Hindi": taps("प्रमोशन बंद करें"),
    "stop button in Arabic": taps("إيقاف العروض"),
    "choice whose id says so": chooses("button_reply", "optout-17", "Bye"),
    "row of a list whose id says so": chooses("list_reply", "STOP", "Leave"),
    "preference by number": prefers(BY_NUMBER),
    "preference by user id": prefers(BY_USER_ID),
    "preference that names nobody": prefers({}, contacts=[BY_NUMBER]),
    "preference that names nobody, by user id": prefers({}, contacts=[BY_USER_ID]),
    "preference in capitals": prefers(BY_NUMBER, "STOP"),
    "preference without a category": prefers(BY_NUMBER, category=None),
    "preference without a time": prefers(BY_NUMBER, timestamp=None),
}
#: The expected effect of each message that is nearly a STOP: staff decide.
NEARLY = {
    "title of a choice": chooses("button_reply", "order-17-cancel", "Cancel"),
    "row of a list": chooses("list_reply", "7", "End"),
    "title in another's list": chooses("list_reply", "7", "Remove"),
    "choice whose id is an everyday word": chooses("button_reply", "cancel", "Cancel order"),
    "form that mentions it": says(
        "interactive",
        {
            "type": "nfm_reply",
            "nfm_reply": {"body": "Sent", "response_json": '{"optout": false}', "name": "flow"},
        },
    ),
    "words of a stop button among others": text("por favor no más promociones"),
    "preference for another category": prefers(BY_NUMBER, category="utility_messages"),
}
NO_STOPS = {
    "resume": prefers(BY_NUMBER, "resume"),
    "resume of another category": prefers(BY_NUMBER, "resume", category="utility_messages"),
    "new value of a preference": prefers(BY_NUMBER, "pause"),
    "text about an order": text("cancel my order please"),
    "choice of something else": chooses("button_reply", "order-17", "See the order"),
    "start, chosen in another program": chooses("button_reply", "start", "Start"),
    "reaction": says("reaction", {"message_id": "wamid.0", "emoji": "🛑"}),
}


@pytest.mark.parametrize("build", STOPS.values(), ids=STOPS)
def test_each_stop_unsubscribes(contact, build):
    receive(*build())

    assert not contact.is_subscribed
    assert (
        db.session.scalar(db.select(db.func.count(ConsentEvent.id)).filter_by(kind="opt_out")) >= 1
    )


@pytest.mark.parametrize("build", STOPS.values(), ids=STOPS)
def test_the_same_stop_again_changes_nothing(contact, build):
    changes = build()
    receive(*changes)

    receive(*changes, {"field": "account_alerts", "value": {}})

    assert not contact.is_subscribed
    answers = db.session.scalars(db.select(Reply.id).filter_by(is_answer=True)).all()
    assert len(answers) <= 1


@pytest.mark.parametrize("build", NEARLY.values(), ids=NEARLY)
def test_what_is_nearly_a_stop_is_for_staff_to_decide(contact, build):
    receive(*build())

    assert contact.is_subscribed
    assert db.session.scalars(db.select(Reply.effect)).one() == ReplyEffect.TO_REVIEW


@pytest.mark.parametrize("build", NO_STOPS.values(), ids=NO_STOPS)
def test_anything_else_unsubscribes_nobody(contact, build):
    receive(*build())

    assert contact.is_subscribed
    effects = db.session.scalars(db.select(Reply.effect)).all()
    assert set(effects) <= {ReplyEffect.NOTHING}


def test_words_in_a_group_are_no_answer_to_us(contact):
    receive(*text("STOP", group_id="120363000000000001")())

    assert contact.is_subscribed
    assert db.session.scalars(db.select(Reply)).all() == []
    assert db.session.scalars(db.select(ServiceWindow)).all() == []


NO_ANSWERS = {
    "deleted message": says("revoke", {"original_message_id": "wamid.0"}),
    "message that cannot be shown": says("unsupported", {"type": "poll"}),
    "opened chat": says("request_welcome", {}),
    "removed reaction": says("reaction", {"message_id": "wamid.0"}),
    "permission to call": says("interactive", {"type": "call_permission_reply"}),
}


@pytest.mark.parametrize("build", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_neither_written_nor_tapped_is_no_reply(contact, build):
    receive(*build())

    replied = events_sql.compare_time(Condition("replied", Operator.IS_SET), clock.now())
    assert db.session.scalars(db.select(Contact).where(replied)).all() == []
    [stored] = db.session.scalars(db.select(Reply))
    assert (stored.contact_id, stored.is_answer, stored.campaign_id) == (contact.id, False, None)
    assert db.session.scalars(db.select(ServiceWindow)).all() == []


@pytest.mark.parametrize("kind", ["reaction", "sticker", "something_new"])
def test_what_a_contact_sends_is_a_reply_and_opens_the_window(contact, kind):
    receive(*says(kind, {"message_id": "wamid.0", "emoji": "👍"})())

    assert db.session.scalars(db.select(Reply)).one().is_answer
    assert db.session.scalars(db.select(ServiceWindow.contact_id)).all() == [contact.id]
