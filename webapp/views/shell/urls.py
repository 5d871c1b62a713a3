"""The URL table of a blueprint, and safe redirects."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for


def add_urls(blueprint: Blueprint, *urls: tuple[str, str, Callable[..., Any]]) -> None:
    """Register each view with its methods and address; the endpoint has the view's name."""
    for methods, rule, view in urls:
        blueprint.add_url_rule(rule, view_func=view, methods=methods.split())


def safe_next_url(wanted: str) -> str:
    """Return the requested address if it is one of ours, or else the overview."""
    names_a_host = wanted.replace("\\", "/").startswith("//")
    is_ours = wanted.startswith("/") and not names_a_host and wanted.isprintable()
    return wanted if is_ours else url_for("overview.show")
