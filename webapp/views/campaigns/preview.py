"""Previews of a campaign's message."""

from collections.abc import Mapping

from webapp.domain.message_templates.rendering import Preview, preview
from webapp.domain.message_templates.sources import InvalidValues, Source, value_for
from webapp.models import Campaign, Contact


def preview_for(campaign: Campaign, contact: Contact | None) -> Preview:
    """Return the message with the contact's values; without a contact, with the examples."""
    if contact is None:
        return preview(campaign.components, campaign.examples)
    try:
        sources = campaign.sources
    except InvalidValues:
        sources = {}
    return filled_preview(campaign, sources, contact)


def filled_preview(
    campaign: Campaign, sources: Mapping[str, Source], contact: Contact | None
) -> Preview:
    """Return the message filled from these sources; variables without a value stay visible."""
    name, attributes = (contact.name, contact.attributes) if contact else ("", {})
    values = {key: value_for(source, name, attributes) for key, source in sources.items()}
    return preview(campaign.components, {key: value for key, value in values.items() if value})
