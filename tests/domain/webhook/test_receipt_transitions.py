"""How receipts change a recipient, in any order."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from webapp.domain.recipients.status import RecipientStatus as R
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.domain.webhook.receipt_transitions import RecipientState, apply_receipt

NOON = datetime(2025, 10, 5, 12, tzinfo=UTC)
UNREACHED = ProviderFault(131026, "Message undeliverable")


def receipt(status: str, minutes: int, error: ProviderFault | None = None) -> Receipt:
    return Receipt(
        wamid="wamid.1", status=status, at=NOON + timedelta(minutes=minutes), error=error
    )


def after(*receipts: Receipt, status: R = R.SENT) -> RecipientState:
    state = RecipientState(status, attempts=1)
    for one in receipts:
        state = apply_receipt(state, one, NOON + timedelta(hours=1), jitter=0)
    return state


@pytest.mark.parametrize("reached", ["delivered", "read"])
def test_what_arrived_after_all_lifts_a_failed_recipient(reached):
    failed = receipt("failed", 1, UNREACHED)

    state = after(failed, receipt(reached, 2))

    assert after(failed).status == R.FAILED
    assert (state.status, state.failed_at, state.error_code) == (R(reached), None, None)


def test_a_failure_after_a_delivery_changes_nothing():
    delivered = after(receipt("delivered", 1))

    assert after(receipt("delivered", 1), receipt("failed", 2, UNREACHED)) == delivered


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_the_end_is_the_same_in_every_order(order):
    minutes = {"sent": 1, "delivered": 2, "read": 3}

    state = after(*(receipt(status, minutes[status]) for status in order))

    moments = (state.sent_at, state.delivered_at, state.read_at)
    assert state.status == R.READ
    assert moments == tuple(NOON + timedelta(minutes=number) for number in (1, 2, 3))


@pytest.mark.parametrize("minutes", [(5, 2), (2, 5)])
def test_of_two_receipts_the_earlier_moment_counts(minutes):
    state = after(*(receipt("delivered", one) for one in minutes))

    assert state.delivered_at == NOON + timedelta(minutes=2)
    assert state.accepted_at == NOON + timedelta(minutes=2)
