"""Users and their roles."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.operations.settings import GivenPasswordForm, RoleForm, UserForm
from webapp.forms.shell.base import Form
from webapp.language import translated
from webapp.models import Role, User
from webapp.services.accounts import users as users_service
from webapp.views.accounts.access import actor, get_or_404


def users() -> str:
    """List the users."""
    return render_template("settings/users.html", users=users_service.all_users())


def new_user() -> str | Response:
    """Create a user."""
    form = UserForm()
    if form.validate_on_submit():
        role = Role(form.role.data)
        try:
            user = users_service.create(
                form.email.data or "", form.password.data or "", role, actor()
            )
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            return _saved(_("%(email)s may sign in now.", email=user.email))
    return render_template("settings/new_user.html", form=form)


def user(user_id: int) -> str | Response:
    """Change a user's role."""
    user = get_or_404(User, user_id)
    form = RoleForm(data={"role": user.role.value})
    if form.validate_on_submit():
        try:
            users_service.change_role(user, Role(form.role.data), actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            return _saved(_("The role of %(email)s is changed.", email=user.email))
    return _page(user, form, form, GivenPasswordForm(formdata=None))


def give_password(user_id: int) -> str | Response:
    """Set a new password for a user; all their sessions end."""
    user = get_or_404(User, user_id)
    form = GivenPasswordForm()
    if form.validate_on_submit():
        try:
            users_service.change_password(user, form.password.data or "", actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            return _saved(_("%(email)s has a new password.", email=user.email))
    role_form = RoleForm(formdata=None, data={"role": user.role.value})
    return _page(user, form, role_form, form)


def _page(user: User, sent: Form, role_form: RoleForm, password_form: GivenPasswordForm) -> str:
    return render_template(
        "settings/user.html",
        user=user,
        form=sent,
        role_form=role_form,
        password_form=password_form,
    )


def set_active(user_id: int, change: str) -> Response:
    """Deactivate or reactivate a user."""
    user = get_or_404(User, user_id)
    try:
        users_service.set_active(user, change == "activate", actor())
    except InvalidInput as refused:
        db.session.rollback()
        flash(translated(refused.message), "danger")
        return redirect(url_for("settings.user", user_id=user_id))
    if user.active:
        return _saved(_("%(email)s may sign in again.", email=user.email))
    return _saved(_("%(email)s may not sign in any more.", email=user.email))


def _saved(words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("settings.users"))
