"""Commands: `flask --app wsgi NAME ...`."""

from flask import Flask
from flask_wtf import CSRFProtect

from webapp.cli import campaigns, contacts, doctor, restore_guard, senders, tokens, users

COMMANDS = (
    *(users.group, tokens.group, campaigns.group, contacts.group, senders.group),
    *(restore_guard.group, doctor.doctor),
)


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Register the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
