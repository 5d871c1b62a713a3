"""Receipts: signed, escaped, in time, and as out of order as the real ones."""

import hashlib
import hmac
import json
from collections import Counter, defaultdict

PEOPLE = [f"+57300{n:07}" for n in range(300)]


def statuses(api):
    return [receipt["status"] for receipt in api.webhook.receipts]


def test_a_message_is_sent_delivered_and_read(api):
    answer = api.send(biz_opaque_callback_data="c1.r1")

    api.settle()

    assert statuses(api) == ["sent", "delivered", "read"]
    assert {receipt["id"] for receipt in api.webhook.receipts} == {answer.wamid}
    assert {r["biz_opaque_callback_data"] for r in api.webhook.receipts} == {"c1.r1"}
    assert [r["timestamp"] for r in api.webhook.receipts] == sorted(
        r["timestamp"] for r in api.webhook.receipts
    )
    assert ["pricing" in receipt for receipt in api.webhook.receipts] == [True, True, False]


def test_nothing_is_told_before_its_time(api):
    api.send()

    api.jump(1.5)
    api.rest(0.2)

    assert statuses(api) == ["sent"]
    assert api.control("state")["receipts_waiting"] == 2


def test_the_signature_covers_the_escaped_bytes(api):
    api.control("settings", population="lively")
    for to in PEOPLE[:40]:
        api.send(to)

    api.settle()

    for signature, body in api.webhook.posts:
        digest = hmac.new(b"simulator-secret", body, hashlib.sha256).hexdigest()
        assert signature == f"sha256={digest}"
    whole = b"".join(body for _, body in api.webhook.posts)
    assert whole.isascii()
    assert b"\\u00" in whole
    assert b"/" not in whole.replace(b"\\/", b"")


def test_a_failed_receipt_has_the_code_and_no_contact(api):
    api.control("settings", fail_with=131049)
    api.send(biz_opaque_callback_data="c1")

    api.settle()

    [failed] = [receipt for receipt in api.webhook.receipts if receipt["status"] == "failed"]
    assert failed["errors"][0]["code"] == 131049
    assert failed["biz_opaque_callback_data"] == "c1"
    assert "pricing" not in failed
    assert "recipient_user_id" not in failed


def test_receipts_share_bodies_up_to_the_setting(api):
    api.control("settings", receipts_per_body=50)
    for to in PEOPLE[:40]:
        api.send(to)

    api.settle()

    sizes = [len(value["statuses"]) for value in api.webhook.values]
    assert sum(sizes) == 120
    assert max(sizes) == 50


def test_shuffled_receipts_come_out_of_order_but_keep_their_own_times(api):
    api.control("settings", shuffle=True)
    api.send()

    api.settle()

    assert sorted(statuses(api)) == ["delivered", "read", "sent"]
    assert statuses(api) != ["sent", "delivered", "read"]
    times = {receipt["status"]: int(receipt["timestamp"]) for receipt in api.webhook.receipts}
    assert times["sent"] <= times["delivered"] < times["read"]


def test_a_share_of_the_people_can_have_receipts_out_of_order(api):
    api.control("settings", out_of_order_share=0.5, receipts_per_body=1)
    for to in PEOPLE[:40]:
        api.send(to)

    api.settle()

    orders = defaultdict(list)
    for receipt in api.webhook.receipts:
        orders[receipt["id"]].append(receipt["status"])
    in_order = sum(order == ["sent", "delivered", "read"] for order in orders.values())
    assert 10 <= in_order <= 30


def test_duplicates_come_as_often_as_the_setting_says(api):
    api.control("settings", duplicate_share=1.0)
    api.send()

    api.settle()

    assert Counter(statuses(api)) == {"sent": 2, "delivered": 2, "read": 2}


def test_delivered_may_be_left_out_when_read(api):
    api.control("settings", skip_delivered_share=1.0)
    api.send()

    api.settle()

    assert statuses(api) == ["sent", "read"]
    assert all("pricing" in receipt for receipt in api.webhook.receipts)


