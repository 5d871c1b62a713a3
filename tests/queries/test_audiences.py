"""Whom a filter selects: in SQL, and as a person would read it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import empty_tables
from tests.factories import a_contact, a_draft, with_recipients
from webapp import clock
from webapp.domain.audience_fields import FIELDS, OPERATORS, kind_of
from webapp.domain.audience_filter import Condition, Group, InvalidFilter, Operator, parse
from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import Contact, ImportedContact, Recipient, Reply, ReplyEffect, Subscription
from webapp.queries import audiences

FILES = ["1", "2"]
CITIES = [
    *("Lima", "lima", "Limache", "São Paulo", "SÃO", "100%", "a_b", "a\\b", "", "12", "7.5", "-0"),
    *("2026-03-01", "12 kg", " 12", "1e3", "007", "'; --", "\u0627\u062d", "7.50", "12.0", "yes"),
]
TAGS = ["vip", "VIP, new", "new,old", ""]


class World:
    """The people of all examples; examples are printed without them."""

    def __init__(self, everyone: list[Any], campaign: str, now: datetime) -> None:
        self.everyone, self.campaign, self.now = everyone, campaign, now


@pytest.fixture(scope="module")
def people(migrated_app) -> Iterator[Any]:
    """People of every sort, kept for all examples, and what each of them did."""
    with migrated_app.app_context():
        empty_tables()
        now = clock.now()
        campaign = a_draft()
        everyone = []
        for number in range(60):
            # A quarter of a day off, so that no moment lies just where the days are counted to.
            person = _person(number, campaign, now - timedelta(hours=6))
            everyone.append(person)
        db.session.commit()
        yield World(everyone, str(campaign.id), now)
        empty_tables()


def _messages(
    number: int, campaign: Any, contact: Contact, now: datetime, failed: bool
) -> dict[str, datetime]:
    """Let the person get the campaign, and read it or not; answer the moments."""
    with_recipients(campaign, [contact.phone_number])
    person = db.session.scalars(db.select(Recipient).filter_by(contact_id=contact.id)).first()
    if person is None:  # who unsubscribed
        return {}
    moments = {
        stage: now - timedelta(days=number // 2)
        for place, stage in enumerate(("accepted", "delivered", "read"))
        if number % 4 >= place
    }
    for stage, moment in moments.items():
        setattr(person, f"{stage}_at", moment)
    person.status = RecipientStatus.FAILED if failed else person.status
    return moments


def _person(number: int, campaign: Any, now: datetime) -> Any:
    """Someone whose traits follow from the number, in the database and in plain Python."""
    phone = f"+{['57300', '51900'][number % 2]}{number:0{7 - number % 2}}"
    name = ["Ana", "ana maria", "Óscar", ""][number % 4]
    city, tags = CITIES[number % len(CITIES)], TAGS[number % len(TAGS)]
    given = {"city": city, "tags": tags} if number % 7 else {"city": city}
    if number % 8:
        since = (now + timedelta(days=5 - number)).date().isoformat()
        given["since"] = [since, since, f"{since} 10:00", "soon", "31/12/2026"][number % 5]
    contact = a_contact(phone, name, **given)
    contact.created_at = now - timedelta(days=number)
    if number % 5 == 0:
        contact.subscription = Subscription.UNSUBSCRIBED
    failed = number % 33 == 1
    moments = _messages(number, campaign, contact, now, failed) if number % 3 else {}
    replied = now - timedelta(days=number // 3) if number % 6 == 1 else None
    if replied:
        db.session.add(
            Reply(
                wamid=f"w{number}",
                contact_id=contact.id,
                campaign_id=campaign.id,
                kind="text",
                effect=ReplyEffect.NOTHING,
                received_at=replied,
            )
        )
    files = {one for one in FILES if number % 9 == int(one)}
    for one in files:
        db.session.add(
            ImportedContact(import_id=int(one), contact_id=contact.id, is_new=True, before=None)
        )
    return SimpleNamespace(
        id=contact.id,
        name=contact.name,
        country=contact.country,
        phone_number=contact.phone_number,
        subscription=contact.subscription.value,
        attributes=dict(contact.attributes),
        created=contact.created_at,
        written=moments.get("accepted"),
        delivered=moments.get("delivered"),
        read=moments.get("read"),
        replied=replied,
        failed=failed and bool(moments),
        files=files,
    )


# The plain reading: what the words of a filter say, without any SQL.


def chosen(filter_: Any, person: Any, people: Any) -> bool:
    parsed = parse(filter_)
    held = [_part(one, person, people) for one in parsed.conditions]
    matches = (any if parsed.match == "any" else all)(held) if held else True
    return matches and not any(_holds(one, person, people) for one in parsed.exclude)


def _part(part: Any, person: Any, people: Any) -> bool:
    if isinstance(part, Group):
        held = [_holds(one, person, people) for one in part.conditions]
        return (any if part.match == "any" else all)(held)
    return _holds(part, person, people)


def _holds(one: Condition, person: Any, people: Any) -> bool:
    if one.operator in (Operator.INCLUDE, Operator.EXCLUDE):
        return (one.value.lower() in _set(one.field, person, people)) == (
            one.operator == Operator.INCLUDE
        )
    if one.field in ("created", "written", "read", "replied"):
        return _moment_holds(one, getattr(person, one.field), people.now)
    plain = one.field.removeprefix("attributes.")
    if one.operator in (Operator.LAST_DAYS, Operator.NOT_LAST_DAYS):
        is_late = _is_lately(person.attributes.get(plain, ""), int(one.value), people.now.date())
        return is_late == (one.operator == Operator.LAST_DAYS)
    return _text_holds(one, getattr(person, plain, None) or person.attributes.get(plain, ""))


def _is_lately(text: str, days: int, today: date) -> bool:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return False
    return today - timedelta(days=days) <= date.fromisoformat(text[:10]) <= today


def _set(field: str, person: Any, people: Any) -> set[str]:
    happened = {
        "campaigns_got": person.written,
        "campaigns_delivered": person.delivered,
        "campaigns_read": person.read,
        "campaigns_failed": person.failed,
        "campaigns_unread": person.delivered and not person.read,
        "campaigns_replied": person.replied,
    }
    if field == "tags":
        return set(re.split(r"\s*,\s*", person.attributes.get("tags", "").lower()))
    if field == "files":
        return person.files
    return {people.campaign} if happened[field] else set()


def _moment_holds(one: Condition, last: datetime | None, now: datetime) -> bool:
    match one.operator:
        case Operator.IS_SET:
            return last is not None
        case Operator.IS_NOT_SET:
            return last is None
        case Operator.LAST_DAYS:
            return last is not None and last >= now - timedelta(days=int(one.value))
        case Operator.NOT_LAST_DAYS:
            return last is None or last < now - timedelta(days=int(one.value))
    day = datetime.fromisoformat(one.value).replace(tzinfo=UTC)
    if last is None:
        return False
    return last >= day if one.operator == Operator.ON_OR_AFTER else last < day


def _text_holds(one: Condition, text: str) -> bool:
    low, value = text.lower(), one.value.lower()
    is_number = re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
    is_date = re.match(r"\d{4}-\d{2}-\d{2}", text) is not None
    answers = {
        Operator.IS: lambda: low == value or _is_same_number(text, value),
        Operator.IS_NOT: lambda: low != value and not _is_same_number(text, value),
        Operator.CONTAINS: lambda: value in low,
        Operator.STARTS_WITH: lambda: low.startswith(value),
        Operator.IS_SET: lambda: text != "",
        Operator.IS_NOT_SET: lambda: text == "",
        Operator.AT_LEAST: lambda: is_number and float(text) >= float(value),
        Operator.AT_MOST: lambda: is_number and float(text) <= float(value),
        Operator.ON_OR_AFTER: lambda: is_date and text[:10] >= value,
        Operator.BEFORE: lambda: is_date and text[:10] < value,
    }
    return answers[one.operator]()


def _is_same_number(text: str, value: str) -> bool:
    """Numbers are the same however many noughts end them; with noughts in front they are codes."""
    plain = r"-?(0|[1-9]\d*)(\.\d+)?"
    return all(re.fullmatch(plain, one) for one in (text, value)) and float(text) == float(value)


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
        rows([f"campaigns_{one}" for one in CAMPAIGNS], ["include", "exclude"], st.just(campaign)),
    )


@given(data=st.data())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_sql_and_a_plain_reading_choose_the_same_people(people, data):
    one = conditions(people.campaign)
    matches = st.sampled_from(["all", "any"])
    groups = st.fixed_dictionaries(
        {"match": matches, "conditions": st.lists(one, min_size=1, max_size=3)}
    )
    filter_ = data.draw(
        st.fixed_dictionaries(
            {
                "match": matches,
                "conditions": st.lists(st.one_of(one, groups), max_size=4),
                "exclude": st.lists(one, max_size=2),
            }
        )
    )

    db.session.rollback()  # an example that failed leaves the others alone
    found = db.session.scalars(
        audiences.selected(filter_, subscribed_only=False).with_only_columns(Contact.id)
    ).all()

    wanted = [person.id for person in people.everyone if chosen(filter_, person, people)]
    assert sorted(found) == sorted(wanted)
    fall = audiences.waterfall(filter_)
    assert fall.people == audiences.count(filter_)
    assert fall.matching >= len(wanted) >= fall.people


#: Something to ask of each operator; campaigns, files and subscriptions have values of their own.
ASKED = {
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
    row = {"field": field, "operator": operator, "value": value or ASKED.get(operator, "ana")}
    filter_ = {"match": "all", "conditions": [row]}

    found = set(
        db.session.scalars(
            audiences.selected(filter_, subscribed_only=False).with_only_columns(Contact.id)
        )
    )

    assert found == {one.id for one in people.everyone if chosen(filter_, one, people)}


@given(test=st.sampled_from(EVERY_TEST), value=st.text(st.characters(exclude_characters="\0")))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_is_asked_for_or_refused(people, test, value):
    field, operator = test
    filter_ = {"conditions": [{"field": field, "operator": operator, "value": value}]}

    with suppress(InvalidFilter):
        audiences.count(filter_)
