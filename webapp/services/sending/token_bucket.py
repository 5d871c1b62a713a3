"""The token bucket of each sender: how fast its number may send, over all workers together."""

from redis import Redis

#: Gives out the next `count` places in a queue that moves at `rate` a second, and answers the
#: seconds until the first of them, which lies `ahead` of now. Redis's own clock, because the
#: workers' may differ.
_RESERVE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now + ARGV[3])
redis.call('SET', KEYS[1], string.format('%.6f', free + ARGV[1] / ARGV[2]), 'EX', 3600)
return string.format('%.6f', free - now)
"""

#: Lets the queue stand still for so long.
_HOLD = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
redis.call('SET', KEYS[1], string.format('%.6f', free + ARGV[1]), 'EX', 3600)
"""


def reserve(redis: Redis, sender_id: int, count: int, per_second: float, ahead: float = 0) -> float:
    """Reserve the next places for `count` messages, 1/`per_second` seconds apart.

    Answers the seconds to wait before the first, `ahead` at least. Raises redis.RedisError when
    Redis is not there: without a place nothing is sent.
    """
    wait = redis.eval(_RESERVE, 1, f"pace:{sender_id}", count, per_second, ahead)
    return float(wait)


def hold(redis: Redis, sender_id: int, seconds: float) -> None:
    """Let everyone who sends from this number wait for so much longer."""
    redis.eval(_HOLD, 1, f"pace:{sender_id}", seconds)
