"""pywa's own receiver reads the simulator's webhooks: signature, shapes and values."""

import logging
import time
from collections.abc import Iterator

import httpx
import pytest
from pywa import WhatsApp, types

from tests.simulator.clients.conftest import PERSON, SECRET, TOKEN

DIGITS = PERSON[1:]
MARKETING = {"name": "weekend_sale", "language": {"code": "en_US"}}


class Receiver:
    """What pywa made of the webhooks, and their raw bodies."""

    def __init__(self) -> None:
        self.updates: list[object] = []
        self.raw: list[types.RawUpdate] = []

    def of(self, kind):
        return [update for update in self.updates if isinstance(update, kind)]

    def values(self, field):
        return [update.value for update in self.raw if update.field == field]


@pytest.fixture(scope="module")
def listening(hook, program) -> Receiver:
    """The handlers of pywa on the route of a Flask application."""
    receiver = Receiver()
    wa = WhatsApp(
        phone_id="100000000000001", token=TOKEN, app_secret=SECRET, server=hook.app,
        verify_token="unused", skip_duplicate_updates=False,
    )  # fmt: skip
    for register in (
        wa.on_message, wa.on_callback_button, wa.on_message_status, wa.on_phone_number_change,
        wa.on_user_marketing_preferences, wa.on_template_status_update,
        wa.on_template_category_update, wa.on_template_quality_update,
        wa.on_template_components_update, wa.on_account_update,
    ):  # fmt: skip
        register(lambda _, update: receiver.updates.append(update))
    wa.on_raw_update(lambda _, update: receiver.raw.append(update))
    return receiver


@pytest.fixture
def receiver(listening, simulator, caplog) -> Iterator[Receiver]:
    listening.updates.clear()
    listening.raw.clear()
    delays = {"delivered_after_s": 0.01, "read_after_s": 0.02, "reply_after_s": 0.03}
    simulator.post(
        "settings",
        receipts_per_body=1,
        webhook_concurrency=1,
        sent_after_s=0.0,
        click_after_s=0.04,
        **delays,
    )
    with caplog.at_level(logging.WARNING, "pywa"):
        yield listening


def send(simulator, **more):
    body = {"messaging_product": "whatsapp", "to": PERSON, "type": "template"}
    url = f"{simulator.url}/v25.0/100000000000001/{more.pop('edge', 'messages')}"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx.post(url, json=body | {"template": MARKETING} | more, headers=headers)
    assert answer.status_code == 200, answer.text
    while not simulator.is_quiet():
        time.sleep(0.02)
    return answer.json()["messages"][0]["id"]


def user_id(simulator):
    return simulator.post("people", numbers=[PERSON])["people"][0]["user_id"]


def test_receipts_are_read_with_user_and_price(receiver, simulator, caplog):
    wamid = send(simulator, edge="marketing_messages", biz_opaque_callback_data="c1")

    statuses = receiver.of(types.MessageStatus)
    assert [str(status.status) for status in statuses] == ["sent", "delivered", "read"]
    assert {(status.id, status.tracker) for status in statuses} == {(wamid, "c1")}
    assert {status.from_user.bsuid for status in statuses} == {user_id(simulator)}
    assert {status.from_user.wa_id for status in statuses} == {DIGITS}
    assert (str(statuses[0].pricing.category), str(statuses[0].pricing.type)) == (
        "marketing_lite", "regular",
    )  # fmt: skip
    assert caplog.messages == []


def test_a_failed_receipt_arrives(receiver, simulator):
    """This release of pywa looks for a contact in it, which Meta does not send."""
    simulator.post("settings", fail_with=131049)

    wamid = send(simulator)

    failed = [v for v in receiver.values("messages") if v["statuses"][0]["status"] == "failed"]
    assert [value["statuses"][0]["id"] for value in failed] == [wamid]
    assert failed[0]["statuses"][0]["errors"][0]["code"] == 131049
    assert "contacts" not in failed[0]


def test_the_end_of_a_conversation_is_read(receiver, simulator):
    simulator.post("settings", conversation_in_receipts=True)

    send(simulator)

    ends = [status.conversation.expiration for status in receiver.of(types.MessageStatus)]
    assert [end is not None for end in ends] == [True, False, False]


def test_a_hidden_number_leaves_user_id_and_username(receiver, simulator, caplog):
    simulator.post("settings", parent_user_ids=True)
    simulator.post("people", **{"from": PERSON, "hide_number": True, "username": "@lina"})
    send(simulator)
    simulator.post("inbound", **{"from": PERSON, "text": "BAJA"})

    [message] = receiver.of(types.Message)
    users = [message.from_user, *(s.from_user for s in receiver.of(types.MessageStatus))]
    parent = user_id(simulator).replace(".", ".ENT.")
    assert {(u.wa_id, u.username, u.parent_bsuid) for u in users} == {(None, "@lina", parent)}
    assert message.text == "BAJA"
    assert caplog.messages == []


