"""Webhook bodies as nobody would write them: one bad item spoils nothing, and nothing raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.whatsapp.bodies import LINA, a_body, a_change, a_message, a_status, events
from webapp.domain.webhook.events import Receipt, Reply, Unknown


def test_every_entry_change_and_item_is_read():
    changes = [a_change(statuses=[a_status(), a_status()], messages=[a_message()])] * 3
    entries = [{"id": "1", "changes": changes}, {"id": "2", "changes": changes}]

    parsed = events(json.dumps({"entry": entries}).encode())

    assert [type(event) for event in parsed] == [Receipt, Receipt, Reply] * 6


@pytest.mark.parametrize("bad", [None, 7, "x", [], {}, {"id": "wamid.C"}, {"status": "sent"}])
def test_a_bad_item_does_not_affect_the_others(bad):
    statuses, messages = [a_status(), bad, a_status()], [bad, a_message()]

    parsed = events(a_body({"field": 1}, a_change(statuses=statuses, messages=messages), bad))

    kinds = [type(event) for event in parsed]
    assert kinds == [Unknown, Receipt, Unknown, Receipt, Unknown, Reply, Unknown]


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"[]", b"7", b"{}", b'{"entry": "x"}', b"\xff\xfe", b"NaN", b"[" * 200_000],
)
def test_a_body_that_is_no_webhook_is_one_unknown(body):
    [event] = events(body)

    assert isinstance(event, Unknown)


def test_what_a_database_cannot_keep_is_dropped():
    body = a_body(a_change(messages=[a_message(content={"body": "St\0op \ud83d"})]))

    [reply] = events(body)

    assert reply.text == "Stop ?"


def test_escaped_bodies_read_like_plain_ones():
    plain = a_body(a_change(messages=[a_message(content={"body": "não / <b>"})]))

    assert events(plain.replace(b"/", b"\\/")) == events(plain)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(JSON)
def test_no_json_whatsoever_raises(value):
    assert events(json.dumps(value).encode())


@given(st.binary())
def test_no_bytes_whatsoever_raise(body):
    assert isinstance(events(body)[0], Unknown)


@given(st.data())
def test_no_damage_to_a_real_body_raises(data):
    body = json.loads(
        a_body(
            a_change(contacts=[LINA], statuses=[a_status(status="failed", errors=[{"code": 1}])]),
            a_change(contacts=[LINA], messages=[a_message()], errors=[{"code": 0}]),
            a_change("user_preferences", user_preferences=[{"wa_id": "1", "value": "stop"}]),
        )
    )
    holder, key = data.draw(st.sampled_from(list(places(body))))
    holder[key] = data.draw(JSON)

    events(json.dumps(body).encode())


def places(value):
    """Yield every position in a body that has a value."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from places(value[key])
