"""The URL table of a blueprint, and safe redirects."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for


def add_urls(blueprint: Blueprint, *urls: tuple[str, str, Callable[..., Any]]) -> None:
    """Register each view with its methods and address; the endpoint has the view's name."""
    for methods, rule, view in urls:
        blueprint.add_url_rule(rule, view_func=view, methods=methods.split())


def safe_next_url(requested: str) -> str:
    """Return the requested address if it is one of ours, or else the overview."""
    names_a_host = requested.replace("\\", "/").startswith("//")
    is_local = requested.startswith("/") and not names_a_host and requested.isprintable()
    return requested if is_local else url_for("overview.show")
