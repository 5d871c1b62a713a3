"""The daily process does the same from each entry point: the tick, the command and the API."""

from uuid import uuid4

import pytest

from jobs.plan_day import plan_day
from tests.api.conftest import a_token
from tests.support import payloads
from tests.support.factories import an_active_campaign
from tests.support.inbox import a_sent_campaign, now, receive, recipients_of
from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus

CAPPED = 131049


def by_command(app):
    result = app.test_cli_runner().invoke(args=["campaigns", "process-daily"])
    assert result.exit_code == 0


def by_api(app):
    headers = {"Authorization": f"Bearer {a_token(name=uuid4().hex)}"}
    response = app.test_client().post("/marketing/process-daily", headers=headers)
    assert response.status_code == 200


def by_tick(_app):
    plan_day()


@pytest.fixture(params=[by_tick, by_command, by_api])
def process(request, app):
    def run():
        db.session.commit()
        request.param(app)
        db.session.expire_all()

    return run


def test_what_is_due_is_cut_and_given_to_the_workers(process):
    campaign = an_active_campaign(3)

    process()

    statuses = {one.status for one in recipients_of(campaign)}
    assert statuses == {RecipientStatus.QUEUED}
    assert queues.redis().llen("rq:queue:sending") == 1


def test_a_campaign_that_is_through_is_completed(process):
    campaign = an_active_campaign(2)
    process()
    for one in recipients_of(campaign):
        one.status = RecipientStatus.SENT

    process()

    assert campaign.status == CampaignStatus.COMPLETED
    assert campaign.completed_at is not None
    assert set(db.session.scalars(db.select(Batch.status))) == {BatchStatus.DONE}


def test_a_completed_campaign_in_which_someone_waits_again_is_reopened(process, at):
    at("2025-10-05 12:00")
    campaign = a_sent_campaign(2)
    process()
    assert campaign.status == CampaignStatus.COMPLETED
    receive(payloads.receipt(recipients_of(campaign)[0].wamid, "failed", now(), code=CAPPED))

    process()

    assert (campaign.status, campaign.completed_at) == (CampaignStatus.ACTIVE, None)
