"""A filter as data: read, written, and described in words."""

import pytest

from webapp.domain.audiences.audience_filter import InvalidFilter, dump, parse
from webapp.domain.audiences.fields import FIELDS

LIMA = {"field": "attributes.city", "operator": "is", "value": "Lima"}
CAMPAIGN = "0198c5a2-0000-7000-8000-000000000001"


def test_a_filter_is_said_in_words():
    spent = {"field": "attributes.spent", "operator": "at_least", "value": "100"}
    silent = {"field": "replied", "operator": "is_not_set", "value": ""}
    got = {"field": "campaigns_got", "operator": "include", "value": CAMPAIGN, "label": "Spring"}

    words = str(
        parse(
            {
                "match": "all",
                "conditions": [LIMA, {"match": "any", "conditions": [spent, silent]}],
                "exclude": [got],
            }
        )
    )

    assert words == (
        "Everyone whose city is “Lima” and (spent is at least “100” or last reply has no value), "
        "except those whose campaigns include “Spring”"
    )


def test_what_was_stored_before_is_read_and_written_as_it_was():
    stored = {"match": "any", "conditions": [LIMA]}

    assert dump(parse(stored)) == stored


def test_a_whole_filter_is_written_as_it_was_read():
    given = {
        "match": "all",
        "conditions": [LIMA, {"match": "any", "conditions": [LIMA, LIMA]}],
        "exclude": [{"field": "files", "operator": "include", "value": "7", "label": "shop.csv"}],
    }

    assert dump(parse(given)) == given


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"conditons": []}, "A filter has no “conditons”"),
        ({"match": "none"}, "“match”"),
        ({"conditions": "city"}, "is a list"),
        ({"exclude": {}}, "“exclude” is a list"),
        ({"conditions": ["city"]}, "Each condition has"),
        ({"conditions": [{**LIMA, "value": " "}]}, "The condition on “city” needs a value."),
        ({"conditions": [{**LIMA, "operator": "include"}]}, "not one of the operators is, is_not"),
        ({"conditions": [{"match": "any", "conditions": []}]}, "at least one condition"),
        (
            {"conditions": [{"match": "any", "conditions": [{"conditions": [LIMA]}]}]},
            "Each condition has",
        ),
        (
            {"conditions": [{**LIMA, "operator": "at_least", "value": "many"}]},
            "needs a number such as 12.5",
        ),
        (
            {"conditions": [{"field": "read", "operator": "before", "value": "2026-02-30"}]},
            "needs a date such as",
        ),
        (
            {"conditions": [{"field": "written", "operator": "last_days", "value": "-1"}]},
            "needs a number of days",
        ),
        (
            {"conditions": [{"field": "campaigns_got", "operator": "include", "value": "Spring"}]},
            "needs the id of a campaign",
        ),
        ({"conditions": [LIMA] * 60, "exclude": [LIMA] * 41}, "100 conditions at most"),
        ({"conditions": [{"conditions": [LIMA]}] * 10}, "9 groups at most"),
        (
            {"conditions": [{"field": "subscription", "operator": "is", "value": "maybe"}]},
            "“subscribed” or “unsubscribed”",
        ),
    ],
)
def test_a_filter_that_cannot_be_read_says_why(given, why):
    with pytest.raises(InvalidFilter, match=why):
        parse(given)


@pytest.mark.parametrize("field", [one for one in FIELDS if one.startswith("campaigns_")])
def test_a_campaign_is_named_by_its_id(field):
    row = {"field": field, "operator": "include", "value": "Spring"}

    with pytest.raises(InvalidFilter, match="needs the id of a campaign"):
        parse({"conditions": [row]})
