"""What every call of the Graph has in common: token, version, fields, errors, subscriptions."""

import pytest

from simulator.settings import DEFAULT_NUMBER, DEFAULT_WABA

FIELDS = {
    f"{DEFAULT_WABA}/message_templates": (
        "correct_category,sub_category,previous_category,cta_url_link_tracking_opted_out,"
        "library_template_name,degrees_of_freedom_spec"
    ),
    DEFAULT_NUMBER: (
        "conversational_automation,is_official_business_account,username,certificate,is_pin_enabled"
    ),
    DEFAULT_WABA: "status,country,ownership_type,health_status,owner_business_info",
}


@pytest.mark.parametrize("path", FIELDS)
def test_a_known_field_without_a_value_is_left_out(api, path):
    response = api.get(f"/v26.0/{path}", fields=FIELDS[path])

    nodes = response.body.get("data", [response.body])
    assert response.status == 200
    assert all(None not in node.values() for node in nodes)


@pytest.mark.parametrize("path", FIELDS)
def test_an_unknown_field_is_refused_by_the_graph_itself(api, path):
    error = api.get(f"/v26.0/{path}", fields="shoe_size").body["error"]

    assert (error["code"], error["type"]) == (100, "OAuthException")
    assert "nonexisting field (shoe_size)" in error["message"]
    assert "error_data" not in error


@pytest.mark.parametrize("path", ["4711", "4711/messages", f"{DEFAULT_NUMBER}/poems"])
def test_an_unknown_object_or_edge_is_refused_by_the_graph_itself(api, path):
    error = api.call("POST", f"/v26.0/{path}", json={}).body["error"]

    del error["fbtrace_id"]
    assert error == {
        "message": (
            f"Unsupported post request. Object with ID '{path.partition('/')[0]}' does not exist, "
            "cannot be loaded due to missing permissions, or does not support this operation. "
            "Please read the Graph API documentation at "
            "https://developers.facebook.com/docs/graph-api"
        ),
        "type": "GraphMethodException",
        "code": 100,
        "error_subcode": 33,
    }


@pytest.mark.parametrize(
    "statuses", ["PAUSED,REJECTED", "PAUSED, REJECTED", '["PAUSED","REJECTED"]']
)
def test_a_filter_takes_several_values(api, statuses):
    nodes = api.get(f"/{DEFAULT_WABA}/message_templates", status=statuses).body["data"]

    assert {node["status"] for node in nodes} == {"PAUSED", "REJECTED"}


@pytest.mark.parametrize(
    ("template", "code", "reason"),
    [("flash_sale", 132015, "paused"), ("old_promotion", 132016, "disabled")],
)
def test_the_details_say_why_a_template_cannot_be_sent(api, template, code, reason):
    response = api.send(template=template)

    assert response.code == code
    assert reason in response.body["error"]["error_data"]["details"]


@pytest.mark.parametrize("code", [100, 132012])
def test_the_code_for_a_value_without_its_name_can_be_chosen(api, code):
    api.control("settings", unnamed_parameter_code=code)
    values = [{"type": "text", "text": "Ana"}, {"type": "text", "text": "Cali"}]

    response = api.send(template="we_miss_you", components=[{"type": "body", "parameters": values}])

    assert response.code == code


@pytest.mark.parametrize("typing", [{}, {"typing_indicator": {"type": "text"}}])
def test_a_message_is_marked_as_read(api, typing):
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"}

    response = api.call("POST", f"/{DEFAULT_NUMBER}/messages", json=body | typing)

    assert (response.status, response.body) == (200, {"success": True})
    assert api.accepted() == []


@pytest.mark.parametrize(
    "wrong", [{"message_id": 7}, {"message_id": "x"}, {"typing_indicator": "text"}]
)
def test_only_a_message_can_be_read(api, wrong):
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"}

    assert api.call("POST", f"/{DEFAULT_NUMBER}/messages", json=body | wrong).code == 131009


