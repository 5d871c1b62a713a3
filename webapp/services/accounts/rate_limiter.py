"""Counting in Redis how often something happened within a time, over all processes together."""

from datetime import timedelta
from typing import NamedTuple

from webapp import queues

#: Only while it is counted: a key made by DECR alone would never expire.
_TAKE_BACK = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"


class Counted(NamedTuple):
    """How often since the first time, and how many seconds until counting begins anew."""

    times: int
    seconds_left: int


def count(what: str, window: timedelta) -> Counted:
    """Count `what` once more. Raises redis.RedisError when Redis is not there.

    Counting before deciding leaves no gap through which many could slip at once.
    """
    key = f"throttle:{what}"
    with queues.redis().pipeline() as pipe:
        pipe.set(key, 0, ex=window, nx=True)
        pipe.incr(key)
        pipe.ttl(key)
        _, times, seconds_left = pipe.execute()
    return Counted(times, max(1, seconds_left))


def forget(what: str) -> None:
    """Begin counting anew."""
    queues.redis().delete(f"throttle:{what}")


def take_back(what: str) -> None:
    """Count once less: it was none of what is counted."""
    queues.redis().eval(_TAKE_BACK, 1, f"throttle:{what}")
