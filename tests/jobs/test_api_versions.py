"""The product syncs and sends by every version of the Graph that it is tested against."""

import pytest

import config
from jobs.send_batch import send_batch
from jobs.sync_templates import sync_templates
from tests.jobs.test_send_batch import counts
from tests.support.small_cloud_api import accepted, serving
from webapp.extensions import db
from webapp.models import Sender


def test_the_default_is_v25():
    assert config.DEFAULTS["WHATSAPP_API_VERSION"] == "v25.0"


@pytest.mark.parametrize("version", ["v25.0", "v26.0"])
def test_a_campaign_is_sent_by_this_version(app, simulator, a_cut_campaign, monkeypatch, version):
    monkeypatch.setitem(app.config, "WHATSAPP_API_VERSION", version)
    simulator.post("settings", api_version=version)
    campaign, [batch_id] = a_cut_campaign(20)

    sync_templates()
    send_batch(batch_id)

    assert counts(campaign) == {"sent": 20}
    assert db.session.scalars(db.select(Sender.onboarding_status)).one() == "ONBOARDED"


def test_the_version_is_part_of_each_address(app, a_cut_campaign, monkeypatch):
    monkeypatch.setitem(app.config, "WHATSAPP_API_VERSION", "v26.0")
    _, [batch_id] = a_cut_campaign(1)

    with serving(lambda _: accepted()) as (url, calls):
        monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
        send_batch(batch_id)

    assert [call.path for call in calls] == ["/v26.0/100000000000001/marketing_messages"]
