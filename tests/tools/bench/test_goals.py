import json

import pytest

from tools.bench import frame
from tools.bench.goals import GOALS


@pytest.mark.parametrize(("value", "holds"), [(1.999, True), (2, False)])
def test_a_value_below_its_goal_holds(value, holds):
    figure = frame.measured("first-message-10k", value)

    assert (figure.holds, figure.unit, figure.goal) == (holds, "s", "< 2 s")


@pytest.mark.parametrize(("value", "holds"), [(180, True), (179, False)])
def test_a_value_is_held_to_its_share_of_the_baseline(value, holds):
    figure = frame.compared("send-uncapped", value, "messages/s", 200)

    assert (figure.holds, figure.ratio, figure.unit) == (holds, value / 200, "messages/s")
    assert figure.goal == ">= 0.9 x the baseline"


def test_none_may_be_lost():
    assert frame.measured("webhook-burst-lost", 0).holds
    assert not frame.measured("webhook-burst-lost", 1).holds


def test_a_figure_replaces_the_one_of_its_name(tmp_path):
    report = tmp_path / "var" / "bench.json"

    frame.keep([frame.measured("tick-idle", 45), frame.measured("plan-1m", 0.01)], report)
    frame.keep([frame.measured("tick-idle", 25)], report)

    stored = {row["name"]: row for row in json.loads(report.read_text())}
    assert stored.keys() == {"tick-idle", "plan-1m"}
    assert stored["tick-idle"] == {
        "name": "tick-idle",
        "value": 25,
        "unit": "ms",
        "baseline": None,
        "ratio": None,
        "goal": str(GOALS["tick-idle"]),
        "holds": True,
    }
