"""Signing in, signing out, and the user's own password."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.accounts.auth import OwnPasswordForm, SignInForm
from webapp.models import Role, User
from webapp.services.accounts import users
from webapp.services.accounts.users import LoginRefused
from webapp.views.accounts.access import get_or_404, role_required
from webapp.views.shell.urls import safe_next_url


def sign_in() -> str | Response | tuple[str, int]:
    """Ask for e-mail address and password, then redirect to the requested page."""
    if current_user.is_authenticated:
        return redirect(safe_next_url(request.args.get("next", "")))
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
    user.language = session.get("language", user.language)  # the language chosen on this page
    db.session.commit()
    session.clear()  # discard the session from before signing in
    session.permanent = True
    login_user(user)
    return redirect(safe_next_url(request.args.get("next", "")))


def sign_out() -> Response:
    """End the session."""
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("auth.sign_in"))


@role_required(Role.VIEWER)
def password() -> str | Response | tuple[str, int]:
    """Change the user's password; sessions in other browsers end."""
    form = OwnPasswordForm()
    if not form.validate_on_submit():
        return render_template("auth/password.html", form=form)
    user = get_or_404(User, current_user.id)
    try:
        users.change_own_password(user, form.present.data or "", form.password.data or "")
    except InvalidInput as refused:
        form.add_errors(refused.fields)
        return render_template("auth/password.html", form=form), 422
    db.session.commit()
    login_user(user)
    flash(_("Your password is changed. Other browsers have to sign in again."), "success")
    return redirect(url_for("auth.password"))
