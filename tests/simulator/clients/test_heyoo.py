"""The client of heyoo, which calls older versions of the Graph."""

import pytest
from heyoo import WhatsApp

from tests.simulator.clients.conftest import PERSON, TOKEN


@pytest.fixture
def client(simulator, number) -> WhatsApp:
    client = WhatsApp(TOKEN, number)
    client.base_url = f"{simulator.url}/v14.0"
    client.v15_base_url = f"{simulator.url}/v15.0"
    client.url = f"{client.base_url}/{number}/messages"
    return client


def body(*parameters):
    return [{"type": "body", "parameters": list(parameters)}]


def text(value, **more):
    return {"type": "text", "text": value} | more


LINK = {"type": "button", "sub_type": "url", "index": "0", "parameters": [text("boots")]}


@pytest.mark.parametrize(
    ("template", "components"),
    [
        ("winter_offer", [*body(text("Ana"), text("30 %")), LINK]),
        ("we_miss_you", body(
            text("Ana", parameter_name="first_name"), text("Cali", parameter_name="city"),
        )),
    ],
)  # fmt: skip
def test_a_template_is_sent(client, simulator, template, components):
    answer = client.send_template(template, PERSON[1:], components)

    [row] = simulator.get("accepted")["accepted"]
    assert answer["messages"][0]["id"] == row["wamid"]
    assert answer["contacts"] == [{"input": PERSON[1:], "wa_id": PERSON[1:]}]
    assert "Ana" in row["body"]


def test_a_refusal_is_returned(client):
    answer = client.send_template("no_such_template", PERSON[1:], [])

    assert answer["error"]["code"] == 132001


def test_free_text_and_reactions_are_sent(client, simulator):
    client.send_message("Hello", PERSON[1:])
    client.send_reaction("👍", "wamid.1", PERSON[1:])

    assert [row["category"] for row in simulator.get("accepted")["accepted"]] == ["service"] * 2


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_media_are_uploaded_read_and_deleted(client, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG content")

    media_id = client.upload_media(str(picture))["id"]
    url = client.query_media_url(media_id)

    assert client.download_media(url, "image/png", str(tmp_path / "copy"))
    assert (tmp_path / "copy.png").read_bytes() == b"\x89PNG content"
    assert client.delete_media(media_id) == {"success": True}
    assert client.query_media_url(media_id) is None


def test_a_message_is_marked_as_read(client):
    assert client.mark_as_read("wamid.of.a.person") == {"success": True}
