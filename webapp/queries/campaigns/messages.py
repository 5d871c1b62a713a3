"""The message of a recipient, in the version that was sent."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from webapp.domain.message_templates import sources as variable_values
from webapp.domain.message_templates.components import Components
from webapp.domain.message_templates.rendering import Preview, preview
from webapp.domain.message_templates.sources import InvalidValues, Text
from webapp.domain.message_templates.variables import variables
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, FormerMessage, Recipient

#: Recipients who get the campaign's present message, whatever they were sent before.
_NOT_YET = (RecipientStatus.PENDING, RecipientStatus.QUEUED)


def message_of(campaign: Campaign, recipient: Recipient) -> Preview:
    """Return the message with this recipient's values, as it was sent, or as it will be."""
    former = _former(campaign, recipient)
    components = former.components if former else campaign.components
    mapping = former.variables if former else campaign.variables
    return preview(components, _texts(mapping, components) | recipient.variables)


def _former(campaign: Campaign, recipient: Recipient) -> FormerMessage | None:
    version = recipient.message_version
    if version in (None, campaign.message_version) or recipient.status in _NOT_YET:
        return None
    return db.session.get(FormerMessage, (campaign.id, version))


def _texts(mapping: Mapping[str, Any], components: Components) -> dict[str, str]:
    """Return the values that are the same for everyone."""
    with suppress(InvalidValues):
        sources = variable_values.parse(mapping, variables(components, ""))
        return {key: source.text for key, source in sources.items() if isinstance(source, Text)}
    return {}
