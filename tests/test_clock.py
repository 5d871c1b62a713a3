"""The clock: real time, or that of the file that controls it."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from webapp import clock

NOON = datetime(2025, 10, 5, 12, tzinfo=UTC)


@pytest.fixture
def steer(tmp_path, monkeypatch):
    """Write the file: the clock showed noon this many real seconds ago."""
    path = tmp_path / "clock.json"
    monkeypatch.setenv("CLOCK_FILE", str(path))

    def write(seconds_ago: float, speed: float) -> None:
        real = time.time() - seconds_ago
        written = path.with_suffix(".new")
        written.write_text(json.dumps({"virtual": NOON.timestamp(), "real": real, "speed": speed}))
        os.replace(written, path)

    return write


@pytest.mark.parametrize(("speed", "minutes"), [(0, 0), (1, 1), (60, 60)])
def test_a_steered_clock_goes_forward_at_its_speed(steer, speed, minutes):
    steer(seconds_ago=60, speed=speed)

    passed = clock.now() - NOON

    assert timedelta(0) <= passed - timedelta(minutes=minutes) < timedelta(minutes=10)


def test_a_clock_that_is_steered_again_shows_the_new_time(steer):
    steer(seconds_ago=0, speed=0)
    clock.now()

    steer(seconds_ago=3600, speed=1)

    assert clock.now() >= NOON + timedelta(hours=1)


def test_without_a_file_it_is_the_real_time(tmp_path, monkeypatch):
    monkeypatch.setenv("CLOCK_FILE", str(tmp_path / "missing.json"))

    assert abs(clock.now().timestamp() - time.time()) < 60


def test_today_is_the_date_in_the_zone(steer):
    steer(seconds_ago=0, speed=0)

    assert clock.today(ZoneInfo("UTC")).day == 5
    assert clock.today(ZoneInfo("Pacific/Kiritimati")).day == 6  # 14 hours ahead
