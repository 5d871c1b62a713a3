"""People: two addresses each, which they hide, change and answer from; the log knows them all."""

from collections import Counter

import pytest

from simulator.behaviour import Behaviour
from simulator.people.crowd import Crowd
from simulator.people.identities import MOST_ISSUES, Identities, next_number

ANA = "+573001112233"
PEOPLE = [f"+57300{n:07}" for n in range(60)]
STOP = {"payload": "optout:1", "text": "Stop promotions"}


def who(api, number=ANA):
    return api.control("people", numbers=[number])["people"][0]


def preferences(api):
    return [one for value in api.webhook.values for one in value.get("user_preferences", [])]


def fields(api):
    return [change["field"] for change in api.webhook.changes]


def test_a_user_id_is_of_one_person_and_of_one_seed():
    people = Identities(1)
    ids = {people.get(number).user_id for number in ("573001112233", "573001112234", "351911")}

    assert len(ids) == 3
    assert people.get("573001112233").user_id.startswith("CO.")
    assert people.key_of_user(people.get("573001112233").user_id) == "573001112233"
    assert Identities(2).key_of_user(people.get("573001112233").user_id) is None
    assert people.key_of_user("CO.70011223344") is None


@pytest.mark.parametrize(
    ("number", "country"),
    [("5511987654321", "BR"), ("14165550100", "CA"), ("12125550100", "US"), ("41790000000", "CH")],
)
def test_a_user_id_names_the_country(number, country):
    assert Identities(1).get(number).user_id.partition(".")[0] == country


def test_each_new_user_id_differs_and_all_lead_to_the_person():
    people = Identities(1)

    ids = [people.change_user_id("573001112233").user_id for _ in range(MOST_ISSUES)]

    assert len(set(ids)) == MOST_ISSUES
    assert {people.key_of_user(user_id) for user_id in ids} == {"573001112233"}


def test_a_share_of_the_people_is_known_by_user_id_only(api):
    api.control("settings", rates={"hides_number": 0.5})
    for to in PEOPLE:
        api.send(to)

    api.settle()

    hidden = [receipt for receipt in api.webhook.receipts if "recipient_id" not in receipt]
    assert 60 < len(hidden) < 120
    assert all(receipt["recipient_user_id"].startswith("CO.") for receipt in api.webhook.receipts)
    contacts = [contact for value in api.webhook.values for contact in value["contacts"]]
    assert sum("wa_id" not in contact for contact in contacts) > 10
    assert all(("wa_id" in c) != ("username" in c["profile"]) for c in contacts)


def test_usernames_are_adopted_during_the_run(api):
    api.control(
        "settings", rates={"adopts_username": 1.0}, usernames_within_s=1e6,
        contact_book=False, number_shared_for_s=0.0,
    )  # fmt: skip
    for to in PEOPLE:
        api.send(to)
    early = api.control("people", numbers=PEOPLE)["people"]
    api.jump(5e5)
    midway = api.control("people", numbers=PEOPLE)["people"]
    api.jump(5e5)
    late = api.control("people", numbers=PEOPLE)["people"]

    counted = [sum(one["hides_number"] for one in people) for people in (early, midway, late)]
    assert counted[0] == 0
    assert 15 < counted[1] < 45
    assert counted[2] == len(PEOPLE)


def test_nobody_adopts_a_username_before_our_first_message(api):
    rates = {"adopts_username": 1.0}
    api.control(
        "settings", rates=rates, usernames_within_s=0.0, contact_book=False, number_shared_for_s=0.0
    )
    before = who(api)
    api.send(ANA)

    assert (before["hides_number"], who(api)["hides_number"]) == (False, True)


def test_with_a_username_the_number_is_shown_for_30_days_after_a_message(api):
    api.control("settings", contact_book=False)
    api.control("people", **{"from": ANA, "username": "@ana"})
    api.send(ANA)
    api.settle()

    api.control("inbound", **{"from": ANA, "text": "Hi"})
    api.jump(31 * 86_400)
    api.control("inbound", **{"from": ANA, "text": "Hi again"})

    before, after = api.webhook.messages
    assert ("from" in before, "from" in after) == (True, False)
    assert after["from_user_id"] == before["from_user_id"]


def test_the_contact_book_shows_the_number_for_ever(api):
    api.control("people", **{"from": ANA, "username": "@ana"})
    api.send(ANA)

    api.settle(jump=90 * 86_400)
    api.control("inbound", **{"from": ANA, "text": "Hi"})

    assert api.webhook.messages[0]["from"] == "573001112233"
    assert api.webhook.values[-1]["contacts"][0]["profile"]["username"] == "@ana"


def test_linked_portfolios_have_parent_ids(api):
    api.control("settings", parent_user_ids=True)
    api.send(ANA)
    api.settle()
    api.control("inbound", **{"from": ANA, "text": "Hi"})
    api.control("inbound", **{"from": ANA, "preference": "stop"})

    parent = who(api)["user_id"].replace(".", ".ENT.")
    assert api.webhook.receipts[0]["recipient_parent_user_id"] == parent
    assert api.webhook.messages[0]["from_parent_user_id"] == parent
    assert preferences(api)[0]["parent_user_id"] == parent
    assert {v["contacts"][0]["parent_user_id"] for v in api.webhook.values} == {parent}


