"""The valid settings of a campaign."""

from datetime import time

import pytest

from webapp.domain.campaigns.rules import faults


@pytest.mark.parametrize(
    ("details", "fields"),
    [
        ({}, []),
        ({"name": "x" * 200, "description": "x" * 2_000}, []),
        ({"name": "x" * 201, "description": "x" * 2_001}, ["name", "description"]),
        ({"daily_send_limit": 1, "initial_group": None}, []),
        ({"daily_send_limit": 0}, ["daily_send_limit"]),
        (
            {"daily_send_limit": 1_000_001, "initial_group": 0},
            ["daily_send_limit", "initial_group"],
        ),
        ({"window_opens": time(9), "window_closes": time(20)}, []),
        ({"window_opens": time(9), "window_closes": time(0)}, []),
        ({"window_opens": time(9), "window_closes": time(9)}, ["window_closes"]),
        ({"window_opens": time(20), "window_closes": time(9)}, ["window_closes"]),
    ],
)
def test_each_fault_is_found_at_its_field(details, fields):
    assert list(faults(details)) == fields
