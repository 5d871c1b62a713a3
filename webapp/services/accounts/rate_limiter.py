"""Counting events within a time in Redis, over all processes."""

from datetime import timedelta
from typing import NamedTuple

from webapp import queues

#: Only where the key exists: one made by DECR alone would never expire.
_DECREMENT = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"


class Counted(NamedTuple):
    """The number of events since the first one, and the seconds until the count restarts."""

    times: int
    seconds_left: int


def count(name: str, window: timedelta) -> Counted:
    """Add one to the count and return it. Raises redis.RedisError when Redis is not available.

    It counts before the caller decides, so many requests at once cannot pass together.
    """
    key = _key(name)
    with queues.redis().pipeline() as pipe:
        pipe.set(key, 0, ex=window, nx=True)
        pipe.incr(key)
        pipe.ttl(key)
        _, times, seconds_left = pipe.execute()
    return Counted(times, max(1, seconds_left))


def reset(name: str) -> None:
    """Start the count again."""
    queues.redis().delete(_key(name))


def decrement(name: str) -> None:
    """Subtract one from the count, for an event that should not have been counted."""
    queues.redis().eval(_DECREMENT, 1, _key(name))


def _key(name: str) -> str:
    return f"rate:{name}"
