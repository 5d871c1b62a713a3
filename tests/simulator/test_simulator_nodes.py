"""The nodes of the account: templates, numbers, media."""

from io import BytesIO

import pytest
from aiohttp import FormData
from yarl import URL

from simulator.settings import DEFAULT_NUMBER, DEFAULT_WABA, numbers_from


def a_file(mime_type="image/png", content=b"picture"):
    form = FormData({"messaging_product": "whatsapp", "type": mime_type})
    form.add_field("file", BytesIO(content), filename="a", content_type=mime_type)
    return form


def upload(api, *file):
    return api.call("POST", f"/{DEFAULT_NUMBER}/media", data=a_file(*file))


def path_of(url):
    return str(URL(url).relative())


def test_templates_come_in_pages_until_there_is_no_next(api):
    path, names = f"/v25.0/{DEFAULT_WABA}/message_templates?limit=10", []
    while path:
        page = api.get(path).body
        names += [(node["name"], node["language"]) for node in page["data"]]
        path = page["paging"].get("next", "").partition("/v25.0")
        path = path[1] + path[2]

    assert len(names) == len(set(names)) >= 25
    assert {"en_US", "es", "pt_BR"} <= {language for _, language in names}


def test_templates_can_be_filtered(api):
    found = api.get(
        f"/{DEFAULT_WABA}/message_templates", status="APPROVED", language="es", fields="name,status"
    ).body["data"]

    assert len(found) >= 4
    assert all(node.keys() == {"id", "name", "status"} for node in found)


def test_a_page_can_be_left_backwards(api):
    path = f"/{DEFAULT_WABA}/message_templates"
    first = api.get(path, limit=3).body["paging"]["cursors"]
    second = api.get(path, limit=3, after=first["after"]).body
    third = api.get(path, limit=3, after=second["paging"]["cursors"]["after"]).body

    back = api.get(path, limit=3, before=third["paging"]["cursors"]["before"]).body

    assert back["data"] == second["data"]


def test_the_number_tells_its_limit_and_throughput(api):
    api.control("settings", messaging_limit=100_000, messages_per_second=1_000)
    fields = "throughput,quality_rating,whatsapp_business_manager_messaging_limit"

    node = api.get(f"/v25.0/{DEFAULT_NUMBER}", fields=fields).body

    assert node == {
        "id": DEFAULT_NUMBER,
        "throughput": {"level": "HIGH"},
        "quality_rating": "GREEN",
        "whatsapp_business_manager_messaging_limit": "TIER_100K",
    }


def test_a_field_that_does_not_exist_is_refused(api):
    assert api.get(f"/{DEFAULT_NUMBER}", fields="shoe_size").code == 100


def test_a_template_can_be_created_approved_sent_and_deleted(api):
    path = f"/v25.0/{DEFAULT_WABA}/message_templates"
    body = {"type": "BODY", "text": "Hello again"}
    draft = {"name": "hello_again", "language": "en", "category": "MARKETING", "components": [body]}

    created = api.call("POST", path, json=draft).body
    pending = api.send(template="hello_again", language="en")
    told = api.control(
        "templates", name="hello_again", language="en", status="APPROVED", notify=True
    )
    sent = api.send(template="hello_again", language="en")
    api.call("DELETE", path, params={"name": "hello_again"})
    gone = api.send(template="hello_again", language="en")

    assert (created["status"], pending.code) == ("PENDING", 132001)
    assert told["status"] == sent.status == 200
    assert api.webhook.values[0]["event"] == "APPROVED"
    assert gone.code == 132001


def test_an_uploaded_picture_serves_for_30_days(api):
    names = ("first_name", "collection")
    values = [{"type": "text", "parameter_name": name, "text": "x"} for name in names]
    body = {"type": "body", "parameters": values}

    media_id = upload(api).body["id"]
    header = {"type": "header", "parameters": [{"type": "image", "image": {"id": media_id}}]}
    node = api.get(f"/v25.0/{media_id}").body
    content = api.get(path_of(node["url"])).body
    sent = api.send(template="new_collection", components=[header, body])
    api.jump(31 * 86_400)
    expired = api.send(template="new_collection", components=[header, body])

    assert (content, node["file_size"], node["mime_type"]) == (b"picture", 7, "image/png")
    assert (sent.status, expired.code) == (200, 131009)


def test_the_address_of_a_file_serves_for_five_minutes(api):
    media_id = upload(api).body["id"]
    path = path_of(api.get(f"/{media_id}").body["url"])
    at_once = api.get(path)

    api.jump(301)

    assert (at_once.body, api.get(path).status) == (b"picture", 400)
    assert api.get(path_of(api.get(f"/{media_id}").body["url"])).body == b"picture"


def test_a_file_belongs_to_a_number_until_it_is_deleted(api):
    media_id = upload(api).body["id"]

    of_another = [api.call(m, f"/{media_id}?phone_number_id=1").code for m in ("GET", "DELETE")]
    deleted = api.call("DELETE", f"/{media_id}?phone_number_id={DEFAULT_NUMBER}")

    assert of_another == [100, 100]
    assert deleted.body == {"success": True}
    assert api.get(f"/{media_id}").body["error"]["error_subcode"] == 33


@pytest.mark.parametrize(
    ("mime_type", "size", "status"),
    [
        ("image/gif", 10, 400),
        ("image/jpeg", 5 * 1024 * 1024, 200),
        ("image/jpeg", 5 * 1024 * 1024 + 1, 400),
        ("application/pdf", 10, 200),
        ("text/html", 10, 400),
    ],
)
def test_files_have_types_and_largest_sizes(api, mime_type, size, status):
    response = upload(api, mime_type, b"x" * size)

    assert response.status == status
    assert status == 200 or response.code == 131053


@pytest.mark.parametrize(("size", "status"), [(10, 200), (7 * 512 * 1024 + 1, 400)])
def test_a_gif_in_a_header_is_a_short_video(api, size, status):
    header, body = {"type": "HEADER", "format": "GIF"}, {"type": "BODY", "text": "Look at this."}
    name = {"name": "moving", "language": "es", "category": "MARKETING"}
    api.control("templates", **name, components=[header, body])
    media_id = upload(api, "video/mp4", b"x" * size).body["id"]
    parameter = {"type": "gif", "gif": {"id": media_id}}
    components = [{"type": "header", "parameters": [parameter]}]

    response = api.send(template="moving", language="es", components=components)

    assert response.status == status


def test_numbers_of_two_accounts_keep_apart(start, two_numbers):
    api = start(numbers=two_numbers)
    for number in ("1001", "1002"):
        api.send(number=number)

    api.settle()

    senders = {value["metadata"]["phone_number_id"] for value in api.webhook.values}
    listed = api.get("/2002/phone_numbers").body["data"]
    assert senders == {"1001", "1002"}
    assert [node["id"] for node in listed] == ["1002"]


def test_several_numbers_can_be_named_in_the_environment():
    numbers = numbers_from({"SIMULATOR_NUMBERS": "1:10, 2:10"})

    assert [(number.id, number.waba_id) for number in numbers] == [("1", "10"), ("2", "10")]
    assert numbers[0].display_phone_number != numbers[1].display_phone_number
