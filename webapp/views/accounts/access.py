"""Permissions: fetching an object checks that the user may see it."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, abort, request
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from webapp.extensions import db, login_manager
from webapp.models import Base, Campaign, CampaignKind, Contact, Recipient, Role, Sender, User

T = TypeVar("T", bound=Base)


def page_blueprint(name: str, module: str, prefix: str, role: Role = Role.VIEWER) -> Blueprint:
    """Return a blueprint whose pages all need a signed-in user with the role."""
    blueprint = Blueprint(name, module, url_prefix=prefix)
    blueprint.before_request(_refuse_nul)
    blueprint.before_request(lambda: refusal(role))
    vars(blueprint)["role"] = role  # tests check the declared role
    return blueprint


def _refuse_nul() -> None:
    """Raise 400 for an address with NUL, which PostgreSQL text cannot store."""
    if b"%00" in request.query_string or "\0" in request.path:
        abort(400)


def role_required(role: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that rejects users without the role."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return refusal(role) or view(*args, **kwargs)

        vars(guarded)["role"] = role
        return guarded

    return decorate


def refusal(role: Role) -> Response | None:
    """Return a redirect to the sign-in page without a user; raise 403 without the role."""
    if not current_user.is_authenticated:
        if "HX-Request" in request.headers:
            abort(401)  # a fragment must not be replaced by the sign-in page
        return login_manager.unauthorized()  # type: ignore[no-any-return]
    if not current_user.role.covers(role):
        abort(403)
    return None


def actor() -> str:
    """Return the user's name for the audit log."""
    return str(current_user.email)


def load_user(session_id: str) -> User | None:
    """Return the session's user; None if deactivated or if the password has changed."""
    key = session_id.partition(".")[0]
    user = db.session.get(User, int(key)) if key.isdecimal() else None
    return user if user and user.is_active and user.get_id() == session_id else None


def get_or_404(model: type[T], key: object) -> T:
    """Return a row by its primary key, or raise 404."""
    row = db.session.get(model, key)
    if row is None:
        abort(404)
    return row


def get_campaign_or_404(campaign_id: uuid.UUID) -> Campaign:
    """Return a campaign, or raise 404, also for single messages sent by the API."""
    campaign = db.session.get(
        Campaign,
        campaign_id,
        options=[
            joinedload(Campaign.sender).joinedload(Sender.portfolio),
            joinedload(Campaign.message_template),
            joinedload(Campaign.follows),
        ],
    )
    if campaign is None or campaign.kind != CampaignKind.CAMPAIGN:
        abort(404)
    return campaign


def get_recipient_or_404(campaign: Campaign, recipient_id: int) -> Recipient:
    """Return a recipient of this campaign, or raise 404."""
    recipient = get_or_404(Recipient, recipient_id)
    if recipient.campaign_id != campaign.id:
        abort(404)
    return recipient


def get_contact_or_404(contact_id: int) -> Contact:
    """Return a contact, or raise 404."""
    return get_or_404(Contact, contact_id)
