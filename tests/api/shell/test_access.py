"""Who may call the API, how often, and how refusals look."""

import pytest

from tests.api.conftest import a_token
from tests.support.factories import a_draft, with_recipients
from webapp.api.campaigns import campaigns
from webapp.extensions import db
from webapp.models import ApiToken, Role
from webapp.services.accounts import tokens


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer wacm_unknown", "Basic dXNlcjpwYXNz", "crm"]
)
def test_without_a_good_token_nothing_is_told(client, header):
    answer = client.get("/marketing/campaigns", headers={"Authorization": header} if header else {})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=marketing")
    assert answer.json["error"]["code"] == "unauthorized"


def test_a_viewer_reads_and_an_editor_writes(call):
    draft, viewer = a_draft(), a_token(Role.VIEWER, "dashboard")

    assert call("GET", f"/campaigns/{draft.id}", token=viewer).status_code == 200
    refused = call("PATCH", f"/campaigns/{draft.id}", {"priority": 1}, token=viewer)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "forbidden")
    assert call("PATCH", f"/campaigns/{draft.id}", {"priority": 1}).status_code == 200


def test_an_admins_token_does_all(call):
    draft, admin = a_draft(), a_token(Role.ADMIN, "operations")

    assert call("DELETE", f"/campaigns/{draft.id}", token=admin).status_code == 204


def test_a_revoked_token_opens_nothing(call):
    secret = a_token(name="old")
    tokens.revoke("old", "tests")

    assert call("GET", "/campaigns", token=secret).status_code == 401


def test_only_the_digest_of_a_token_is_kept(app):
    secret = a_token()

    kept = db.session.scalars(db.select(ApiToken)).one()
    assert secret not in {str(value) for value in vars(kept).values()}
    assert len(kept.digest) == 64


def test_the_last_use_of_a_token_is_noted(call):
    call("GET", "/campaigns")

    assert db.session.scalars(db.select(ApiToken)).one().last_used_at is not None


def test_a_token_that_calls_too_often_has_to_wait(call, app, monkeypatch):
    monkeypatch.setitem(app.config, "API_REQUESTS_A_MINUTE", 2)
    other = a_token(name="other")

    statuses = [call("GET", "/campaigns").status_code for _ in range(3)]
    refused = call("GET", "/campaigns")

    assert statuses == [200, 200, 429]
    assert refused.json["error"]["code"] == "too_many_requests"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert call("GET", "/campaigns", token=other).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "", 404, "not_found"),
        ("GET", "/nothing", 404, "not_found"),
        ("POST", "/nothing/at/all", 404, "not_found"),
        ("PUT", "/campaigns", 405, "method_not_allowed"),
        ("DELETE", "/health", 405, "method_not_allowed"),
    ],
)
def test_a_path_or_method_that_does_not_exist_is_told_in_json(call, method, path, status, code):
    answer = call(method, path)

    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert answer.content_type == "application/json"
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b'{"name": "\xff"}', "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b'{"name": "\\u0000"}', "application/json", 400),
        (b'{"a":' * 5000, "application/json", 400),
        (b"name=Spring", "application/x-www-form-urlencoded", 415),
        (b'{"name": "Spring"}', "text/plain", 415),
        (b"", "application/json", 422),
        (b'{"name": "\\\\u0000"}', "application/json", 422),  # a backslash, not the character
    ],
)
def test_a_malformed_body_is_refused(client, body, content_type, status):
    headers = {"Authorization": f"Bearer {a_token()}"}

    answer = client.post(
        "/marketing/campaigns", data=body, content_type=content_type, headers=headers
    )

    assert answer.status_code == status
    assert set(answer.json["error"]) == {"code", "message", "fields"}


def test_a_body_that_is_too_large_is_refused(client):
    headers = {"Authorization": f"Bearer {a_token()}"}

    answer = client.post(
        "/marketing/campaigns",
        data=b" " * (17 * 1024 * 1024),
        content_type="application/json",
        headers=headers,
    )

    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")


def test_a_fault_of_our_own_is_told_in_json_without_details(call, monkeypatch, caplog):
    monkeypatch.setattr(campaigns, "serialize_all", lambda campaigns: 1 / 0)

    answer = call("GET", "/campaigns")

    assert (answer.status_code, answer.json["error"]["code"]) == (500, "internal_error")
    assert "division" not in answer.text
    assert "division" in caplog.text


def test_a_campaign_is_read_though_redis_is_away(call, app, monkeypatch):
    draft = a_draft()
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1:1/0")

    assert call("GET", f"/campaigns/{draft.id}").status_code == 200


def test_a_campaign_begins_though_redis_is_away(call, app, monkeypatch):
    campaign = with_recipients(a_draft(), 1)
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1:1/0")

    assert call("POST", f"/campaigns/{campaign.id}/activate").status_code == 200
    assert call("POST", "/process-daily").json["recipients"] == 1
