"""The environment of `make run`: the given settings, and development values for the others."""

import os
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from tools.embedded import stored_values
from tools.embedded.errors import StartError

#: Later lines use earlier ones.
DEFAULTS = {
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "RQ_DASHBOARD_PORT": "9181",
    "RQ_DASHBOARD_ADDRESS": "http://127.0.0.1:{RQ_DASHBOARD_PORT}",
}

#: Generated once, with the file below var/ that stores it.
SECRETS = {
    "SECRET_KEY": "secret-key",
    "WHATSAPP_APP_SECRET": "whatsapp-app-secret",
    "WHATSAPP_VERIFY_TOKEN": "whatsapp-verify-token",
    "DEMO_PASSWORD": "demo-login",
    "RQ_DASHBOARD_PASSWORD": "rq-dashboard-password",
}

#: The simulator's settings, if no WHATSAPP_API_URL is given. Later lines use earlier ones.
SIMULATED = {
    "SIMULATOR_PORT": "8090",
    "WHATSAPP_API_URL": "http://127.0.0.1:{SIMULATOR_PORT}",
    "WHATSAPP_ACCESS_TOKEN": "simulator-token",
    "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "200000000000001",
    "SIMULATOR_WEBHOOK_URL": "{address}/webhooks/whatsapp",
}

#: What commands in another shell need, in addition to names that begin with WHATSAPP_.
SHARED_SETTINGS = (
    *(
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "TIMEZONE",
        "DEFAULT_COUNTRY",
        "RESTORE_GUARD_DIR",
    ),
)


def complete(settings: Mapping[str, str], var: Path) -> dict[str, str]:
    """Return the environment with defaults filled in; an empty value counts as missing.

    Raises StartError if WhatsApp itself is to be used and its secret is not given.
    """
    env = dict(settings)
    if env.get("WHATSAPP_API_URL") and not env.get("WHATSAPP_APP_SECRET"):
        raise StartError(
            "WHATSAPP_API_URL is set and WHATSAPP_APP_SECRET is not. Without the secret of your "
            "app no receipt and no STOP could be believed; it stands in the app's basic settings."
        )
    for name, value in DEFAULTS.items():
        _fill(env, {name: value.format(**env)})
    _fill(env, {name: stored_values.secret(var / file) for name, file in SECRETS.items()})
    if env.get("WHATSAPP_API_URL"):
        env.pop("SIMULATOR_PORT", None)
        return env
    for name, value in SIMULATED.items():
        _fill(env, {name: value.format(**env, address=address(env))})
    return env


def _fill(env: dict[str, str], values: Mapping[str, str]) -> None:
    env.update({name: value for name, value in values.items() if not env.get(name)})


def address(env: Mapping[str, str]) -> str:
    """Return the web's address as it is reached from this machine."""
    host = "127.0.0.1" if env["HOST"] == "0.0.0.0" else env["HOST"]  # noqa: S104
    return f"http://{host}:{env['PORT']}"


def is_simulated(env: Mapping[str, str]) -> bool:
    """Return whether our simulator replaces WhatsApp, for a completed environment."""
    return "SIMULATOR_PORT" in env


def check_ports(env: Mapping[str, str]) -> None:
    """Raise StartError if a needed port is taken, needed twice, or is no port."""
    needed = {"PORT": env["HOST"], "RQ_DASHBOARD_PORT": "127.0.0.1"}
    if is_simulated(env):
        needed["SIMULATOR_PORT"] = "127.0.0.1"
    for name, host in needed.items():
        _check_port(name, host, env[name])
    for one, other in combinations(needed, 2):
        if env[one] == env[other]:
            raise StartError(f"{one} and {other} are both {env[one]}; make them differ.")


def _check_port(name: str, host: str, number: str) -> None:
    if not number.isdecimal() or not 0 < int(number) < 2**16:
        raise StartError(f"{name} is {number!r}, which is no port. Example: make run {name}=8001")
    if not stored_values.is_free(host, int(number)):
        raise StartError(
            f"Port {number} of {host} is taken by another program, or not ours to use.\n"
            f"Choose another: make run {name}={int(number) + 1}"
        )


def tell_others(env: Mapping[str, str], file: Path) -> None:
    """Store what commands in another shell need, for config.py."""
    shared = [n for n in env if n in SHARED_SETTINGS or n.startswith("WHATSAPP_")]
    new = file.with_name(f"{file.name}.new")
    stored_values.write_private(new, "".join(f"{name}={env[name]}\n" for name in sorted(shared)))
    os.replace(new, file)
