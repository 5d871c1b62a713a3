"""`make chaos`: send while parts are killed, emptied and restarted; write var/chaos.json."""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from chaos import days, look, verdict
from chaos.case import FIRST_MORNING, Case, read
from chaos.faults import Misfortune
from chaos.stage import Stage, build
from embedded import attached
from rehearsal import cast

REPORT = attached.ROOT / "var" / "chaos.json"


def main() -> int:
    """Go through it; 1 when a promise was broken."""
    case = read()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    try:
        with build(case, folder) as stage:
            report = play(case, stage)
    except BaseException:
        print(f"The parts' logs are in {folder}.", file=sys.stderr)
        raise
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n")
    return conclude(report, folder)


def play(case: Case, stage: Stage) -> dict[str, Any]:
    """Launch one campaign, let the misfortunes happen, and judge."""
    began = time.monotonic()
    look.call_witness()
    days.wait_for_templates(case, stage)
    api = cast.Api(stage.web_url, cast.new_token())
    campaign_id = launch(api, case)
    misfortune = Misfortune(case, stage)
    took = days.send_all(case, stage, misfortune)
    days.settle(case, stage)
    total = api.call("GET", f"campaigns/{campaign_id}/stats")["total"]
    run = verdict.Run(misfortune.done, took, total, time.monotonic() - began)
    return verdict.of(case, stage, run)


def launch(api: cast.Api, case: Case) -> str:
    """Create the campaign with its people and activate it; answer its id."""
    campaign: dict[str, str] = api.call(
        "POST",
        "campaigns",
        name="Chaos",
        template_name="hello_world",
        daily_send_limit=case.recipients,
    )
    for numbers in cast.portions(cast.people(case.recipients)):
        api.call("POST", f"campaigns/{campaign['id']}/recipients", phone_numbers=numbers)
    first_day = FIRST_MORNING.date()
    api.call("POST", f"campaigns/{campaign['id']}/activate?start_date={first_day}")
    return campaign["id"]


def conclude(report: dict[str, Any], folder: Path) -> int:
    """Print the verdict; keep the parts' logs where a promise was broken."""
    for name, value in report.items():
        print(f"{name:<34}{value}")
    broken = verdict.broken(report)
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    print(f"Written to {REPORT.relative_to(attached.ROOT)}.")
    if broken:
        print(f"The parts' logs are in {folder}.")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
