"""The addresses that set language and appearance."""

from flask import Blueprint

from webapp.views.shell import appearance, language
from webapp.views.shell.urls import add_urls

language_bp = Blueprint("language", __name__)
add_urls(
    language_bp,
    ("POST", "/language", language.choose),
)

appearance_bp = Blueprint("appearance", __name__)
add_urls(
    appearance_bp,
    ("POST", "/appearance", appearance.choose),
)
