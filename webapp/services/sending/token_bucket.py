"""The token bucket of each sender, which limits its speed over all workers together."""

from redis import Redis

#: Reserves the next `count` slots in a queue that moves at `rate` a second, and returns the
#: seconds until the first of them, at least `ahead` from now. It uses the clock of Redis, because
#: those of the workers may differ.
_RESERVE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now + ARGV[3])
redis.call('SET', KEYS[1], string.format('%.6f', free + ARGV[1] / ARGV[2]), 'EX', 3600)
return string.format('%.6f', free - now)
"""

#: Delays the next slot by a number of seconds.
_PAUSE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
redis.call('SET', KEYS[1], string.format('%.6f', free + ARGV[1]), 'EX', 3600)
"""


#: Delays the next slot until a number of seconds from now; a later one stays where it is.
_HOLD = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now + ARGV[1])
redis.call('SET', KEYS[1], string.format('%.6f', free), 'EX', 3600)
"""


def reserve(redis: Redis, sender_id: int, count: int, per_second: float, ahead: float = 0) -> float:
    """Reserve the next slots for `count` messages, 1/`per_second` seconds apart.

    Return the seconds to wait before the first, at least `ahead`. Raises redis.RedisError when
    Redis cannot be reached: nothing is sent without a slot.
    """
    wait = redis.eval(_RESERVE, 1, f"pace:{sender_id}", count, per_second, ahead)
    return float(wait)


def pause(redis: Redis, sender_id: int, seconds: float) -> None:
    """Delay all messages of this sender by this number of seconds."""
    redis.eval(_PAUSE, 1, f"pace:{sender_id}", seconds)


def hold(redis: Redis, sender_id: int, seconds: float) -> None:
    """Send nothing from this sender for this number of seconds from now."""
    redis.eval(_HOLD, 1, f"pace:{sender_id}", seconds)
