"""The verdict on what was accepted, from the log alone."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from typing import Any

import orjson

from simulator.messages.log import Accepted
from simulator.people import opt_outs
from simulator.people.opt_outs import Signal

DAY_S = 86_400
#: In every zone, midnight falls on a quarter of an hour.
QUARTER_S = 900


def report(
    rows: Sequence[Accepted], signals: Sequence[Signal], zone: tzinfo, grace_s: float
) -> dict[str, Any]:
    """Return counts of people, repetitions and days. Only template messages count.

    Figures with "reached" leave out the messages that ended as failed.
    """
    written = [row for row in rows if row.template is not None]
    reached = [row for row in written if row.outcome != "failed"]
    days = days_of(written, zone)
    return {
        "accepted": len(rows),
        "template_messages": len(written),
        "people": len({row.person for row in rows}),
        "people_written_to_twice": repeated((row.person, row.template) for row in written),
        "people_reached_twice": repeated((row.person, row.template) for row in reached),
        "people_with_more_than_one_message": repeated(row.person for row in written),
        "most_people_in_any_24_hours": most_people_in_any_24_hours(written),
        "most_people_reached_in_any_24_hours": most_people_in_any_24_hours(reached),
        "written_to_after_opt_out": written_to_after_opt_out(written, signals, grace_s),
        "opt_outs": len({signal.person for signal in signals if signal.kind.endswith("stop")}),
        "first_day": next(iter(days), None),
        "last_day": next(reversed(days), None),
        "days": days,
        "log_hash": hash_of(written, zone),
    }


def repeated(keys: Iterable[object]) -> int:
    """Return how many of the keys occur more than once."""
    return sum(times > 1 for times in Counter(keys).values())


def most_people_in_any_24_hours(rows: Iterable[Accepted]) -> int:
    """Return the most different people in any window of 24 hours, without open windows.

    One pass over the rows by time: those of the last 24 hours are in a queue, and counted.
    """
    window: deque[Accepted] = deque()
    times: Counter[str] = Counter()
    most = 0
    for row in sorted((r for r in rows if not r.in_window), key=lambda r: r.at_epoch):
        window.append(row)
        times[row.person] += 1
        while window[0].at_epoch <= row.at_epoch - DAY_S:
            gone = window.popleft().person
            times[gone] -= 1
            if not times[gone]:
                del times[gone]
        most = max(most, len(times))
    return most


def written_to_after_opt_out(
    rows: Iterable[Accepted], signals: Iterable[Signal], grace_s: float = 0.0
) -> int:
    """Return the number of messages to people after their answered STOP, with no START since."""
    heard: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        heard[signal.person].append(signal)
    return sum(
        _is_opted_out(row, heard[row.person], grace_s) for row in rows if row.person in heard
    )


def _is_opted_out(row: Accepted, signals: Iterable[Signal], grace_s: float) -> bool:
    ways = opt_outs.Ways()
    since = 0.0
    for signal in signals:
        if signal.accepted >= row.n:
            break
        was_out, ways = bool(ways), opt_outs.after(ways, signal.kind)
        since = since if was_out else signal.at
    return bool(ways) and row.at_epoch >= since + grace_s


def days_of(rows: Iterable[Accepted], zone: tzinfo) -> dict[str, dict[str, int]]:
    """Return messages and different people by local date, the first day first."""
    messages: Counter[int] = Counter()
    people: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        quarter = int(row.at_epoch // QUARTER_S)
        messages[quarter] += 1
        people[quarter].add(row.person)
    totals: dict[str, int] = defaultdict(int)
    together: dict[str, set[str]] = defaultdict(set)
    for quarter in sorted(messages):
        moment = datetime.fromtimestamp(quarter * QUARTER_S, UTC)
        day = moment.astimezone(zone).date().isoformat()
        totals[day] += messages[quarter]
        together[day] |= people[quarter]
    return {day: {"accepted": totals[day], "people": len(together[day])} for day in totals}


def hash_of(rows: Iterable[Accepted], zone: tzinfo) -> str:
    """Return a hash of who got which template with which values on which local date.

    The values are hashed as they stand in the text of the body. The order within a day, ids and
    what became of a message are left out: they differ from run to run, or are not decided by the
    application.
    """
    lines = sorted(_line(row, zone) for row in rows)
    return sha256(b"\n".join(lines)).hexdigest()


def _line(row: Accepted, zone: tzinfo) -> bytes:
    day = datetime.fromtimestamp(row.at_epoch, zone).date().isoformat()
    return orjson.dumps((day, row.person, row.template, row.language, row.body))
