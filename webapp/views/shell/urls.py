"""Addresses: the table of a blueprint, and where to go next."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for


def add_urls(blueprint: Blueprint, *urls: tuple[str, str, Callable[..., Any]]) -> None:
    """Add each view by its methods and its address; the view's name is that of the endpoint."""
    for methods, rule, view in urls:
        blueprint.add_url_rule(rule, view_func=view, methods=methods.split())


def safe_next_url(wanted: str) -> str:
    """Return the wanted page, if it is one of ours; else the overview."""
    names_a_host = wanted.replace("\\", "/").startswith("//")
    is_ours = wanted.startswith("/") and not names_a_host and wanted.isprintable()
    return wanted if is_ours else url_for("overview.show")
