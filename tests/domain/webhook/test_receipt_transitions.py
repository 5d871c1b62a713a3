"""What receipts make of a recipient, in whatever order they come."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from webapp.domain.recipients.status import RecipientStatus as R
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.domain.webhook.receipt_transitions import Standing, apply_receipt

NOON = datetime(2025, 10, 5, 12, tzinfo=UTC)
UNREACHED = ProviderFault(131026, "Message undeliverable")


def receipt(status: str, minutes: int, error: ProviderFault | None = None) -> Receipt:
    return Receipt(
        wamid="wamid.1", status=status, at=NOON + timedelta(minutes=minutes), error=error
    )


def after(*receipts: Receipt, status: R = R.SENT) -> Standing:
    standing = Standing(status, attempts=1)
    for one in receipts:
        standing = apply_receipt(standing, one, NOON + timedelta(hours=1), jitter=0)
    return standing


@pytest.mark.parametrize("reached", ["delivered", "read"])
def test_what_arrived_after_all_lifts_a_failed_recipient(reached):
    failed = receipt("failed", 1, UNREACHED)

    standing = after(failed, receipt(reached, 2))

    assert after(failed).status == R.FAILED
    assert (standing.status, standing.failed_at, standing.error_code) == (R(reached), None, None)


def test_a_failure_after_a_delivery_changes_nothing():
    delivered = after(receipt("delivered", 1))

    assert after(receipt("delivered", 1), receipt("failed", 2, UNREACHED)) == delivered


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_the_end_is_the_same_in_every_order(order):
    minutes = {"sent": 1, "delivered": 2, "read": 3}

    standing = after(*(receipt(status, minutes[status]) for status in order))

    moments = (standing.sent_at, standing.delivered_at, standing.read_at)
    assert standing.status == R.READ
    assert moments == tuple(NOON + timedelta(minutes=number) for number in (1, 2, 3))


@pytest.mark.parametrize("minutes", [(5, 2), (2, 5)])
def test_of_two_receipts_the_earlier_moment_counts(minutes):
    standing = after(*(receipt("delivered", one) for one in minutes))

    assert standing.delivered_at == NOON + timedelta(minutes=2)
    assert standing.accepted_at == NOON + timedelta(minutes=2)
