"""The control calls: people's messages, accepted messages, settings."""

import json

import pytest

from simulator.people.words import meaning

PERSON = "+573001112233"
TEXT = {"type": "text", "text": {"body": "Hello"}}


def test_a_template_paused_in_mid_campaign_is_refused_and_told(api):
    api.send()

    api.control("templates", name="weekend_sale", language="en_US", status="PAUSED", notify=True)

    assert api.send("+573001112244").code == 132015
    assert api.webhook.values[0]["message_template_name"] == "weekend_sale"


def test_what_a_person_writes_is_told_and_opens_a_window(api):
    before = api.send(**TEXT)

    told = api.control("inbound", **{"from": PERSON, "text": "¿Cuánto cuesta?"})
    after = api.send(**TEXT)

    assert told == {"status": 200}
    assert api.webhook.messages[0]["text"]["body"] == "¿Cuánto cuesta?"
    assert (before.status, after.status) == (200, 200)
    assert [row["code"] for row in api.accepted()] == [131047, None]
    assert [row["in_window"] for row in api.accepted()] == [False, True]


def test_a_stop_is_held_against_whoever_writes_on(api):
    api.send()
    api.control("inbound", **{"from": PERSON, "text": " Stop! "})
    api.send()

    api.control("inbound", **{"from": PERSON, "text": "start"})
    api.send()

    report = api.control("report")
    assert (report["written_to_after_opt_out"], report["opt_outs"]) == (1, 1)


def test_a_stop_does_not_count_until_the_webhook_has_answered(api):
    api.webhook.answers = [500] * 100
    api.control("settings", webhook_retry_s=0.0)

    told = api.control("inbound", **{"from": PERSON, "text": "STOP"})
    api.send()

    assert told == {"status": 500}
    assert api.control("report")["written_to_after_opt_out"] == 0


def test_a_native_stop_fails_the_next_marketing_message(api):
    api.control("inbound", **{"from": PERSON, "preference": "stop"})
    api.send()
    api.control("inbound", **{"from": PERSON, "preference": "resume"})
    api.send()

    assert [row["code"] for row in api.accepted()] == [131050, None]
    assert [value["user_preferences"][0]["value"] for value in api.webhook.values] == [
        "stop", "resume",
    ]  # fmt: skip


def test_a_person_may_tap_a_button_hide_the_number_or_send_anything(api):
    button = {"payload": "optout:c42", "text": "Stop promotions"}
    api.control("inbound", **{"from": PERSON, "button": button, "context": "wamid.X"})
    api.control("inbound", **{"from": PERSON, "text": "Hi", "hide_number": True})
    api.control("inbound", raw={"anything": "é/"})

    tap, hidden = api.webhook.posts[0][1], api.webhook.posts[1][1]
    message = json.loads(tap)["entry"][0]["changes"][0]["value"]["messages"][0]
    assert (message["button"], message["context"]["id"]) == (button, "wamid.X")
    assert b"573001112233" not in hidden
    assert api.webhook.posts[2][1] == b'{"anything":"\\u00e9\\/"}'


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "red"),
        ("shuffle", 1),
        ("population", "angry"),
        ("rates", {"tall": 0.5}),
        ("rates", {"read": 50}),
        ("receipts_per_body", 0),
    ],
)
def test_a_setting_that_is_not_understood_changes_nothing(api, name, value):
    told = api.control("settings", **{"latency_ms": 5, name: value})

    assert told["error"]
    assert api.control("settings")["latency_ms"] == 0


def test_a_reset_forgets_what_happened_and_on_request_what_was_set(api):
    api.control("settings", latency_ms=1)
    former = api.send().wamid

    api.control("reset")
    kept = api.control("settings")["latency_ms"]
    api.control("reset", settings=True)

    assert (kept, api.control("settings")["latency_ms"]) == (1, 0)
    assert api.control("state")["receipts_waiting"] == api.control("state")["accepted"] == 0
    assert api.send().wamid != former


def test_the_log_file_holds_every_accepted_message_and_is_continued(start, tmp_path):
    path = tmp_path / "accepted.jsonl"
    first = start(log_file=str(path))
    first.send()
    first.stop()

    second = start(log_file=str(path))
    second.send("+573001112244")
    rows = second.accepted()
    second.stop()

    assert [row["n"] for row in rows] == [1, 2]
    assert [json.loads(line) for line in path.read_text().splitlines()] == rows


def test_the_log_is_read_page_by_page(api):
    for n in range(5):
        api.send(f"+57300000000{n}")

    first = api.get("/_simulator/accepted", limit=3).body
    second = api.get("/_simulator/accepted", after=first["next"]).body

    assert [row["n"] for row in first["accepted"] + second["accepted"]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", "stop"),
        ("arrêt !", "stop"),
        ("إيقاف", "stop"),
        ("बंद करो", "stop"),
        ("Start", "start"),
        ("Don't stop", None),
        ("", None),
    ],
)
def test_a_message_means_stop_only_as_a_whole(text, expected):
    assert meaning(text) == expected
