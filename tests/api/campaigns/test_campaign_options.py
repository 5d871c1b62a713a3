"""Optional settings of a campaign, through the API."""

import pytest

from tests.support.factories import a_sender, a_template, an_active_campaign
from webapp.extensions import db

OPTIONS = {
    "latest_start_date": "2030-10-08",
    "end_date": "2030-10-31",
    "send_until": "18:00",
    "quiet_hours": {"from": "21:00", "to": "08:00"},
    "warm_up": {"start": 50, "growth": 25},
    "minimum_share": 20,
}


@pytest.fixture
def details(app):
    sender = a_sender()
    template = a_template(sender)
    db.session.commit()
    return {
        "name": "Spring",
        "template_name": template.name,
        "sender": sender.phone_number_id,
        "variables": {"first_name": "friend"},
    }


def test_every_option_is_taken_and_shown(call, details):
    made = call("POST", "/campaigns", details | OPTIONS)

    assert made.status_code == 201
    assert {name: made.json[name] for name in OPTIONS} == OPTIONS


def test_none_of_them_has_to_be(call, details):
    made = call("POST", "/campaigns", details)

    assert [made.json[name] for name in OPTIONS] == [None] * len(OPTIONS)


def test_a_running_campaign_takes_and_drops_options(call):
    campaign = an_active_campaign(3)
    db.session.commit()

    taken = call("PATCH", f"/campaigns/{campaign.id}", OPTIONS)
    dropped = call("PATCH", f"/campaigns/{campaign.id}", {"quiet_hours": None, "warm_up": None})

    assert {name: taken.json[name] for name in OPTIONS} == OPTIONS
    assert dropped.json["quiet_hours"] is dropped.json["warm_up"] is None
    assert dropped.json["minimum_share"] == 20


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quiet_hours": {"from": "21:00"}}, "quiet_hours"),
        ({"quiet_hours": {"from": "21:00", "to": "21:00"}}, "quiet_hours"),
        ({"quiet_hours": {"from": "21:00", "to": "24:00"}}, "quiet_hours"),
        ({"warm_up": {"start": 0, "growth": 5}}, "warm_up.start"),
        ({"warm_up": {"start": 5}}, "warm_up"),
        ({"minimum_share": 0}, "minimum_share"),
        ({"end_date": "tomorrow"}, "end_date"),
        ({"end_date": "2030-10-31", "send_until": "6 pm"}, "send_until"),
        ({"send_until": "18:00"}, "send_until"),
    ],
)
def test_what_does_not_fit_is_named(call, details, wrong, field):
    answer = call("POST", "/campaigns", details | wrong)

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == [field]
