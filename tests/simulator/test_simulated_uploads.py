"""Resumable uploads: the example files of templates."""

import pytest

from simulator.account.uploads import Uploads
from simulator.errors import GraphError

PICTURE = b"a picture"


def begin(api, **changes):
    query = {"file_name": "a.png", "file_length": len(PICTURE), "file_type": "image/png"} | changes
    return api.call("POST", "/v26.0/500000000000001/uploads", params=query)


def send_part(api, session, offset, content):
    headers = {"Authorization": "OAuth simulator-token", "file_offset": str(offset)}
    return api.call("POST", f"/v26.0/{session}", headers=headers, data=content)


def test_a_file_in_one_part_gets_a_handle(api):
    session = begin(api).body["id"]

    handle = send_part(api, session, 0, PICTURE).body["h"]

    assert session.startswith("upload:")
    assert "?sig=" in session
    assert handle.startswith("4::")


def test_an_interrupted_upload_is_resumed(api):
    session = begin(api).body["id"]
    send_part(api, session, 0, PICTURE[:4])

    state = api.get(f"/v26.0/{session}").body
    again = send_part(api, session, 0, PICTURE)
    rest = send_part(api, session, state["file_offset"], PICTURE[4:])

    assert (state["file_offset"], again.code) == (4, 100)
    assert rest.body["h"].startswith("4::")


@pytest.mark.parametrize(
    "changes", [{"file_type": "text/html"}, {"file_length": 0}, {"file_length": "many"}]
)
def test_a_file_that_templates_cannot_show_is_refused(api, changes):
    assert begin(api, **changes).code == 100


def test_a_session_needs_its_signature(api):
    session = begin(api).body["id"].partition("?")[0]

    assert send_part(api, session, 0, PICTURE).body["error"]["error_subcode"] == 33


def test_the_app_can_be_named_by_its_token(api):
    assert api.get("/v26.0/app").body == {"id": "500000000000001", "name": "Campaigns"}


def test_more_bytes_than_announced_are_refused():
    uploads = Uploads()
    session = uploads.start("image/png", 3)

    with pytest.raises(GraphError):
        uploads.append(session, 0, b"four")
    assert uploads.url_of(session.handle) is None
