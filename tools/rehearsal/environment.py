"""The environment of parts that run in a separate folder."""

import secrets
from pathlib import Path

from tools.embedded.postgres import Postgres
from tools.embedded.redis import Redis

#: What the simulator knows: a token, and a number of an account.
TOKEN = "simulator-token"  # noqa: S105
NUMBER, ACCOUNT = "100000000000001", "200000000000001"


def of(folder: Path, postgres: Postgres, redis: Redis) -> dict[str, str]:
    """Return what the product needs to start."""
    return {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        "RESTORE_GUARD_DIR": str(folder / "restore-guard"),
        "SECRET_KEY": secrets.token_hex(),
        "WHATSAPP_APP_SECRET": secrets.token_hex(),
        "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(),
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
        "TIMEZONE": "UTC",
    }


def simulated(port: int, webhook_port: int) -> dict[str, str]:
    """Return what product and simulator need to know about each other."""
    return {
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT,
        "WHATSAPP_API_URL": f"http://127.0.0.1:{port}",
        "SIMULATOR_PORT": str(port),
        "SIMULATOR_WEBHOOK_URL": f"http://127.0.0.1:{webhook_port}/webhooks/whatsapp",
    }
