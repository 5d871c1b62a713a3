"""A campaign's message as a contact gets it."""

from collections.abc import Mapping

from webapp.domain.message_templates.rendering import Preview, preview
from webapp.domain.message_templates.sources import InvalidValues, Source, value_for
from webapp.models import Campaign, Contact


def preview_for(campaign: Campaign, contact: Contact | None) -> Preview:
    """Fill in the campaign's values; without a contact, the template's examples."""
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
    """Fill in the contact's values from these sources; a variable without a value stays visible."""
    name, attributes = (contact.name, contact.attributes) if contact else ("", {})
    values = {key: value_for(source, name, attributes) for key, source in sources.items()}
    return preview(campaign.components, {key: value for key, value in values.items() if value})
