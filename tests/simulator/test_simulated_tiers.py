"""The messaging limit rises by the platform's rule."""

from simulator.account.limits import DAY_S
from simulator.account.tiers import DELIVERIES, RISES_AFTER_S, Tiers
from simulator.settings import DEFAULT_NUMBER

HOUR = 3_600


def used(people, at=0.0, note="note_written"):
    tiers = Tiers()
    for person in range(people):
        getattr(tiers, note)(str(person), at)
    return tiers


def test_the_limit_rises_hours_after_half_of_it_was_used():
    tiers = used(1_000)

    assert tiers.risen(2_000, 0.0, has_quality=True) is None
    assert tiers.risen(2_000, RISES_AFTER_S - 1, has_quality=True) is None
    assert tiers.risen(2_000, RISES_AFTER_S, has_quality=True) == 10_000


def test_less_than_half_or_long_ago_is_not_enough():
    for tiers, now in ((used(999), 0.0), (used(1_000), 7 * DAY_S)):
        tiers.risen(2_000, now, has_quality=True)
        assert tiers.risen(2_000, now + RISES_AFTER_S, has_quality=True) is None


def test_low_quality_keeps_the_limit_and_the_hours_begin_again():
    tiers = used(1_000)
    tiers.risen(2_000, 0.0, has_quality=True)
    tiers.risen(2_000, HOUR, has_quality=False)

    assert tiers.risen(2_000, RISES_AFTER_S, has_quality=True) is None


def test_the_first_limit_rises_with_deliveries():
    tiers = used(DELIVERIES - 1, note="note_delivered")
    assert tiers.risen(250, RISES_AFTER_S, has_quality=True) is None
    tiers.note_delivered("one more", 0.0)

    tiers.risen(250, 0.0, has_quality=True)

    assert tiers.risen(250, RISES_AFTER_S, has_quality=True) == 2_000
    assert tiers.risen(-1, RISES_AFTER_S, has_quality=True) is None


def test_each_account_hears_of_the_risen_limit(api, monkeypatch):
    monkeypatch.setattr("simulator.account.tiers.NEXT", {4: 2_000})
    api.control("settings", messaging_limit=4, tiers_rise=True)
    for person in range(2):
        api.send(f"+57300000000{person}")
    api.settle()

    api.jump(RISES_AFTER_S)
    api.rest(0.2)

    [change] = [c for c in api.webhook.changes if c["field"] == "business_capability_update"]
    assert change["value"]["max_daily_conversations_per_business"] == 2_000
    tier = "whatsapp_business_manager_messaging_limit"
    assert api.get(f"/{DEFAULT_NUMBER}", fields=tier).body[tier] == "TIER_2K"


def test_by_default_the_limit_stays(api, monkeypatch):
    monkeypatch.setattr("simulator.account.tiers.NEXT", {4: 2_000})
    api.control("settings", messaging_limit=4)
    for person in range(4):
        api.send(f"+57300000000{person}")

    api.settle()
    api.jump(RISES_AFTER_S)
    api.rest(0.2)

    assert api.control("settings")["messaging_limit"] == 4
