"""The report of the run. It is judged by the simulator's log."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tools.chaos import look
from tools.chaos.case import Case
from tools.chaos.faults import Fault
from tools.chaos.stage import Stage
from tools.rehearsal.product import flask

DAY_S = 86_400
NIGHT_S = 43_200
LONGEST_RECOVERY_S = 90
#: Calls whose responses never arrived, as the simulator counts them.
LOST_ANSWERS = ("reset_before", "reset_after_accept", "timeout_after_accept")
#: The statuses of a person who is known to have a message, or may have it.
ACCEPTED = {"sent", "delivered", "read"}


@dataclass(frozen=True)
class Run:
    """The results to judge, in addition to log and database."""

    faults: Sequence[Fault]
    days: int
    stats: dict[str, Any]  # from the campaign's statistics
    seconds: float


def of(case: Case, stage: Stage, run: Run) -> dict[str, Any]:
    """Return the report."""
    log = list(stage.simulator.accepted())
    times = [row["at_epoch"] for row in log]
    written = {row["to"] for row in log}
    messages = Counter(row["person"] for row in log)
    people = look.people()
    statuses = Counter(status for status, _ in people.values())
    drawn = stage.simulator.get("state")["faults"]
    traces = ACCEPTED if case.has_callback else ACCEPTED | {"unconfirmed"}
    unanswered, abandoned = look.ids(look.UNANSWERED), look.ids(look.ABANDONED)
    in_flight = frozenset[int]().union(*(fault.in_flight for fault in run.faults))
    lost_answers = sum(drawn.get(name, 0) for name in LOST_ANSWERS)
    ever, left = len(unanswered | abandoned), statuses["unconfirmed"]
    recovery = _recovery(run.faults, times)
    doctor = flask("doctor", check=False)
    return {
        "recipients": case.recipients,
        "messaging_limit": case.messaging_limit,
        "days": run.days,
        "kills": sum(fault.kind == "kill_worker" for fault in run.faults),
        "faults": Counter(fault.kind for fault in run.faults),
        "faults_of_whatsapp": drawn,
        "accepted": len(log),
        "accepted_twice": sum(count > 1 for count in messages.values()),
        "accepted_without_trace": sum(people[to][0] not in traces for to in written),
        "has_callback": case.has_callback,
        "silently_skipped": sum(
            not is_said for to, (_, is_said) in people.items() if to not in written
        ),
        "unconfirmed": ever,
        "unconfirmed_settled_by_receipt": ever - left,
        "unconfirmed_left": left,
        "unconfirmed_left_with_a_message": sum(people[to][0] == "unconfirmed" for to in written),
        "unconfirmed_at_most": len(in_flight) + lost_answers,
        "unconfirmed_after_a_lost_answer": len(unanswered),
        "lost_answers": lost_answers,
        "unconfirmed_after_a_fault": len(abandoned),
        "in_flight_at_the_faults": len(in_flight),
        "unconfirmed_without_cause": len(abandoned - in_flight),
        "over_limit_windows": over_limit_windows(log, case.messaging_limit),
        "campaign_status": run.stats["status"],
        "statuses": statuses,
        "statuses_add_up": {statuses.total(), run.stats["total"]} == {case.recipients},
        "open_faults": look.count(look.FAULTS),
        "doctor": "" if doctor.returncode == 0 else doctor.stdout + doctor.stderr,
        "recovery_seconds": recovery,
        "recovery_seconds_max": max(recovery.values(), default=0.0),
        "longest_silence_seconds": round(_longest_silence(times), 1),
        "seconds": round(run.seconds, 1),
    }


def over_limit_windows(log: Iterable[dict[str, Any]], limit: int) -> int:
    """Return how often the 24 hours before a message held more different people than the limit.

    People who wrote to us within 24 hours before the message do not count.
    """
    latest: dict[str, float] = {}  # the person with the oldest latest message comes first
    over = 0
    counted = (row for row in log if not row["in_window"])
    for row in sorted(counted, key=lambda row: row["at_epoch"]):
        latest.pop(row["person"], None)
        latest[row["person"]] = row["at_epoch"]
        while (first := next(iter(latest.items())))[1] <= row["at_epoch"] - DAY_S:
            del latest[first[0]]
        over += len(latest) > limit
    return over


def _recovery(faults: Iterable[Fault], times: Sequence[float]) -> dict[str, float]:
    """Return by kind the longest time from a fault to the first message after it was over."""
    longest: dict[str, float] = {}
    for fault in faults:
        following = bisect_right(times, fault.over_at)
        took = times[following] - fault.at if following < len(times) else float("inf")
        longest[fault.kind] = round(max(took, longest.get(fault.kind, 0.0)), 1)
    return longest


def _longest_silence(times: Sequence[float]) -> float:
    """Return the longest time between two messages of a day, whatever the reason."""
    silences = (later - earlier for earlier, later in pairwise(times))
    return max((silence for silence in silences if silence < NIGHT_S), default=0.0)


def broken(report: dict[str, Any]) -> list[str]:
    """Return the promises that the product broke; empty when all were kept."""
    promises = {
        "someone was written to twice": report["accepted_twice"] == 0,
        "someone was written to and it is not known": report["accepted_without_trace"] == 0,
        "someone was silently skipped": report["silently_skipped"] == 0,
        "someone is unconfirmed who was not in flight": report["unconfirmed_without_cause"] == 0
        and report["unconfirmed_after_a_lost_answer"] <= report["lost_answers"],
        "more are unconfirmed than were in flight": report["unconfirmed"]
        <= report["unconfirmed_at_most"],
        "a receipt has not settled someone": report["unconfirmed_left_with_a_message"] == 0
        or not report["has_callback"],
        "a campaign has paused by itself": report["campaign_status"] == "completed",
        "more people than the limit in 24 hours": report["over_limit_windows"] == 0,
        "the statuses do not add up": report["statuses_add_up"],
        "a fault of the application is not over": report["open_faults"] == 0,
        "the doctor found something": not report["doctor"],
        "recovery took too long": report["recovery_seconds_max"] <= LONGEST_RECOVERY_S,
    }
    return [sentence for sentence, is_kept in promises.items() if not is_kept]