def test_a_receipt_can_beat_the_answer(api):
    api.control("settings", receipts_before_answer=True)

    answer = api.send()

    assert [(r["id"], r["status"]) for r in api.webhook.receipts] == [(answer.wamid, "sent")]


def test_a_webhook_that_fails_is_told_again_until_it_answers_200(api):
    api.webhook.answers = [500, 403]
    api.control("settings", receipts_per_body=1)
    api.send()

    api.settle()

    assert len(api.webhook.posts) == 5
    assert Counter(statuses(api)).keys() == {"sent", "delivered", "read"}
    assert api.control("state")["webhook_failures"] == 2
    assert api.control("report")["receipts"] == {
        "scheduled": 3, "delivered_to_webhook": 3, "waiting": 0,
    }  # fmt: skip


def test_a_webhook_that_never_answers_is_given_up_in_the_end(api):
    api.webhook.answers = [500] * 100
    api.control("settings", webhook_retry_s=0.0)
    api.send()

    api.settle()

    assert api.control("state")["webhook_given_up"] == 1
    assert api.control("report")["receipts"]["delivered_to_webhook"] == 0


def test_held_messages_are_released_later_or_dropped(api):
    api.control("settings", hold="release")
    held = api.send()
    api.control("settings", hold="drop")
    api.send("+573001112244")

    api.settle()

    assert held.body["messages"][0]["message_status"] == "held_for_quality_assessment"
    by_person = {r["recipient_id"]: r for r in api.webhook.receipts}
    assert by_person["573001112233"]["status"] == "read"
    assert by_person["573001112244"]["errors"][0]["code"] == 132015


def test_the_styles_of_older_versions_can_be_had(api):
    api.control(
        "settings",
        conversation_in_receipts=True,
        contacts_in_receipts=False,
        millisecond_timestamps=True,
    )
    api.send()

    api.settle()

    assert all("conversation" in receipt for receipt in api.webhook.receipts)
    assert all(len(receipt["timestamp"]) == 13 for receipt in api.webhook.receipts)
    assert all("contacts" not in value for value in api.webhook.values)


def test_a_lively_population_is_the_same_in_every_run_and_any_order(start):
    outcomes = []
    for people, seed in ((PEOPLE, 1), (PEOPLE[::-1], 1), (PEOPLE, 2)):
        api = start(seed=seed)
        api.control("settings", population="lively")
        for to in people:
            api.send(to)
        outcomes.append({row["person"]: (row["outcome"], row["code"]) for row in api.accepted()})

    first, again, other_seed = outcomes
    assert first == again
    assert first != other_seed
    assert len(Counter(outcome for outcome, _ in first.values())) >= 3


def test_a_lively_population_writes_back_and_stops(api):
    api.control("settings", population="lively")
    for to in PEOPLE:
        api.send(to)

    api.settle()

    kinds = Counter(message["type"] for message in api.webhook.messages)
    assert kinds["text"] > 5
    assert api.control("report")["opt_outs"] >= 3
    assert json.loads(api.webhook.posts[0][1])["object"] == "whatsapp_business_account"


def test_a_capped_person_is_reached_a_day_later_and_not_before(api):
    api.control("settings", rates={"capped": 1.0})
    for hours in (0, 23, 25):
        api.jump(hours * 3_600)
        api.send()

    assert [row["code"] for row in api.accepted()] == [131049, 131049, None]


def test_brazilian_mexican_and_argentine_numbers_are_rewritten(api):
    api.control("settings", rates={"rewritten_wa_id": 1.0})
    sent = {
        "+5531987654321": "553187654321",
        "+5511987654321": "5511987654321",
        "+525512345678": "5215512345678",
        "+541112345678": "5491112345678",
    }

    answers = {to: api.send(to).body["contacts"][0]["wa_id"] for to in sent}

    assert answers == sent
    assert [row["person"] for row in api.accepted()] == [
        "553187654321", "551187654321", "525512345678", "541112345678",
    ]  # fmt: skip