def test_who_changes_number_has_another_user_id_and_stays_the_person(api):
    former = who(api)

    changed = api.control("people", **{"from": ANA, "change_number": "+573009998877"})

    [message] = api.webhook.messages
    assert "contacts" not in api.webhook.values[0]
    assert (message["type"], message["from"]) == ("system", "573001112233")
    assert message["system"] == {
        "type": "user_changed_number",
        "body": f"{message['system']['body']}",
        "wa_id": "573009998877",
        "user_id": changed["user_id"],
        "previous_user_id": former["user_id"],
    }
    assert changed["person"] == former["person"]
    assert changed["user_id"] != former["user_id"]


def test_the_former_addresses_reach_nobody(api):
    former = who(api)["user_id"]
    changed = api.control("people", **{"from": ANA, "change_number": True})

    api.send(ANA)
    api.send(None, recipient=former)
    api.send("+" + changed["number"])
    api.send(None, recipient=changed["user_id"])

    assert [row["code"] for row in api.accepted()] == [131026, 131026, None, None]
    assert {row["person"] for row in api.accepted()} == {"573001112233"}


def test_a_change_of_user_id_names_no_phone_number(api):
    former = who(api)["user_id"]

    changed = api.control("people", user_id=former, change_user_id=True)

    [message] = api.webhook.messages
    assert "573001112233" not in str(message)
    assert message["system"]["type"] == "user_changed_user_id"
    assert message["system"]["previous_user_id"] == former
    assert message["system"]["user_id"] == changed["user_id"] != former


def test_a_hidden_number_stays_hidden_when_it_changes(api):
    changed = api.control("people", **{"from": ANA, "hide_number": True, "change_number": True})

    [message] = api.webhook.messages
    assert "from" not in message
    assert changed["number"] not in str(message)
    assert message["system"]["user_id"] == changed["user_id"]


@pytest.mark.parametrize("habit", ["changes_number", "changes_user_id"])
def test_a_share_of_the_people_moves_once(api, habit):
    api.control("settings", rates={habit: 1.0, "stop_reply": 1.0})
    api.send(ANA)
    api.settle()
    moved = who(api)
    api.send(None, recipient=moved["user_id"])
    api.settle()

    kinds = [m["system"]["type"] for m in api.webhook.messages if m["type"] == "system"]
    assert kinds == [habit.replace("changes", "user_changed")]
    assert moved["user_id"] == who(api)["user_id"]


def test_the_report_judges_by_person_and_not_by_address(api):
    api.send(ANA)
    changed = api.control("people", **{"from": ANA, "change_number": "+573009998877"})
    api.control("inbound", **{"from": "+573009998877", "text": "BAJA"})

    api.send(None, recipient=changed["user_id"])

    report = api.control("report")
    assert report["people"] == 1
    assert report["people_written_to_twice"] == 1
    assert report["written_to_after_opt_out"] == 1


STOPS = {
    "stop_reply": lambda m: m["type"] == "text" and "from" in m,
    "stop_button": lambda m: m["type"] == "button" and m["button"]["payload"] == "optout:1",
    "user_id_stop": lambda m: m["type"] == "text" and "from" not in m,
}


@pytest.mark.parametrize("habit", STOPS)
def test_people_say_stop_in_their_ways(api, habit):
    api.control("settings", rates={habit: 1.0})
    payload = [{"type": "payload", "payload": "optout:1"}]
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": payload}
    api.send(ANA, components=[button])
    api.settle()

    api.send(ANA)

    [message] = api.webhook.messages
    assert STOPS[habit](message)
    assert api.control("report")["written_to_after_opt_out"] == 1


@pytest.mark.parametrize("habit", ["native_stop", "hidden_native_stop"])
def test_people_use_the_stop_of_whatsapp_with_and_without_their_number(api, habit):
    api.control("settings", rates={habit: 1.0})
    api.send(ANA)
    api.settle()

    api.send(ANA)

    [preference] = preferences(api)
    assert preference["value"] == "stop"
    assert preference["user_id"] == who(api)["user_id"]
    assert ("wa_id" in preference) == (habit == "native_stop")
    assert api.control("report")["written_to_after_opt_out"] == 1


def test_a_stop_can_arrive_under_standby(api):
    api.control("settings", rates={"standby_stop": 1.0})
    api.send(ANA)

    api.settle()

    [standby] = [value["standby"] for value in api.webhook.values if "standby" in value]
    assert standby["messages"][0]["type"] == "text"
    assert standby["contacts"][0]["wa_id"] == "573001112233"
    assert "messages" not in {key for value in api.webhook.values for key in value}
    assert api.control("report")["opt_outs"] == 1


