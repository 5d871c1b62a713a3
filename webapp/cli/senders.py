"""Senders."""

import click
from flask import current_app
from sqlalchemy import select

from webapp.cli.groups import ACTOR, Group
from webapp.domain.sending.routing import MarketingChoices, MarketingRoute, ProductPolicy
from webapp.extensions import db
from webapp.models import Sender
from webapp.services.message_templates.sync import sync_sender
from webapp.services.senders import onboarding, registry

#: Words of the command line.
POLICY = {"default": None, "fallback": ProductPolicy.FALLBACK, "strict": ProductPolicy.STRICT}
SHARING = {"account": None, "on": True, "off": False}

group = Group("senders", help="The numbers that we send from.")


@group.command("sync")
def sync() -> None:
    """Update our numbers and their message templates from WhatsApp."""
    registry.connect_configured(current_app.config)
    db.session.commit()
    senders = db.session.scalars(select(Sender).order_by(Sender.id)).all()
    if not senders:
        raise click.ClickException("No sender is connected: set WHATSAPP_PHONE_NUMBER_ID.")
    for sender in senders:
        templates = sync_sender(sender, current_app.config)
        db.session.commit()
        click.echo(f"{sender.label}: {templates} message templates")


@group.command("marketing")
@click.argument("phone_number_id")
@click.option(
    "--route",
    type=click.Choice([route.value for route in MarketingRoute]),
    default=MarketingRoute.AUTOMATIC.value,
    show_default=True,
    help="By the Marketing Messages API where possible, or always by the Cloud API.",
)
@click.option(
    "--product-policy",
    type=click.Choice(list(POLICY)),
    default="default",
    show_default=True,
    help="If the account can't use the Marketing Messages API: fall back, or do not send.",
)
@click.option(
    "--activity-sharing",
    type=click.Choice(list(SHARING)),
    default="account",
    show_default=True,
    help="Share with Meta what people do with the messages; else as set for the account.",
)
def marketing(phone_number_id: str, route: str, product_policy: str, activity_sharing: str) -> None:
    """Set how the sender PHONE_NUMBER_ID sends marketing from now on."""
    sender = db.session.scalar(select(Sender).where(Sender.phone_number_id == phone_number_id))
    if sender is None:
        raise click.ClickException(f"There is no sender {phone_number_id}.")
    choices = MarketingChoices(
        MarketingRoute(route), POLICY[product_policy], SHARING[activity_sharing]
    )
    onboarding.choose(sender, choices, ACTOR)
    db.session.commit()
    click.echo(f"{sender.label}: the way of sending marketing is set.")
