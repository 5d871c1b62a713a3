"""How a sender slows down when WhatsApp says that it is too fast."""

from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts, written_to
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Sender
from webapp.services.sending.engine.backoff import Throttle
from webapp.whatsapp.outcomes import Accepted, Refused

TOO_FAST = Refused(ProviderFault(130429, "Rate limit hit", http_status=429))
TAKEN = Accepted("wamid.1")


def held(*outcomes) -> float:
    throttle = Throttle()
    for outcome in outcomes:
        throttle.count(outcome)
    return throttle.seconds()


def test_a_stray_refusal_costs_next_to_nothing():
    assert held(TOO_FAST, *[TAKEN] * 30) == 0.01


def test_nothing_is_held_where_nothing_was_refused():
    assert held(*[TAKEN] * 30) == 0


def test_the_more_is_refused_the_longer_the_pace_is_held():
    few, many = held(*[TOO_FAST] * 10, *[TAKEN] * 90), held(*[TOO_FAST] * 40, *[TAKEN] * 60)

    assert (few, many) == (0.1, 0.4)


def test_the_pause_grows_while_most_is_refused_and_not_beyond_five_seconds():
    throttle = Throttle()
    pauses = []
    for _ in range(5):
        for _ in range(50):
            throttle.count(TOO_FAST)
        pauses.append(throttle.seconds())

    assert pauses == [1, 2, 4, 5, 5]


def test_a_few_refusals_send_nobody_back_to_wait(simulator, a_cut_campaign):
    simulator.post("settings", rate_429=0.05)
    campaign, [batch_id] = a_cut_campaign(200)

    send_batch(batch_id)

    assert len(written_to(simulator)) >= 190
    assert counts(campaign)["sent"] >= 190
    assert db.session.scalars(db.select(Sender.slowed_until)).one() is None