@pytest.mark.parametrize("by_control", [True, False])
def test_while_someone_else_owns_the_thread_all_comes_under_standby(api, by_control):
    if by_control:
        api.control("people", **{"from": ANA, "standby": True})
    else:
        api.control("settings", rates={"standby": 1.0, "read": 1.0})
    api.send(ANA)
    api.settle()
    api.control("inbound", **{"from": ANA, "text": "BAJA"})
    api.control("inbound", **{"from": ANA, "preference": "stop"})

    assert fields(api)[:-1] == ["standby"] * (len(fields(api)) - 1)
    assert fields(api)[-1] == "user_preferences"
    held = [value["standby"] for value in api.webhook.values if "standby" in value]
    assert sum(len(one.get("statuses", [])) for one in held) == 3
    assert api.control("report")["opt_outs"] == 1


def test_a_thread_that_is_given_back_comes_under_messages(api):
    api.control("people", **{"from": ANA, "standby": True})
    api.control("people", **{"from": ANA, "standby": False})

    api.control("inbound", **{"from": ANA, "text": "Hi"})

    assert fields(api) == ["messages"]


def test_people_are_asked_for_their_number_and_give_it(api):
    api.control("people", **{"from": ANA, "hide_number": True})
    api.control("inbound", user_id=who(api)["user_id"], shares_number=True)
    api.control("inbound", **{"from": ANA, "text": "Hi"})

    shared, later = api.webhook.messages
    assert shared["contacts"] == [
        {
            "origin": "contact_request",
            "phones": [{"phone": "+573001112233", "wa_id": "573001112233", "type": "CELL"}],
        }
    ]
    assert "from" not in shared
    assert later["from"] == "573001112233"


def test_clicks_and_views_name_the_same_click_and_no_person(api):
    api.control("settings", rates={"link_click": 1.0, "landing_page_view": 1.0})
    api.send(ANA, edge="marketing_messages")
    api.send(PEOPLE[0])

    api.settle()

    actions = [one for value in api.webhook.values for one in value.get("user_actions", [])]
    assert [one["action_type"] for one in actions] == [
        "marketing_messages_link_click", "landing_page_view",
    ]  # fmt: skip
    click, view = (one["marketing_messages_link_click_data"] for one in actions)
    assert click.pop("click_component") in {"cta", "body"}
    assert click == view != {}
    assert not any("contacts" in value for value in api.webhook.values if "user_actions" in value)
    assert who(api)["user_id"] not in str(actions)


def test_clicks_may_lack_one_of_their_marks(api):
    api.control("settings", rates={"link_click": 1.0})
    for to in PEOPLE:
        api.send(to, edge="marketing_messages")

    api.settle()

    actions = [one for value in api.webhook.values for one in value.get("user_actions", [])]
    data = [one["marketing_messages_link_click_data"] for one in actions]
    marks = Counter(frozenset(one) & {"click_id", "tracking_token"} for one in data)
    assert len(marks) == 3
    assert {one["click_component"] for one in data} == {"cta", "body"}


def test_people_answer_an_interactive_request_for_their_number(api):
    api.control("settings", rates={"shares_contact": 1.0})
    api.control("inbound", **{"from": ANA, "text": "Hi"})
    action = {"name": "request_contact_info"}
    asked = {"type": "request_contact_info", "body": {"text": "Your number?"}, "action": action}
    api.send(ANA, type="interactive", interactive=asked)

    api.settle()

    assert [message["type"] for message in api.webhook.messages] == ["text", "contacts"]


def test_any_content_can_come_from_a_person(api):
    api.control(
        "inbound", **{"from": ANA, "message": {"type": "reaction", "reaction": {"emoji": "👍"}}}
    )

    [message] = api.webhook.messages
    assert (message["type"], message["from"]) == ("reaction", "573001112233")
    assert message["reaction"] == {"emoji": "👍"}


def test_the_november_population_has_all_kinds_of_stop(api):
    settings = api.control("settings", population="november")

    assert (settings["contact_book"], settings["number_shared_for_s"]) == (False, 0.0)
    people = [f"+57300{n:07}" for n in range(400)]
    shown = api.control("people", numbers=people)["people"]
    assert 5 <= sum(one["hides_number"] for one in shown) <= 40


def test_another_network_number_is_in_the_same_country():
    assert next_number("573009112233") == "573004112233"


def test_a_lively_population_has_all_the_rarer_habits():
    crowd = Crowd(1, Behaviour(population="lively"), began_at=0.0)
    keys = [f"57300{n:07}" for n in range(3_000)]
    for key in keys:
        crowd.note_exchange("1", key, 0.0)

    cards = [crowd.card(key, key, "1", 40 * 86_400.0) for key in keys]

    assert 15 < sum(card.wa_id is None for card in cards) < 60
    assert 50 < sum(card.username is not None for card in cards) < 150
    assert {crowd.move(key) for key in keys} == {None, "changes_number", "changes_user_id"}
    assert 15 < sum(crowd.is_on_standby(key) for key in keys) < 60
