"""The tables of statuses."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.domain.campaigns import status as campaign_status
from webapp.domain.campaigns.status import CampaignStatus as C
from webapp.domain.contacts.consent import ConsentKind, ConsentSource, Statement, is_subscribed
from webapp.domain.recipients import status as recipient_status
from webapp.domain.recipients.status import RecipientStatus as R

IN, OUT = ConsentKind.OPT_IN, ConsentKind.OPT_OUT
IMPORTED = (IN, ConsentSource.IMPORT)
WRITTEN_STOP, WRITTEN_START = (OUT, ConsentSource.KEYWORD), (IN, ConsentSource.KEYWORD)
NATIVE_STOP, NATIVE_RESUME = (OUT, ConsentSource.NATIVE), (IN, ConsentSource.NATIVE)


@pytest.mark.parametrize("final", [R.READ, R.SKIPPED])
def test_what_is_final_becomes_nothing_else(final):
    assert not any(recipient_status.may_become(final, other) for other in R)


def test_a_failure_never_undoes_a_delivery():
    assert not recipient_status.may_become(R.DELIVERED, R.FAILED)
    assert not recipient_status.may_become(R.READ, R.FAILED)


def test_whoever_may_have_been_written_to_is_never_queued_by_itself():
    for status in (R.SENDING, R.UNCONFIRMED, R.SENT, R.DELIVERED, R.READ):
        assert not recipient_status.may_become(status, R.QUEUED)


def test_a_campaign_that_was_cancelled_stays_so():
    assert not any(campaign_status.may_become(C.CANCELLED, other) for other in C)


@pytest.mark.parametrize(
    ("events", "subscribed"),
    [
        ([], False),
        ([IMPORTED], True),
        ([IMPORTED, WRITTEN_STOP], False),
        ([IMPORTED, WRITTEN_STOP, WRITTEN_START], True),
        ([IMPORTED, NATIVE_STOP], False),
        ([IMPORTED, NATIVE_STOP, NATIVE_RESUME], True),
        ([IMPORTED, WRITTEN_STOP, NATIVE_RESUME], False),
        ([IMPORTED, WRITTEN_STOP, NATIVE_STOP, NATIVE_RESUME], False),
        ([IMPORTED, NATIVE_STOP, WRITTEN_START], True),
        ([NATIVE_RESUME], False),
    ],
)
def test_the_events_tell_whether_someone_is_subscribed(events, subscribed):
    noon = datetime(2025, 10, 5, 12, tzinfo=UTC)
    words = [Statement(*event, noon + timedelta(minutes=i)) for i, event in enumerate(events)]

    assert is_subscribed(words) == subscribed
