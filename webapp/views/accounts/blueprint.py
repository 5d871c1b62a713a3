"""The addresses for signing in, signing out, and the user's own password."""

from flask import Blueprint

from webapp.views.accounts import auth
from webapp.views.shell.urls import add_urls

auth_bp = Blueprint("auth", __name__)
add_urls(
    auth_bp,
    ("GET POST", "/sign-in", auth.sign_in),
    ("POST", "/sign-out", auth.sign_out),
    ("GET POST", "/password", auth.password),
)
