"""Sending with `recipient`: the same people, reached by their business-scoped user ids."""

import pytest

from simulator.settings import DEFAULT_WABA

PHONE = "+573001112233"


@pytest.fixture
def user_id(api):
    api.send(PHONE)
    api.settle()
    return api.webhook.receipts[0]["recipient_user_id"]


def test_a_user_id_is_answered_without_a_phone_number(api, user_id):
    answer = api.send(None, recipient=user_id)

    assert answer.status == 200
    assert answer.body["contacts"] == [{"input": user_id, "user_id": user_id}]


@pytest.mark.parametrize("edge", ["messages", "marketing_messages"])
def test_receipts_of_a_user_id_name_no_phone_number(api, user_id, edge):
    wamid = api.send(None, recipient=user_id, edge=edge).wamid

    api.settle()

    receipts = [receipt for receipt in api.webhook.receipts if receipt["id"] == wamid]
    assert [receipt["status"] for receipt in receipts] == ["sent", "delivered", "read"]
    assert {receipt["recipient_user_id"] for receipt in receipts} == {user_id}
    assert not any("recipient_id" in receipt for receipt in receipts)
    assert "wa_id" not in api.webhook.values[-1]["contacts"][0]


@pytest.mark.parametrize("by_user_id", [True, False])
def test_a_failed_receipt_names_the_user_id_only_when_it_was_the_address(api, user_id, by_user_id):
    api.control("settings", fail_with=131026)
    wamid = api.send(None if by_user_id else PHONE, recipient=user_id).wamid

    api.settle()

    [failed] = [r for r in api.webhook.receipts if (r["id"], r["status"]) == (wamid, "failed")]
    assert ("recipient_user_id" in failed, "recipient_id" in failed) == (by_user_id, not by_user_id)


def test_of_two_addresses_the_phone_number_counts(api, user_id):
    answer = api.send("+573001112244", recipient=user_id)

    assert answer.body["contacts"] == [{"input": "+573001112244", "wa_id": "573001112244"}]


def test_a_person_is_one_in_the_log_the_limit_and_the_report(api, user_id):
    api.control("settings", strict=True, messaging_limit=1)

    again, stranger = api.send(None, recipient=user_id), api.send("+573001112244")

    assert (again.status, stranger.code) == (200, 131048)
    assert [row["to"] for row in api.accepted()] == [PHONE, user_id]
    assert [row["wa_id"] for row in api.accepted()] == ["573001112233", None]
    assert {row["person"] for row in api.accepted()} == {"573001112233"}
    assert api.control("report")["people_written_to_twice"] == 1


@pytest.mark.parametrize("address", ["CO.123", "co.123", "CO123", "573001112233", 7, "CO."])
def test_what_is_no_user_id_of_this_portfolio_is_refused(api, address):
    assert api.send(None, recipient=address).code == 131009


def test_the_user_id_of_another_portfolio_is_refused(api, user_id):
    api.control("reset", seed=2)

    assert api.send(None, recipient=user_id).code == 131009
    assert api.send(None, recipient=user_id.lower()).code == 131009


def test_a_one_time_code_needs_a_phone_number(api, user_id):
    button = {"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}
    parts = [
        {"type": "BODY", "text": "{{1}} is your code"},
        {"type": "BUTTONS", "buttons": [button]},
    ]
    names = {"name": "login", "language": "en", "category": "AUTHENTICATION"}
    api.control("templates", **names, components=parts, waba_id=DEFAULT_WABA)
    code = [{"type": "text", "text": "1234"}]
    components = [
        {"type": "body", "parameters": code},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": code},
    ]
    message = {"template": "login", "language": "en", "components": components}

    assert api.send(None, recipient=user_id, **message).code == 131062
    assert api.send(PHONE, **message).status == 200
