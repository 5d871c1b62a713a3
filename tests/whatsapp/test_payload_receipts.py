"""Webhook bodies with receipts."""

from datetime import UTC, datetime

import pytest

from tests.whatsapp.bodies import (
    AT,
    LINA,
    a_body,
    a_change,
    a_message,
    a_status,
    events,
    of_message,
    of_status,
)
from webapp.domain.webhook.events import ProviderFault, Receipt, Unknown


def test_a_status_is_a_receipt():
    assert of_status() == Receipt(
        wamid="wamid.A",
        status="delivered",
        at=datetime.fromtimestamp(int(AT.timestamp()), UTC),
        callback="c42.r17",
        recipient="573001112233",
        pricing_type="regular",
        pricing_category="marketing",
        pricing={"billable": True, "type": "regular", "category": "marketing"},
        phone_number_id="222333444",
    )


def test_a_failed_status_says_why():
    said = {
        "code": 131049,
        "title": "Not delivered to keep engagement healthy",
        "error_data": {"details": "Held back by the per-user marketing cap."},
    }

    receipt = of_status(status="failed", errors=[said])

    assert receipt.error == ProviderFault(131049, said["title"], said["error_data"]["details"])


@pytest.mark.parametrize("errors", [None, [], ["?"], {}, [{"code": "x"}], [{"code": True}]])
def test_a_failed_status_without_a_reason_is_still_a_failure(errors):
    receipt = of_status(status="failed", errors=errors)

    assert receipt.status == "failed"
    assert receipt.error.code is None


def test_a_voice_message_that_was_played_was_read():
    assert of_status(status="played").status == "read"


def test_a_message_deleted_from_the_phone_says_nothing():
    assert events(a_body(a_change(statuses=[a_status(status="deleted"), a_status()]))) == [
        of_status()
    ]


@pytest.mark.parametrize(
    "timestamp", ["1795430411", 1795430411, "1795430411000", 1795430411000, " 1795430411 "]
)
def test_times_come_as_texts_numbers_and_milliseconds(timestamp):
    assert of_status(timestamp=timestamp).at == datetime.fromtimestamp(1795430411, UTC)


@pytest.mark.parametrize("timestamp", ["", None, "soon", 0, -1, 1.5, [], "9" * 30, "9" * 5000])
def test_a_status_without_a_time_is_kept_for_the_operator(timestamp):
    assert of_status(timestamp=timestamp) == Unknown(
        "It has no time.", a_status(timestamp=timestamp)
    )


def test_a_receipt_takes_the_user_id_from_the_status_or_from_the_contacts():
    from_contacts = events(a_body(a_change(contacts=[LINA], statuses=[a_status()])))
    stranger = [LINA | {"wa_id": "570000000000"}]
    from_nobody = events(a_body(a_change(contacts=stranger, statuses=[a_status()])))

    assert of_status(recipient_user_id="CO.1").user_id == "CO.1"
    assert from_contacts[0].user_id == "CO.70011223344"
    assert from_nobody[0].user_id is None


def test_a_user_id_in_the_place_of_the_number_is_not_taken_for_one():
    receipt = of_status(recipient_id="CO.70011223344")
    message = a_message() | {"from": "CO.70011223344", "from_user_id": None}
    [reply] = events(a_body(a_change(messages=[message])))

    assert (receipt.recipient, receipt.user_id) == (None, "CO.70011223344")
    assert (reply.sender, reply.user_id, reply.name) == (None, "CO.70011223344", "")


def test_a_hidden_number_is_taken_from_the_contacts_where_they_show_it():
    hidden = {"from": None, "from_user_id": "CO.70011223344"}
    stop = {"user_id": "CO.70011223344", "value": "stop", "timestamp": 1795430411}
    change = a_change("user_preferences", contacts=[LINA], user_preferences=[stop])

    [preference] = events(a_body(change))

    assert (of_message(**hidden).sender, of_message(**hidden).name) == ("573001112233", "Lina")
    assert preference.wa_id == "573001112233"
