"""The waits before a program starts again."""

from tools.embedded import restarts
from tools.embedded.restarts import Waits


def test_waits_grow_to_a_minute():
    waits = Waits()

    assert [waits.next_s() for _ in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_waits_begin_again_after_a_long_run(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(restarts.time, "monotonic", lambda: now[0])
    waits = Waits()
    assert [waits.next_s(), waits.next_s()] == [1, 2]

    waits.begin()
    now[0] += 61

    assert waits.next_s() == 1
