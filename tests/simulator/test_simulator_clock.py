"""The virtual clock, which may be changed at any moment."""

import json
import os
import time

import pytest

from simulator.clock import Clock


def steer(path, **steering):
    new = path.with_suffix(".new")
    new.write_text(json.dumps(steering))
    os.replace(new, path)


def test_without_a_file_it_is_the_real_time(tmp_path):
    clock = Clock(str(tmp_path / "none"))

    assert clock.now() == pytest.approx(time.time(), abs=1)


def test_it_runs_as_fast_as_the_file_says(tmp_path):
    steer(tmp_path / "clock", virtual=1_000.0, real=time.time() - 10, speed=60)

    assert Clock(str(tmp_path / "clock")).now() == pytest.approx(1_600, abs=60)


def test_it_obeys_a_file_that_appears_changes_and_vanishes(tmp_path):
    path = tmp_path / "clock"
    clock = Clock(str(path))
    seen = [clock.now()]
    for virtual in (5.0, 7.0):
        steer(path, virtual=virtual, real=0, speed=0)
        seen.append(clock.now())
    path.unlink()

    assert seen[1:] == [5.0, 7.0]
    assert clock.now() == pytest.approx(time.time(), abs=1)
