"""A campaign's message as someone gets it."""

from collections.abc import Mapping

from webapp.domain.message_templates.rendering import Preview, preview
from webapp.domain.message_templates.sources import InvalidValues, Source, value_for
from webapp.models import Campaign, Contact


def by(campaign: Campaign, person: Contact | None) -> Preview:
    """Fill in the campaign's values; without a person, the template's examples of them."""
    if person is None:
        return preview(campaign.components, campaign.examples)
    try:
        sources = campaign.sources
    except InvalidValues:
        sources = {}
    return filled(campaign, sources, person)


def filled(campaign: Campaign, sources: Mapping[str, Source], person: Contact | None) -> Preview:
    """Fill in the person's values from these sources; where there is none, the gap stays."""
    name, attributes = (person.name, person.attributes) if person else ("", {})
    found = {key: value_for(source, name, attributes) for key, source in sources.items()}
    return preview(campaign.components, {key: value for key, value in found.items() if value})
