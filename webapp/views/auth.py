"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from webapp.extensions import db
from webapp.forms.auth import SignInForm
from webapp.services import users
from webapp.services.users import LoginRefused

bp = Blueprint("auth", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | Response | tuple[str, int]:
    """Ask for e-mail address and password, then go where the person wanted to."""
    if current_user.is_authenticated:
        return redirect(_destination())
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("auth/sign_in.html", form=form)
    try:
        user = users.authenticate(
            form.email.data or "", form.password.data or "", request.remote_addr or ""
        )
    except LoginRefused as refused:
        form.add_errors({"email": refused.message})
        return render_template("auth/sign_in.html", form=form), 422
    db.session.commit()
    session.clear()  # what was in a stranger's session is not the person's
    session.permanent = True
    login_user(user)
    return redirect(_destination())


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    logout_user()
    session.clear()
    flash("You have signed out.", "success")
    return redirect(url_for("auth.sign_in"))


def _destination() -> str:
    """Answer the page that was asked for, if it is one of ours; else the overview."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted.replace("\\", "/"))
    is_ours = wanted.startswith("/") and not wanted.startswith("//")
    if is_ours and not parts.scheme and not parts.netloc and wanted.isprintable():
        return wanted
    return url_for("overview.show")
