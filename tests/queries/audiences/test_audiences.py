"""The contacts that a filter selects: in SQL, and as a person would read it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.queries.audiences import world
from tests.queries.audiences.oracle import is_selected
from tests.queries.audiences.world import FILES, World
from tests.support.database import empty_tables
from webapp.domain.audiences.audience_filter import InvalidFilter, Operator
from webapp.domain.audiences.fields import FIELDS, OPERATORS, kind_of
from webapp.extensions import db
from webapp.models import Contact
from webapp.queries.audiences import audiences


@pytest.fixture(scope="module")
def people(migrated_app) -> Iterator[World]:
    """People of every kind, shared by all examples."""
    with migrated_app.app_context():
        empty_tables()
        yield world.make()
        empty_tables()


days = st.integers(1, 70).map(str)
dates = st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(str)
TEXT_FIELDS = ["name", "country", "phone_number", "attributes.city", "city", "attributes.nothing"]
TEXT_OPERATORS = ["is", "is_not", "contains", "starts_with", "is_set", "is_not_set"]


def rows(fields: list[str], operators: list[str], values: Any) -> Any:
    return st.fixed_dictionaries(
        {
            "field": st.sampled_from(fields),
            "operator": st.sampled_from(operators),
            "value": values,
        }
    )


WORDS = ["Lima", "LIMA", "ana", "são", "%", "_", "óscar", "CO", "+57", "300", "2", "YES"]
words = st.sampled_from([*WORDS, "7.5", "12", "12.00", "007", "7", "0"])
numbers = st.sampled_from(["7", "7.5", "-1", "12", "100"])
moments = ["created", "written", "read", "replied"]
CAMPAIGNS = ["got", "delivered", "failed", "read", "unread", "replied"]


def conditions(campaign: str) -> Any:
    return st.one_of(
        rows(TEXT_FIELDS, TEXT_OPERATORS, words),
        rows(["attributes.city"], ["at_least", "at_most"], numbers),
        rows(["attributes.city", "since"], ["on_or_after", "before"], dates),
        rows(["attributes.since", "city"], ["last_days", "not_last_days"], days),
        rows(["subscription"], ["is", "is_not"], st.sampled_from(["subscribed", "unsubscribed"])),
        rows(moments, ["last_days", "not_last_days"], days),
        rows(moments, ["on_or_after", "before", "is_set", "is_not_set"], dates),
        rows(["tags"], ["include", "exclude"], st.sampled_from(["vip", "New", "other"])),
        rows(["files"], ["include", "exclude"], st.sampled_from([*FILES, "3"])),
        rows(
            [f"campaigns_{kind}" for kind in CAMPAIGNS], ["include", "exclude"], st.just(campaign)
        ),
    )


@given(data=st.data())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_sql_and_a_plain_reading_choose_the_same_people(people, data):
    condition = conditions(people.campaign)
    matches = st.sampled_from(["all", "any"])
    groups = st.fixed_dictionaries(
        {"match": matches, "conditions": st.lists(condition, min_size=1, max_size=3)}
    )
    filter_ = data.draw(
        st.fixed_dictionaries(
            {
                "match": matches,
                "conditions": st.lists(st.one_of(condition, groups), max_size=4),
                "exclude": st.lists(condition, max_size=2),
            }
        )
    )

    db.session.rollback()  # a failed example does not affect the others
    ids = db.session.scalars(
        audiences.selected(filter_, subscribed_only=False).with_only_columns(Contact.id)
    ).all()

    expected = [person.id for person in people.everyone if is_selected(filter_, person, people)]
    assert sorted(ids) == sorted(expected)
    fall = audiences.waterfall(filter_)
    assert fall.contacts == audiences.count(filter_)
    assert fall.matching >= len(expected) >= fall.contacts


#: A value for each operator; campaigns, files and subscriptions have their own values.
VALUES = {
    Operator.AT_LEAST: "7",
    Operator.AT_MOST: "7.5",
    Operator.ON_OR_AFTER: "2026-03-01",
    Operator.BEFORE: "2026-11-01",
    Operator.LAST_DAYS: "20",
    Operator.NOT_LAST_DAYS: "20",
}
EVERY_TEST = [
    (field, operator)
    for field in [*FIELDS, "attributes.city", "attributes.since", "attributes.nothing"]
    for operator in OPERATORS[kind_of(field)]
]


@pytest.mark.parametrize(("field", "operator"), EVERY_TEST)
def test_every_test_of_every_field_chooses_as_a_plain_reading_does(people, field, operator):
    own = {"subscription": "subscribed", "files": "1", "tags": "vip", "country": "co"}
    value = people.campaign if field.startswith("campaigns") else own.get(field)
    row = {"field": field, "operator": operator, "value": value or VALUES.get(operator, "ana")}
    filter_ = {"match": "all", "conditions": [row]}

    ids = set(
        db.session.scalars(
            audiences.selected(filter_, subscribed_only=False).with_only_columns(Contact.id)
        )
    )

    assert ids == {person.id for person in people.everyone if is_selected(filter_, person, people)}


@given(test=st.sampled_from(EVERY_TEST), value=st.text(st.characters(exclude_characters="\0")))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_is_asked_for_or_refused(people, test, value):
    field, operator = test
    filter_ = {"conditions": [{"field": field, "operator": operator, "value": value}]}

    with suppress(InvalidFilter):
        audiences.count(filter_)
