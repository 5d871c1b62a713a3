"""The client whatsapp-cloud-api-py, whose models refuse what they do not expect."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from flask import request
from whatsapp_cloud_api.client import WhatsAppClient
from whatsapp_cloud_api.errors import GraphApiError
from whatsapp_cloud_api.resources.media import MediaUploadInput
from whatsapp_cloud_api.resources.messages.models import (
    MarkReadInput,
    TemplateMessage,
    TextMessage,
)
from whatsapp_cloud_api.resources.templates import (
    TemplateCreateInput,
    TemplateDeleteInput,
    TemplateListInput,
)
from whatsapp_cloud_api.webhooks.normalize import normalize_webhook

from tests.simulator.clients.conftest import PERSON, TOKEN

Work = Callable[[WhatsAppClient], Awaitable[Any]]


@pytest.fixture
def run(simulator) -> Callable[[Work], Any]:
    """Run some calls of one client; return what they return."""

    async def main(work: Work) -> Any:
        # The client's own header is that of a proxy.
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http:
            client = WhatsAppClient(access_token=TOKEN, base_url=simulator.url, http_client=http)
            return await work(client)

    return lambda work: asyncio.run(main(work))


def message(number, name, parameters=()):
    components = [{"type": "body", "parameters": list(parameters)}] if parameters else []
    if name == "winter_offer":
        link = [{"type": "text", "text": "boots"}]
        components.append({"type": "button", "sub_type": "url", "index": 0, "parameters": link})
    template = {"name": name, "language": {"code": "en_US"}, "components": components}
    return TemplateMessage(phone_number_id=number, to=PERSON, template=template)


def test_templates_are_listed_page_by_page(run, waba):
    async def read(client):
        names, after = [], None
        while True:
            wanted = TemplateListInput(business_account_id=waba, limit=10, after=after)
            page = await client.templates.list(wanted)
            names += [(template.name, template.language) for template in page.data]
            after = page.paging.cursors.after
            if page.paging.next is None:
                return names

    names = run(read)

    assert len(names) == len(set(names)) > 20


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("winter_offer", [{"type": "text", "text": "Ana"}, {"type": "text", "text": "30 %"}]),
        ("we_miss_you", [
            {"type": "text", "parameter_name": "city", "text": "Cali"},
            {"type": "text", "parameter_name": "first_name", "text": "Ana"},
        ]),
    ],
)  # fmt: skip
def test_a_template_is_sent(run, simulator, number, name, parameters):
    sent = run(lambda client: client.messages.send_template(message(number, name, parameters)))

    [row] = simulator.get("accepted")["accepted"]
    assert (sent.messages[0].id, sent.messages[0].message_status) == (row["wamid"], "accepted")
    assert sent.contacts[0].wa_id == PERSON[1:]
    assert "Ana" in row["body"]


def test_free_text_is_sent(run, number):
    wanted = TextMessage(phone_number_id=number, to=PERSON, body="Hello")

    assert run(lambda client: client.messages.send_text(wanted)).messages[0].id


@pytest.mark.parametrize(
    ("name", "category"), [("no_such_template", "template"), ("flash_sale", "template")]
)
def test_a_refusal_is_of_the_category_that_the_client_knows(run, number, name, category):
    with pytest.raises(GraphApiError) as refused:
        run(lambda client: client.messages.send_template(message(number, name)))

    assert refused.value.category == category
    assert refused.value.fbtrace_id


def test_throttling_is_recognised(run, simulator, number):
    simulator.post("settings", rate_429=1.0)

    with pytest.raises(GraphApiError) as refused:
        run(lambda client: client.messages.send_template(message(number, "weekend_sale")))

    assert refused.value.is_rate_limit()


def test_a_template_is_created_and_deleted(run, waba):
    name = "cloud_api_py_spring"
    body = {"type": "BODY", "text": "Spring is here."}
    create = TemplateCreateInput(
        business_account_id=waba, name=name, language="en_US", category="MARKETING",
        components=[body],
    )  # fmt: skip
    delete = TemplateDeleteInput(business_account_id=waba, name=name)

    created = run(lambda client: client.templates.create(create))

    assert (created.status, created.category) == ("PENDING", "MARKETING")
    assert run(lambda client: client.templates.delete(delete)).success


def test_media_are_uploaded_and_deleted(run, number):
    wanted = MediaUploadInput(
        phone_number_id=number, type="image", file=b"\x89PNG content", filename="a.png",
        mime_type="image/png",
    )  # fmt: skip

    uploaded = run(lambda client: client.media.upload(wanted))

    assert run(lambda client: client.media.delete(uploaded.id)) == {"success": True}


def test_a_message_is_marked_as_read(run, number):
    wanted = MarkReadInput(phone_number_id=number, message_id="wamid.of.a.person")

    assert run(lambda client: client.messages.mark_read(wanted)) == {"success": True}


@pytest.fixture(scope="module", autouse=True)
def bodies(hook):
    """The bodies of the webhooks that arrive; the route must exist before the first."""
    arrived = []

    @hook.app.post("/")
    def take():
        arrived.append(request.get_json())
        return ""

    return arrived


def test_its_reader_of_webhooks_reads_replies(bodies, simulator):
    bodies.clear()
    simulator.post("inbound", **{"from": PERSON, "text": "BAJA"})
    simulator.post("inbound", **{"from": PERSON, "text": "BAJA", "hide_number": True})

    shown, hidden = [normalize_webhook(body).messages[0] for body in bodies]
    assert (shown.text, hidden.text) == ({"body": "BAJA"}, {"body": "BAJA"})
    assert (shown.from_, hidden.from_) == (PERSON[1:], None)
