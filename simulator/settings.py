"""Settings that are fixed when the simulator starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.behaviour import Behaviour

DEFAULT_PORT = 8090
DEFAULT_WEBHOOK_URL = "http://127.0.0.1:8000/webhooks/whatsapp"
DEFAULT_NUMBER = "100000000000001"
DEFAULT_WABA = "200000000000001"


@dataclass(slots=True)
class Number:
    """One business phone number, as its node on the Graph shows it."""

    id: str
    waba_id: str
    display_phone_number: str = "+57 601 5550100"
    verified_name: str = "Acme Shop"
    quality_rating: str = "GREEN"
    status: str = "CONNECTED"
    name_status: str = "APPROVED"
    code_verification_status: str = "VERIFIED"
    account_mode: str = "LIVE"
    platform_type: str = "CLOUD_API"


def default_numbers() -> list[Number]:
    return [Number(DEFAULT_NUMBER, DEFAULT_WABA)]


@dataclass(frozen=True, slots=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    webhook_url: str = DEFAULT_WEBHOOK_URL
    access_token: str = "simulator-token"  # noqa: S105 (opens nothing but this simulator)
    app_secret: str = "simulator-secret"  # noqa: S105 (likewise)
    numbers: list[Number] = field(default_factory=default_numbers)
    seed: int = 1
    clock_file: str | None = None
    log_file: str | None = None
    behaviour: Behaviour = field(default_factory=Behaviour)


def numbers_from(environ: Mapping[str, str]) -> list[Number]:
    """Return the numbers in SIMULATOR_NUMBERS ("id:waba,id:waba"), else the application's own."""
    default = ":".join(
        (
            environ.get("WHATSAPP_PHONE_NUMBER_ID") or DEFAULT_NUMBER,
            environ.get("WHATSAPP_BUSINESS_ACCOUNT_ID") or DEFAULT_WABA,
        )
    )
    given = environ.get("SIMULATOR_NUMBERS") or default
    pairs = (pair.strip().split(":") for pair in given.split(","))
    return [
        Number(number, waba, display_phone_number=f"+57 601 555{100 + place:04}")
        for place, (number, waba) in enumerate(pairs)
    ]


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return settings from the application's own environment; unset ones have a default."""
    default = Settings()
    return Settings(
        port=int(environ.get("SIMULATOR_PORT") or default.port),
        webhook_url=environ.get("SIMULATOR_WEBHOOK_URL") or default.webhook_url,
        access_token=environ.get("WHATSAPP_ACCESS_TOKEN") or default.access_token,
        app_secret=environ.get("WHATSAPP_APP_SECRET") or default.app_secret,
        numbers=numbers_from(environ),
        clock_file=environ.get("CLOCK_FILE") or None,
    )
