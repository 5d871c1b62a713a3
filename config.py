"""Settings by environment, each with its unit. A missing secret stops the start."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent
#: What `make run` wrote down for commands given in another shell while it runs.
RUNNING = ROOT / "var" / "run.env"

REQUIRED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "WHATSAPP_APP_SECRET")


class MissingSetting(SystemExit):
    """A setting without which nothing can start."""


def _environment() -> dict[str, str]:
    """Read the environment, on top of what a running `make run` wrote down."""
    written = RUNNING.read_text().splitlines() if RUNNING.exists() else []
    return dict(line.split("=", 1) for line in written if "=" in line) | dict(os.environ)


def from_environment(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Answer every setting of the application, for `app.config`.

    Raises MissingSetting with the names of what is missing.
    """
    env = _environment() if environ is None else environ
    missing = [name for name in REQUIRED if not env.get(name)]
    if missing:
        raise MissingSetting(
            f"Not set: {', '.join(missing)}. Set them, or start everything with `make run`."
        )
    return {
        **{name: env[name] for name in REQUIRED},
        "SQLALCHEMY_DATABASE_URI": _with_driver(env["DATABASE_URL"]),
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "pool_size": 5},
        "WHATSAPP_API_URL": env.get("WHATSAPP_API_URL", "https://graph.facebook.com"),
        "WHATSAPP_API_VERSION": env.get("WHATSAPP_API_VERSION", "v25.0"),
        "WHATSAPP_ACCESS_TOKEN": env.get("WHATSAPP_ACCESS_TOKEN", ""),
        "WHATSAPP_PHONE_NUMBER_ID": env.get("WHATSAPP_PHONE_NUMBER_ID", ""),
        "WHATSAPP_BUSINESS_ACCOUNT_ID": env.get("WHATSAPP_BUSINESS_ACCOUNT_ID", ""),
        # Several, separated by commas, while a secret is being changed.
        "WHATSAPP_APP_SECRETS": [s for s in env["WHATSAPP_APP_SECRET"].split(",") if s],
        "WHATSAPP_VERIFY_TOKEN": env.get("WHATSAPP_VERIFY_TOKEN", ""),
        "TIMEZONE": env.get("TIMEZONE", "UTC"),
        "DEFAULT_COUNTRY": env.get("DEFAULT_COUNTRY", ""),
        "UNDO_SECONDS": int(env.get("UNDO_SECONDS", "60")),  # after "Send"; 0 starts at once
        "API_REQUESTS_A_MINUTE": int(env.get("API_REQUESTS_A_MINUTE", "6000")),  # of one token
        # Where is written down how far the database is, best on another disk than the database.
        "FENCE_FOLDER": env.get("FENCE_FOLDER") or str(ROOT / "var" / "fence"),
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,  # bytes
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # bytes: pasted numbers, a webhook's 3 MB
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": env.get("SESSION_COOKIE_SECURE", "") == "1",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    }


def _with_driver(url: str) -> str:
    """Name the driver that we install in a plain `postgresql://` (or `postgres://`) address.

    >>> _with_driver("postgres://me@localhost/x")
    'postgresql+psycopg://me@localhost/x'
    """
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else url
