"""`make rehearse`: play a case through the real parts, print its days, write var/rehearsal.json."""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta

from flask import Flask

from tools.embedded import attached
from tools.rehearsal import cast, drive, folder, november, verdict
from tools.rehearsal.case import Case, read
from tools.rehearsal.stage import Stage, build
from webapp import create_app, queues
from webapp.extensions import db

REPORT = attached.ROOT / "var" / "rehearsal.json"
#: Of each day, over all campaigns.
COLUMNS = ("sent", "delivered", "read", "failed", "opted_out")


def main() -> int:
    """Run the rehearsal; return 1 when a promise was broken."""
    case = read()
    with folder.made("rehearsal-") as place, build(case, place) as stage:
        report = play(case, stage)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n")
    return conclude(report, case)


def play(case: Case, stage: Stage) -> dict[str, object]:
    """Launch the campaigns the day before the first, play all days, and return the verdict."""
    began = time.monotonic()
    eve = datetime.combine(case.first_day - timedelta(days=1), drive.MORNING, UTC)
    stage.calendar.jump(eve)
    app = create_app()
    _sync(app, case, stage)
    api = cast.Api(stage.web_url, cast.new_token())
    ids = cast.launch(api, case, stage.simulator)
    print(_line("day", *COLUMNS))
    for day, morning in enumerate(drive.days(app, case, stage), start=1):
        _print_day(api, ids, morning)
        if case.is_november:
            november.play_before(day + 1, stage.simulator)
    stats = [api.call("GET", f"campaigns/{campaign_id}/stats") for campaign_id in ids]
    report = verdict.of(app, case, stage, stats, time.monotonic() - began)
    with app.app_context():
        db.engine.dispose()
    return report


def _sync(app: Flask, case: Case, stage: Stage) -> None:
    """Have a worker fetch the sender and its templates, and WhatsApp report the limit."""
    with app.app_context():
        queues.enqueue("sync_templates")
    drive.settle(app, stage)
    told = {"max_daily_conversations_per_business": case.messaging_limit}
    change = {"field": "business_capability_update", "value": told}
    entry = {"id": os.environ["WHATSAPP_BUSINESS_ACCOUNT_ID"], "changes": [change]}
    body = {"object": "whatsapp_business_account", "entry": [entry]}
    stage.simulator.post("inbound", raw=body)
    drive.settle(app, stage)


def _print_day(api: cast.Api, ids: list[str], morning: datetime) -> None:
    rows = [
        row
        for campaign_id in ids
        for row in api.call("GET", f"campaigns/{campaign_id}/analytics")["days"]
        if row["date"] == morning.date().isoformat()
    ]
    sums = [sum(row[name] for row in rows) for name in COLUMNS]
    print(_line(str(morning.date()), *sums), flush=True)


def _line(day: str, *cells: object) -> str:
    return f"{day:<12}" + "".join(f"{cell!s:>12}" for cell in cells)


def conclude(report: dict[str, object], case: Case) -> int:
    """Print the verdict; return the exit status."""
    for name, value in report.items():
        if name != "days":
            print(f"{name:<32}{value}")
    broken = verdict.faults(report, case)
    for fault in broken:
        print(f"BROKEN: {fault}")
    print(f"Written to {REPORT.relative_to(attached.ROOT)}.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
