"""Newer versions of the Graph say more: keys that we do not know change nothing."""

from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from tests.whatsapp.test_client import ACCEPTED, PAIR_RATE, outcome_of
from webapp.whatsapp.outcomes import Refused, read_outcome

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=8), JSON, max_size=4)
#: Keys of WhatsApp's own, with anything as their values.
OUR_KEYS = ("messages", "contacts", "error", "id", "code", "error_data", "error_subcode", "wa_id")
DISTORTED = st.dictionaries(st.sampled_from(OUR_KEYS), JSON | OBJECTS | st.lists(OBJECTS))


def with_more(value: Any, more: dict[str, Any]) -> Any:
    """Return the answer with further keys in each of its objects."""
    if isinstance(value, list):
        return [with_more(item, more) for item in value]
    if isinstance(value, dict):
        known = {key: with_more(item, more) for key, item in value.items()}
        return {f"new_{key}": item for key, item in more.items()} | known
    return value


@given(more=OBJECTS)
@pytest.mark.parametrize(("status", "answer"), [(200, ACCEPTED), (400, PAIR_RATE)])
def test_further_keys_at_any_depth_change_no_outcome(status, answer, more):
    assert read_outcome(status, with_more(answer, more)) == read_outcome(status, answer)


@given(answer=OBJECTS | DISTORTED, status=st.integers(200, 599))
def test_no_answer_is_too_strange_to_have_an_outcome(answer, status):
    outcome = read_outcome(status, answer)

    assert type(outcome).__name__ in ("Accepted", "Refused", "Unknown")


@pytest.mark.parametrize(
    "text", [rb"a\u0000b", rb"a\ud83db", b"a\xc3b"], ids=["NUL", "half a character", "no UTF-8"]
)
def test_a_refusal_with_unusual_text_is_a_refusal_that_can_be_stored(text):
    body = b'{"error": {"code": 131026, "message": "' + text + b'"}}'

    async def answer(request):
        return web.Response(status=400, body=body, content_type="application/json")

    outcome, _ = outcome_of(answer)

    assert isinstance(outcome, Refused)
    assert outcome.fault.code == 131026
    assert "\0" not in outcome.fault.title
    outcome.fault.title.encode()
