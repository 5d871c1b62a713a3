"""The JSON API."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

BLUEPRINTS: tuple[Blueprint, ...] = ()


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Join what is not a blueprint to the application."""
