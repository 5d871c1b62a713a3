"""Every signed body is answered with 200 and blocks nothing."""

import json
import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.drain_webhook_events import drain_webhook_events
from tests.support import payloads
from tests.support.factories import a_contact, a_sender
from tests.support.strange_bodies import strange_body
from webapp import clock
from webapp.extensions import db
from webapp.models import Contact, WebhookEvent
from webapp.services.webhook import drain
from webapp.services.webhook.inbox import inbox
from webapp.whatsapp.signature import sign

#: Some in every run; set STRANGE_BODIES=10000 for a thorough search.
MUTATED = 150
EXAMPLES = int(os.environ.get("STRANGE_BODIES", "900")) // MUTATED

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["entry", "changes", "value", "statuses", "id"]), inner)
    ),
    max_leaves=20,
)


def post(client, body: bytes) -> int:
    signature = {"X-Hub-Signature-256": sign(body, "simulator-secret")}
    return client.post("/webhooks/whatsapp", data=body, headers=signature).status_code


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), made_up=any_json)
def test_strange_bodies_get_their_200_and_block_nobody(client, seed, made_up):
    chance = Random(seed)
    a_sender()
    contact = a_contact()
    db.session.commit()
    strange = [
        json.dumps(made_up).encode(),
        *(strange_body(chance) for _ in range(MUTATED)),
    ]
    stop = payloads.body(payloads.reply(contact.phone_number, "STOP", clock.now().timestamp()))

    answers = {post(client, body) for body in [*strange, stop]}
    drain_webhook_events()

    assert answers == {200}
    assert not db.session.get_one(Contact, contact.id, populate_existing=True).is_subscribed
    waiting = db.select(WebhookEvent).where(WebhookEvent.drained_at.is_(None))
    assert all(event.tries and event.next_try_at for event in db.session.scalars(waiting))


def test_a_body_that_can_never_be_applied_is_set_aside_after_three_tries(app, at, monkeypatch):
    def refuse(_):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(drain.replies, "apply", refuse)
    at("2025-10-05 09:00")
    inbox.store(payloads.body(payloads.reply("+573001112233", "Hi", 1_759_654_000)))
    db.session.commit()

    for minute in ("09:00", "09:02", "09:30", "10:30"):
        at(f"2025-10-05 {minute}")
        drain_webhook_events()

    event = db.session.scalars(db.select(WebhookEvent)).one()
    assert event.tries == 3
    assert event.drained_at
    assert "a fault of ours" in event.fault


@pytest.mark.parametrize("depth", [500, 900, 960, 5000])
def test_however_deep_news_are_nested_they_block_nobody(app, depth):
    value = "{" + '"a":{' * depth + "}" * depth + "}"
    change = f'{{"field": "account_alerts", "value": {value}}}'
    inbox.store(f'{{"entry": [{{"id": "1", "changes": [{change}]}}]}}'.encode())
    contact = a_contact()
    stop = payloads.reply(contact.phone_number, "STOP", clock.now().timestamp())
    inbox.store(payloads.body(stop))
    db.session.commit()

    drain_webhook_events()

    assert not db.session.get_one(Contact, contact.id, populate_existing=True).is_subscribed


@pytest.mark.parametrize("escaped", [b"Jos\\u00e9", b"a\\/b", "José".encode()])
def test_a_body_is_verified_as_it_came(client, escaped):
    assert post(client, b'{"entry": [], "name": "' + escaped + b'"}') == 200
