"""The numbers that we send from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.planning.messaging_limits import MESSAGING_LIMITS, THROUGHPUT
from webapp.domain.translatable import N_
from webapp.domain.webhook.platform_events import Limit
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Portfolio, Sender
from webapp.services.planning import replanning
from webapp.services.senders import onboarding, webhook_subscription
from webapp.services.senders.webhook_subscription import Subscription
from webapp.whatsapp.client import CloudApi, open_session
from webapp.whatsapp.payload_parts import inner, words

#: How long a call may take; the lease of a claim is longer.
CALL_TIMEOUT_SECONDS = 20


class Reported(NamedTuple):
    """What WhatsApp reports about a sender, and when it was asked.

    The moment has no fraction of a second: an event of the same second may be newer, and events
    tell whole seconds.
    """

    number: dict[str, Any]
    templates: list[dict[str, Any]]
    account: dict[str, Any]
    subscription: Subscription | None
    asked_at: datetime


class ReportedTemplates(NamedTuple):
    """Templates as WhatsApp describes them, and when it was asked."""

    templates: list[dict[str, Any]]
    asked_at: datetime


def connect_configured(config: Mapping[str, Any]) -> Sender | None:
    """Create or update the sender from the environment, with its access token.

    Safe to call at every start, also twice at once. Returns None without a sender there.
    """
    number_id = config["WHATSAPP_PHONE_NUMBER_ID"]
    if not number_id:
        return None
    configured = select(Sender).where(Sender.phone_number_id == number_id)
    if db.session.scalar(configured) is None:
        _create(number_id, config["WHATSAPP_BUSINESS_ACCOUNT_ID"])
    sender = db.session.scalars(configured).one()
    sender.access_token = config["WHATSAPP_ACCESS_TOKEN"]
    db.session.flush()
    return sender


def _create(number_id: str, account: str) -> None:
    name = Portfolio.default_name(account)
    db.session.execute(insert(Portfolio).values(name=name).on_conflict_do_nothing())
    portfolio_id = select(Portfolio.id).where(Portfolio.name == name).scalar_subquery()
    sender = insert(Sender).values(
        portfolio_id=portfolio_id, phone_number_id=number_id, waba_id=account, access_token=""
    )
    db.session.execute(sender.on_conflict_do_nothing())


def default(config: Mapping[str, Any]) -> Sender:
    """Return the sender of a campaign without one: the configured one, else the oldest."""
    sender = connect_configured(config) or db.session.scalar(select(Sender).order_by(Sender.id))
    if sender is None:
        raise InvalidInput(
            N_("No sender is connected."),
            {"sender": N_("Set WHATSAPP_PHONE_NUMBER_ID and the token.")},
        )
    return sender


def cloud_api(session: Any, sender: Sender, config: Mapping[str, Any]) -> CloudApi:
    """Return the Cloud API client of this sender."""
    return _client(session, sender.access_token, config)


def _client(session: Any, token: str, config: Mapping[str, Any]) -> CloudApi:
    url, version = config["WHATSAPP_API_URL"], config["WHATSAPP_API_VERSION"]
    return CloudApi(session, url, version, token, CALL_TIMEOUT_SECONDS)


async def fetch(sender: Sender, config: Mapping[str, Any]) -> Reported:
    """Return the number, its templates and its account from WhatsApp. Raises ProviderError."""
    secret = config["WHATSAPP_APP_SECRET"]
    asked_at = clock.now().replace(microsecond=0)
    async with open_session(connections=1) as session:
        api = cloud_api(session, sender, config)
        return Reported(
            await api.phone_number(sender.phone_number_id),
            await api.message_templates(sender.waba_id),
            await onboarding.fetch(api, sender.waba_id),
            await webhook_subscription.fetch(
                api, sender.waba_id, lambda app_id: _client(session, f"{app_id}|{secret}", config)
            ),
            asked_at,
        )


async def fetch_templates(
    sender: Sender, template_ids: Sequence[str] | None, config: Mapping[str, Any]
) -> ReportedTemplates:
    """Return templates by their ids, or all of the account, from WhatsApp. Raises ProviderError."""
    asked_at = clock.now().replace(microsecond=0)
    async with open_session(connections=1) as session:
        api = cloud_api(session, sender, config)
        if template_ids is None:
            return ReportedTemplates(await api.message_templates(sender.waba_id), asked_at)
        templates = [await api.message_template(template_id) for template_id in template_ids]
        return ReportedTemplates(templates, asked_at)


def update(sender: Sender, number: Mapping[str, Any], asked_at: datetime) -> None:
    """Store the number's name, quality, throughput and messaging limit.

    Unknown values change nothing: a limit is never guessed.
    """
    sender.display_phone_number = words(number, "display_phone_number")
    sender.verified_name = words(number, "verified_name")
    sender.quality_rating = words(number, "quality_rating") or "UNKNOWN"
    level = words(inner(number, "throughput"), "level")
    sender.messages_per_second = THROUGHPUT.get(level, sender.messages_per_second)
    tier = words(number, "whatsapp_business_manager_messaging_limit")
    if tier in MESSAGING_LIMITS:
        sender.portfolio.messaging_limit = MESSAGING_LIMITS[tier]
    sender.synced_at = asked_at


def set_limit(sender: Sender, limit: Limit | None, reported_at: datetime) -> None:
    """Store the limit that a webhook reports for the sender's portfolio, and plan the days again.

    A report older than our last sync is ignored, and so is a value that we don't know.
    """
    is_old = sender.synced_at is not None and reported_at < sender.synced_at
    if limit is None or is_old:
        return
    portfolio = replanning.lock(sender.portfolio_id)
    if portfolio.messaging_limit != limit.contacts:
        portfolio.messaging_limit = limit.contacts
        replanning.replan(portfolio, clock.now())