def test_the_token_may_come_in_the_query_or_in_a_form(api):
    path = f"/v26.0/{DEFAULT_NUMBER}/messages"
    form = {
        "messaging_product": "whatsapp",
        "to": "+573001112233",
        "type": "template",
        "template": '{"name": "weekend_sale", "language": {"code": "es"}}',
    }
    token = {"access_token": "simulator-token"}

    answers = [
        api.call("POST", path, headers={}, params=token, data=form),
        api.call("POST", path, headers={}, data=form | token),
        api.call("POST", path, headers={"Authorization": "OAuth simulator-token"}, data=form),
        api.call("GET", path.removesuffix("/messages"), headers={}, params=token),
    ]

    assert [answer.status for answer in answers] == [200] * 4
    assert [row["template"] for row in api.accepted()] == ["weekend_sale"] * 3
    assert api.call("POST", path, headers={}, data=form).code == 104
    assert api.call("POST", path, headers={}, data=form | {"access_token": "x"}).code == 190


@pytest.mark.parametrize(
    ("version", "served", "jump"),
    [
        ("/v26.0", "v26.0", 0),
        ("/v21.0", "v21.0", 0),
        ("/v19.0", "v21.0", 0),
        ("/v21.0", "v22.0", 180 * 86_400),
        ("", "v25.0", 0),
    ],
)
def test_a_version_that_has_ended_is_served_by_the_oldest_alive(api, version, served, jump):
    api.jump(jump)

    response = api.get(f"{version}/{DEFAULT_NUMBER}")

    assert (response.status, response.headers["facebook-api-version"]) == (200, served)


def test_a_version_that_does_not_exist_is_an_unknown_path(api):
    response = api.get(f"/v99.0/{DEFAULT_NUMBER}")

    assert (response.status, response.code) == (400, 2500)


def test_a_refusal_for_too_many_calls_may_say_when_to_try_again(api):
    api.control("settings", rate_429=1.0)
    silent = api.send()
    api.control("settings", retry_after_s=7)
    helpful = api.send()
    api.control("settings", rate_429=0.0)

    assert "Retry-After" not in silent.headers
    assert helpful.headers["Retry-After"] == "7"
    assert "Retry-After" not in api.send().headers


def test_the_subscription_of_an_account_has_its_fields(api):
    path = f"/v26.0/{DEFAULT_WABA}/subscribed_apps"
    [first] = api.get(path).body["data"]

    api.call("POST", path, json={"subscribed_fields": ["messages", "standby"]})
    [second] = api.get(path).body["data"]
    of_app = api.get("/v26.0/app/subscriptions").body["data"][0]
    api.call("DELETE", path)

    assert {"messages", "standby", "template_category_update"} <= set(first["subscribed_fields"])
    assert first["whatsapp_business_api_data"]["id"] == "500000000000001"
    assert second["subscribed_fields"] == ["messages", "standby"]
    assert [field["name"] for field in of_app["fields"]] == ["messages", "standby"]
    assert api.get(path).body["data"] == []


def test_a_subscription_may_name_another_callback(api):
    path = f"/v26.0/{DEFAULT_WABA}/subscribed_apps"
    uri = {"override_callback_uri": "https://campaigns.example/hook"}

    refused = [
        api.call("POST", path, json=uri).code,
        api.call("POST", path, json={"override_callback_uri": "x" * 201}).code,
        api.call("POST", path, json={"subscribed_fields": ["poems"]}).code,
        api.call("POST", path, json={"subscribed_fields": [["messages"]]}).code,
    ]
    api.call("POST", path, json=uri | {"verify_token": "secret"})

    assert refused == [100] * 4
    assert api.get(path).body["data"][0]["override_callback_uri"] == uri["override_callback_uri"]


def test_a_control_call_takes_a_field_from_the_subscription(api):
    api.control("accounts", subscribed_fields=["messages"])

    [app] = api.get(f"/{DEFAULT_WABA}/subscribed_apps").body["data"]
    assert app["subscribed_fields"] == ["messages"]
