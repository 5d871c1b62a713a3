"""Pricing types since October 2026, in the receipts and in the log."""

import pytest

HOUR, DAY = 3_600, 86_400
ANA = "+573001112233"
TEXT = {"type": "text", "text": {"body": "Hello"}, "template": None}
UTILITY = {"template": "opt_out_confirmed"}


def priced(api, **more):
    """Send, and return the pricing of the message's receipts, which is the same in all."""
    wamid = api.send(ANA, **more).wamid
    api.settle()
    pricings = [r["pricing"] for r in api.webhook.receipts if r["id"] == wamid and "pricing" in r]
    assert pricings[0] == pricings[-1]
    assert api.accepted()[-1]["pricing_type"] == pricings[0]["type"]
    return pricings[0]


def writes(api, **more):
    api.control("inbound", **{"from": ANA, "text": "Hi"} | more)


def test_service_messages_are_free_up_to_the_tier_of_the_month(api):
    api.control("settings", free_service_messages=2)
    writes(api)

    types = [priced(api, **TEXT)["type"] for _ in range(3)]

    assert types == ["free_customer_service", "free_customer_service", "regular"]
    api.jump(31 * DAY)
    writes(api)
    assert priced(api, **TEXT)["type"] == "free_customer_service"


def test_what_was_not_delivered_uses_nothing_of_the_tier(api):
    api.control("settings", free_service_messages=1)
    for _ in range(3):
        api.send(ANA, **TEXT)  # outside the window: 131047
    writes(api)

    assert priced(api, **TEXT)["type"] == "free_customer_service"


def test_reactions_use_nothing_of_the_tier(api):
    api.control("settings", free_service_messages=1)
    writes(api)
    for _ in range(3):
        api.send(ANA, type="reaction", reaction={"message_id": "wamid.1", "emoji": "👍"})

    assert priced(api, **TEXT)["type"] == "free_customer_service"


def test_utility_costs_inside_the_window_as_well(api):
    writes(api)

    assert priced(api, **UTILITY) == {
        "billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility",
    }  # fmt: skip


@pytest.mark.parametrize(("source", "days"), [("ad", 7), ("post", 3)])
def test_after_a_free_entry_point_everything_is_free_for_days(api, source, days):
    writes(api, referral={"source_type": source, "source_url": "https://fb.me/1"})

    first = priced(api)
    api.jump(days * DAY - 3 * HOUR)
    last = priced(api)
    api.jump(3 * HOUR)
    later = priced(api)

    assert api.webhook.messages[0]["referral"]["source_type"] == source
    assert (first["type"], first["billable"]) == ("free_entry_point", False)
    assert (last["type"], later["type"]) == ("free_entry_point", "regular")


def test_an_entry_point_that_nobody_answers_in_time_is_lost(api):
    writes(api, referral={"source_type": "ad"})

    api.jump(DAY + HOUR)

    assert priced(api)["type"] == "regular"


@pytest.mark.parametrize(
    ("edge", "category"), [("messages", "marketing"), ("marketing_messages", "marketing_lite")]
)
def test_the_category_tells_which_way_marketing_went(api, edge, category):
    assert priced(api, edge=edge)["category"] == category


def test_the_end_of_a_conversation_is_on_sent_only(api):
    api.control("settings", conversation_in_receipts=True)
    api.send(ANA)

    api.settle()

    ends = [receipt["conversation"].get("expiration_timestamp") for receipt in api.webhook.receipts]
    assert ends == [str(int(api.now - HOUR) + DAY), None, None]
