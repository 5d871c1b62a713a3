"""The start page of the settings."""

from flask import render_template


def index() -> str:
    """List the settings pages."""
    return render_template("settings/index.html")
