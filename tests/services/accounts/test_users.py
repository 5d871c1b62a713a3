"""Signing in."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from webapp import queues
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Role
from webapp.services.accounts import rate_limiter, users
from webapp.services.accounts.users import LoginRefused

HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def ana(app):
    return users.create("ana@example.com", "long enough", Role.EDITOR, "tests")


def fail(times, email="ana@example.com", address=HERE):
    for _ in range(times):
        with pytest.raises(LoginRefused):
            users.authenticate(email, "wrong", address)


def test_the_right_password_lets_its_owner_in(ana):
    found = users.authenticate(" Ana@Example.COM ", "long enough", HERE)

    assert found == ana
    assert ana.last_login_at is not None
    assert "long enough" not in ana.password_hash


@pytest.mark.parametrize(
    ("email", "password"), [("ana@example.com", "wrong"), ("eva@example.com", "long enough")]
)
def test_a_refusal_does_not_tell_who_has_a_login(ana, email, password):
    with pytest.raises(LoginRefused) as refusal:
        users.authenticate(email, password, HERE)

    assert refusal.value.message == users.WRONG_LOGIN


def test_who_may_not_sign_in_any_more_is_refused(ana):
    ana.active = False

    with pytest.raises(LoginRefused):
        users.authenticate("ana@example.com", "long enough", HERE)


def test_after_five_failures_even_the_right_password_has_to_wait(ana):
    fail(5)

    with pytest.raises(LoginRefused) as refusal:
        users.authenticate("ana@example.com", "long enough", THERE)

    assert "Try again in 15 minutes" in refusal.value.message


def test_after_many_failures_an_address_may_try_no_other_login(ana, monkeypatch):
    monkeypatch.setattr(users, "MAX_FAILURES_FROM_NETWORK", 5)
    for number in range(5):
        fail(1, f"{number}@example.com")

    with pytest.raises(LoginRefused, match="Too many"):
        users.authenticate("ana@example.com", "long enough", HERE)
    assert users.authenticate("ana@example.com", "long enough", THERE) == ana


def test_a_success_forgets_the_failures_of_the_login_but_not_of_the_address(ana, monkeypatch):
    monkeypatch.setattr(users, "MAX_FAILURES_FROM_NETWORK", 5)
    fail(4)

    users.authenticate("ana@example.com", "long enough", HERE)

    fail(1)
    with pytest.raises(LoginRefused, match="Too many"):
        users.authenticate("ana@example.com", "long enough", HERE)
    assert users.authenticate("ana@example.com", "long enough", THERE) == ana


def test_failures_of_one_keep_nobody_else_in_the_office_out(ana):
    fail(7, "eva@example.com")

    assert users.authenticate("ana@example.com", "long enough", HERE) == ana


def test_without_redis_nobody_signs_in(ana, app, monkeypatch):
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1:1/0")

    with pytest.raises(LoginRefused, match="Redis"):
        users.authenticate("ana@example.com", "long enough", HERE)


def test_an_old_weak_hash_is_renewed_at_the_next_login(ana):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("long enough")
    ana.password_hash = weak

    users.authenticate("ana@example.com", "long enough", HERE)

    assert ana.password_hash != weak
    assert users.authenticate("ana@example.com", "long enough", HERE) == ana


def test_a_new_password_replaces_the_old_one(ana):
    users.change_password(ana, "even longer", "ana@example.com")

    fail(1)
    assert users.authenticate("ana@example.com", "even longer", HERE) == ana


@pytest.mark.parametrize("password", ["", "nine char", "x" * 201])
def test_a_password_of_the_wrong_length_is_refused(ana, password):
    with pytest.raises(InvalidInput):
        users.change_password(ana, password, "tests")

    db.session.expire(ana)
    assert users.authenticate("ana@example.com", "long enough", HERE) == ana


@pytest.mark.parametrize("email", ["ana", "ana@example", "a na@example.com", f"{'x' * 250}@a.com"])
def test_a_login_needs_an_email_address(app, email):
    with pytest.raises(InvalidInput, match=r"such as ana@shop\.com"):
        users.create(email, "long enough", Role.EDITOR, "tests")


def test_a_login_is_one_however_its_address_is_typed(ana):
    with pytest.raises(InvalidInput, match="already"):
        users.create(" ANA@Example.com", "long enough", Role.EDITOR, "tests")


def test_what_is_counted_is_forgotten_when_its_time_is_over(app):
    first = rate_limiter.count("knocks", timedelta(seconds=60))
    second = rate_limiter.count("knocks", timedelta(seconds=60))

    assert (first.times, second.times) == (1, 2)
    assert 0 < queues.redis().ttl("rate:knocks") <= 60


def test_taking_back_what_is_not_counted_leaves_nothing_behind(app):
    rate_limiter.decrement("knocks")

    assert queues.redis().keys("rate:*") == []