@pytest.mark.parametrize("hidden", [False, True])
def test_preferences_are_read(receiver, simulator, hidden):
    for choice in ("stop", "resume"):
        simulator.post("inbound", **{"from": PERSON, "preference": choice, "hide_number": hidden})

    read = receiver.of(types.UserMarketingPreferences)
    assert [str(update.value) for update in read] == ["stop", "resume"]
    assert {update.from_user.bsuid for update in read} == {user_id(simulator)}
    assert {update.from_user.wa_id for update in read} == {None if hidden else DIGITS}


def test_a_tap_has_its_payload(receiver, simulator):
    tap = {"payload": "optout:1", "text": "Stop promotions"}

    simulator.post("inbound", **{"from": PERSON, "button": tap, "context": "wamid.1"})

    [read] = receiver.of(types.CallbackButton)
    assert (read.data, read.title) == ("optout:1", "Stop promotions")


def test_a_changed_number_is_read(receiver, simulator, caplog):
    former = user_id(simulator)

    new = simulator.post("people", **{"from": PERSON, "change_number": "+573009998877"})

    [change] = receiver.of(types.PhoneNumberChange)
    assert (change.old_wa_id, change.new_wa_id) == (DIGITS, "573009998877")
    assert change.new_user_id == new["user_id"] != former
    assert caplog.messages == []


def test_a_changed_user_id_arrives(receiver, simulator):
    """This release of pywa looks for a number in it, which Meta does not send."""
    former = user_id(simulator)

    new = simulator.post("people", user_id=former, change_user_id=True)

    [value] = receiver.values("messages")
    system = value["messages"][0]["system"]
    assert (system["previous_user_id"], system["user_id"]) == (former, new["user_id"])


def test_a_shared_number_is_read(receiver, simulator, caplog):
    simulator.post("inbound", user_id=user_id(simulator), shares_number=True)

    [message] = receiver.of(types.Message)
    assert message.contacts[0].phones[0].wa_id == DIGITS
    assert caplog.messages == []


def test_standby_clicks_and_handovers_arrive_under_their_fields(receiver, simulator):
    simulator.post("settings", rates={"link_click": 1.0, "landing_page_view": 1.0})
    send(simulator, edge="marketing_messages")
    simulator.post("events", field="messaging_handovers", **{"from": PERSON})
    simulator.post("inbound", **{"from": PERSON, "text": "BAJA"})

    actions = [v["user_actions"][0] for v in receiver.values("messages") if "user_actions" in v]
    assert [action["action_type"] for action in actions] == [
        "marketing_messages_link_click", "landing_page_view",
    ]  # fmt: skip
    assert receiver.values("messaging_handovers")[0]["type"] == "control_passed"
    assert receiver.values("standby")[0]["standby"]["messages"][0]["text"] == {"body": "BAJA"}


def test_news_of_templates_is_read(receiver, simulator, caplog):
    template = {"name": "weekend_sale", "language": "en_US"}
    simulator.post("categories", **template, correct_category="UTILITY", after_s=0)
    quality = {"new_quality_score": "RED"}
    simulator.post(
        "events", field="message_template_quality_update", template=template, value=quality
    )

    [category] = receiver.of(types.TemplateCategoryUpdate)
    [score] = receiver.of(types.TemplateQualityUpdate)
    assert str(category.new_category) == "UTILITY"
    assert str(score.new_quality_score) == "RED"
    assert caplog.messages == []


def test_news_of_a_status_arrives(receiver, simulator):
    """This release of pywa does not know the hyphen in the language, which Meta's examples have."""
    template = {"name": "weekend_sale", "language": "en_US"}

    simulator.post("reviews", **template, event="PAUSED")

    [value] = receiver.values("message_template_status_update")
    assert (value["event"], value["message_template_language"]) == ("PAUSED", "en-US")


@pytest.mark.parametrize(
    "event",
    [
        "ACCOUNT_RESTRICTION",
        "ACCOUNT_VIOLATION",
        "DISABLED_UPDATE",
        "VOLUME_BASED_PRICING_TIER_UPDATE",
        "MM_LITE_TERMS_SIGNED",
        "PARTNER_REMOVED",
        "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        "ACCOUNT_OFFBOARDED",
    ],
)
def test_news_of_the_account_is_read(receiver, simulator, event, caplog):
    simulator.post("events", field="account_update", value={"event": event})

    assert len(receiver.of(types.AccountUpdate)) == 1
    assert caplog.messages == []


def test_a_signature_of_another_secret_is_refused(receiver, hook, simulator):
    """The receiver checks what it reads above: this is no handler that takes anything."""
    forged = httpx.post(hook.url, content=b"{}", headers={"X-Hub-Signature-256": "sha256=0"})

    assert forged.status_code == 403
    assert receiver.raw == []
