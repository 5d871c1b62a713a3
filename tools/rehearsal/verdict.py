"""The report of the rehearsal; all of its checks use the simulator's log."""

from typing import Any

from flask import Flask
from sqlalchemy import func as sql
from sqlalchemy import or_, select

from tools.rehearsal.case import Case
from tools.rehearsal.stage import Stage
from webapp.domain.recipients.status import RecipientStatus as S
from webapp.extensions import db
from webapp.models import Incident, Recipient

#: Nothing more happens to these: sent is the last receipt of a phone that stays off.
_FINAL = (S.SENT, S.DELIVERED, S.READ, S.FAILED, S.SKIPPED)


def of(app: Flask, case: Case, stage: Stage, stats: list[Any], seconds: float) -> dict[str, Any]:
    """Return the report; `stats` has the API's statistics of each campaign."""
    log = stage.simulator.get("report?timezone=UTC")
    statuses = _statuses(app)
    counted = {case.recipients, sum(statuses.values()), sum(one["total"] for one in stats)}
    return {
        "recipients": case.recipients,
        "campaigns": len(stats),
        "daily_send_limit": case.daily_send_limit,
        "messaging_limit": case.messaging_limit,
        "days_with_sending": len(log["days"]),
        "first_day": log["first_day"],
        "last_day": log["last_day"],
        "accepted_by_whatsapp": log["template_messages"],
        # A message that failed did not reach the person: the retry is no second message,
        # and the quota of the 24 hours is free again.
        "people_written_to_twice": log["people_reached_twice"],
        "tried_again_after_a_failure": log["people_written_to_twice"] - log["people_reached_twice"],
        "most_people_in_any_24_hours": log["most_people_reached_in_any_24_hours"],
        "opt_outs": log["opt_outs"],
        "written_to_after_opt_out": log["written_to_after_opt_out"],
        "statuses": statuses,
        "statuses_add_up": len(counted) == 1,
        "without_final_status": sum(n for name, n in statuses.items() if name not in _FINAL),
        "without_reason": _without_reason(app),
        "faults_of_the_application": _faults(app),
        "progress_percentage": min(one["progress_percentage"] for one in stats),
        "campaign_statuses": [one["status"] for one in stats],
        "seconds": round(seconds, 1),
        "log_hash": log["log_hash"],
        "days": log["days"],
    }


def _statuses(app: Flask) -> dict[str, int]:
    """Return the number of recipients by status, from the rows, not the counters."""
    with app.app_context():
        counted = db.session.execute(
            select(Recipient.status, sql.count()).group_by(Recipient.status)
        ).all()
    return {str(status): people for status, people in counted}


def _without_reason(app: Flask) -> int:
    """Return the number of recipients who failed or were skipped without a reason."""
    is_silent = Recipient.error_details.is_(None) & Recipient.error_reason.is_(None)
    nameless = or_(
        (Recipient.status == S.FAILED) & is_silent,
        (Recipient.status == S.SKIPPED) & Recipient.skip_reason.is_(None),
    )
    with app.app_context():
        return db.session.scalar(select(sql.count()).where(nameless)) or 0


def _faults(app: Flask) -> int:
    """Return the number of faults in the application that staff ever saw."""
    with app.app_context():
        told = select(sql.count()).where(Incident.kind.endswith("_fault", autoescape=True))
        return db.session.scalar(told) or 0


def faults(report: dict[str, Any], case: Case) -> list[str]:
    """Return the promises that the product broke; empty when all were kept."""
    promises = {
        "someone was written to twice": report["people_written_to_twice"] == 0,
        "more people than the limit in 24 hours": report["most_people_in_any_24_hours"]
        <= case.messaging_limit,
        "someone was written to after opting out": report["written_to_after_opt_out"] == 0,
        "the statuses do not add up": report["statuses_add_up"],
        "a fault of the application": report["faults_of_the_application"] == 0,
        "someone has no final status": report["without_final_status"] == 0,
        "someone failed or was skipped without a reason": report["without_reason"] == 0,
        "not everybody was written to": not case.is_plain
        or report["accepted_by_whatsapp"] == case.recipients,
    }
    return [fault for fault, is_kept in promises.items() if not is_kept]
