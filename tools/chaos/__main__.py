"""`make chaos`: send while parts are killed, emptied and restarted; write var/chaos.json."""

import json
import sys
import time
from typing import Any

from tools.chaos import days, look, verdict
from tools.chaos.case import FIRST_MORNING, Case, read
from tools.chaos.faults import Misfortune
from tools.chaos.stage import Stage, build
from tools.demo_data.people import numbers
from tools.embedded import attached
from tools.rehearsal import cast, folder

REPORT = attached.ROOT / "var" / "chaos.json"


def main() -> None:
    """Run it; exit with 1, and keep the parts' logs, when a promise was broken."""
    case = read()
    with folder.made("chaos-") as place:
        with build(case, place) as stage:
            report = play(case, stage)
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(json.dumps(report, indent=2) + "\n")
        if not conclude(report):
            sys.exit(1)


def play(case: Case, stage: Stage) -> dict[str, Any]:
    """Launch one campaign, cause the faults, and return the verdict."""
    began = time.monotonic()
    look.call_witness()
    days.wait_for_templates(case, stage)
    api = cast.Api(stage.web_url, cast.new_token())
    campaign_id = launch(api, case)
    misfortune = Misfortune(case, stage)
    took = days.send_all(case, stage, misfortune)
    days.settle(case, stage)
    stats = api.call("GET", f"campaigns/{campaign_id}/stats")
    run = verdict.Run(misfortune.done, took, stats, time.monotonic() - began)
    return verdict.of(case, stage, run)


def launch(api: cast.Api, case: Case) -> str:
    """Create the campaign with its people and activate it; return its id."""
    campaign: dict[str, str] = api.call(
        "POST",
        "campaigns",
        name="Chaos",
        template_name="we_miss_you",
        variables={"first_name": "friend", "city": "Lima"},
        daily_send_limit=2 * case.recipients,  # refused people count again when tried again
    )
    for part in cast.portions(numbers(case.recipients)):
        api.call("POST", f"campaigns/{campaign['id']}/recipients", phone_numbers=part)
    first_day = FIRST_MORNING.date()
    api.call("POST", f"campaigns/{campaign['id']}/activate?start_date={first_day}")
    return campaign["id"]


def conclude(report: dict[str, Any]) -> bool:
    """Print the verdict; return whether every promise was kept."""
    for name, value in report.items():
        print(f"{name:<34}{value}")
    broken = verdict.broken(report)
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    print(f"Written to {REPORT.relative_to(attached.ROOT)}.")
    return not broken


if __name__ == "__main__":
    main()
