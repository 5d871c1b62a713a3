"""Responses of WhatsApp that can't be stored: the worker goes on, and nothing is lost."""

from aiohttp import web

from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts
from tests.support.small_cloud_api import serving


def test_an_id_that_whatsapp_gives_twice_does_not_stop_the_worker(app, a_cut_campaign, monkeypatch):
    campaign, [batch_id] = a_cut_campaign(3)
    answer = {"messages": [{"id": "wamid.same"}]}

    with serving(lambda _: web.json_response(answer)) as (url, _):
        monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
        send_batch(batch_id)

    assert counts(campaign) == {"sent": 1, "unconfirmed": 2}
