"""The first page of the settings."""

from flask import render_template


def index() -> str:
    """Say what can be set, and where."""
    return render_template("settings/index.html")
