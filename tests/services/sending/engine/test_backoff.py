"""How a sender slows down when WhatsApp reports that it is too fast."""

from webapp.domain.webhook.events import ProviderFault
from webapp.services.sending.engine.backoff import Backoff
from webapp.whatsapp.outcomes import Accepted, Refused

TOO_FAST = Refused(ProviderFault(130429, "Rate limit hit", http_status=429))
ACCEPTED = Accepted("wamid.1")


def pause_after(*outcomes) -> float:
    backoff = Backoff()
    for outcome in outcomes:
        backoff.count(outcome)
    return backoff.next_pause()


def test_a_single_refusal_costs_next_to_nothing():
    assert pause_after(TOO_FAST, *[ACCEPTED] * 30) == 0.01


def test_there_is_no_pause_where_nothing_was_refused():
    assert pause_after(*[ACCEPTED] * 30) == 0


def test_the_more_is_refused_the_longer_the_pace_is_pause_after():
    few, many = (
        pause_after(*[TOO_FAST] * 10, *[ACCEPTED] * 90),
        pause_after(*[TOO_FAST] * 40, *[ACCEPTED] * 60),
    )

    assert (few, many) == (0.1, 0.4)


def test_the_pause_doubles_while_most_is_refused_up_to_five_seconds():
    backoff = Backoff()
    pauses = []
    for _ in range(5):
        for _ in range(50):
            backoff.count(TOO_FAST)
        pauses.append(backoff.next_pause())

    assert pauses == [1, 2, 4, 5, 5]
