"""Jinja filters."""

from flask import Flask
from flask_wtf import CSRFProtect


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Join what is not a blueprint to the application."""
