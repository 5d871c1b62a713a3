"""Settings from the environment, with their units. A missing or wrong one stops the start."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

from phonenumbers import SUPPORTED_REGIONS

ROOT = Path(__file__).parent
#: Settings that `make run` stores for commands in another shell while it runs.
RUNNING = ROOT / "var" / "run.env"

REQUIRED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "WHATSAPP_APP_SECRET")

#: The values of settings that are missing or empty.
DEFAULTS = {
    "WHATSAPP_API_URL": "https://graph.facebook.com",
    "WHATSAPP_API_VERSION": "v25.0",
    "WHATSAPP_ACCESS_TOKEN": "",
    "WHATSAPP_PHONE_NUMBER_ID": "",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "",
    "WHATSAPP_VERIFY_TOKEN": "",
    "TIMEZONE": "UTC",
    "DEFAULT_COUNTRY": "",
    # Holds the generation of the database, best on another disk than the database.
    "RESTORE_GUARD_DIR": str(ROOT / "var" / "restore-guard"),
    "SESSION_COOKIE_SECURE": "",  # 1: only over HTTPS
    # Number of proxies in front of us whose X-Forwarded-For, -Proto and -Host are trusted.
    "PROXIES": "0",
    "RQ_DASHBOARD_ADDRESS": "",  # where operators open it; it is linked from the settings
    # 1: messages may be forwarded within a private network, and over http.
    "ALLOW_PRIVATE_ADDRESSES": "",
    "UNDO_SECONDS": "60",  # after "Send"; 0 starts at once
    "API_REQUESTS_A_MINUTE": "6000",  # per token
}

#: Settings that are whole numbers.
WHOLE = ("PROXIES", "UNDO_SECONDS", "API_REQUESTS_A_MINUTE")


class WrongSetting(SystemExit):
    """A setting is missing or wrong; the start ends with this message."""


def _environment() -> dict[str, str]:
    """Return the environment, and below it the settings of a running `make run`."""
    lines = RUNNING.read_text().splitlines() if RUNNING.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line) | dict(os.environ)


def from_environment(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Return every setting of the application, for `app.config`.

    Raises WrongSetting with the names of the missing ones, or with what is wrong with one.
    """
    env = _environment() if environ is None else environ
    missing = [name for name in REQUIRED if not env.get(name)]
    if missing:
        raise WrongSetting(
            f"Not set: {', '.join(missing)}. Set them, or start everything with `make run`."
        )
    optional = {name: env.get(name) or default for name, default in DEFAULTS.items()}
    return {
        **optional,
        **{name: env[name] for name in REQUIRED},
        "SQLALCHEMY_DATABASE_URI": _with_driver(env["DATABASE_URL"]),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "pool_size": 5,
            "hide_parameters": True,  # errors would show contacts' data
        },
        # Several, separated by commas, while a secret is being changed.
        "WHATSAPP_APP_SECRETS": env["WHATSAPP_APP_SECRET"].replace(",", " ").split(),
        "TIMEZONE": _one_of(available_timezones(), "TIMEZONE", optional["TIMEZONE"]),
        "DEFAULT_COUNTRY": _one_of(
            {"", *SUPPORTED_REGIONS}, "DEFAULT_COUNTRY", optional["DEFAULT_COUNTRY"].upper()
        ),
        **{name: _whole(name, optional[name]) for name in WHOLE},
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,  # bytes
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # bytes: pasted numbers, a webhook's 3 MB
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": optional["SESSION_COOKIE_SECURE"] == "1",
        "ALLOW_PRIVATE_ADDRESSES": optional["ALLOW_PRIVATE_ADDRESSES"] == "1",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    }


def _one_of(known: set[str], name: str, value: str) -> str:
    if value not in known:
        raise WrongSetting(f"{name} is {value!r}, which is none that we know.")
    return value


def _whole(name: str, value: str) -> int:
    if not value.isdecimal():
        raise WrongSetting(f"{name} is {value!r}: give a whole number.")
    return int(value)


def _with_driver(url: str) -> str:
    """Return a plain `postgresql://` (or `postgres://`) address with the driver that we install.

    >>> _with_driver("postgres://me@localhost/x")
    'postgresql+psycopg://me@localhost/x'
    """
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else url
