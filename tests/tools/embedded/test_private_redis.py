"""The private Redis, really started."""

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tools.embedded.redis import Redis


def test_data_survive_a_kill(tmp_path):
    killed = Redis(tmp_path)
    killed.start()
    with redis.Redis.from_url(killed.url) as client:
        client.set("note", "kept")
    killed.process.kill()
    killed.process.wait()

    with Redis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        assert client.get("note") == b"kept"


def test_a_stranger_is_refused(tmp_path):
    with (
        Redis(tmp_path, durable=False) as server,
        redis.Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()
