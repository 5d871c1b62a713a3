"""Tokens of the JSON API."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.errors import InvalidInput, NotFound
from webapp.extensions import db
from webapp.forms.operations.settings import TokenForm
from webapp.models import ApiToken, Role
from webapp.services.accounts import tokens as tokens_service
from webapp.views.accounts.access import actor, get_or_404


def tokens() -> str:
    """List the tokens, or create one; its secret is shown only once, in this response."""
    form, secret = TokenForm(), None
    if form.validate_on_submit():
        try:
            secret = tokens_service.create(form.name.data or "", Role(form.role.data), actor())
            db.session.commit()
        except InvalidInput as refused:
            form.add_errors(refused.fields)
    return render_template(
        "settings/tokens.html", form=form, secret=secret, tokens=tokens_service.all_tokens()
    )


def confirm_revoke(token_id: int) -> str:
    """Ask for confirmation before revoking a token."""
    return render_template("settings/revoke_token.html", token=get_or_404(ApiToken, token_id))


def revoke(token_id: int) -> Response:
    """Revoke a token. Safe to submit twice."""
    token = get_or_404(ApiToken, token_id)
    if token.revoked_at is None:
        try:
            tokens_service.revoke(token.name, actor())
        except NotFound:  # another user was faster
            db.session.rollback()
    db.session.commit()
    flash(_("The token %(name)s is revoked.", name=token.name), "success")
    return redirect(url_for("settings.tokens"))
