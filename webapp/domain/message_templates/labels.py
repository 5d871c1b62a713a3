"""Labels for WhatsApp's terms about templates and messages."""

from webapp.domain.messages import coded
from webapp.domain.translatable import N_

CATEGORIES = {
    "MARKETING": coded("message_templates.marketing"),
    "UTILITY": coded("message_templates.utility"),
    "AUTHENTICATION": coded("message_templates.authentication"),
}
#: The statuses of a template.
STATUSES = {
    "APPROVED": coded("message_templates.approved"),
    "PENDING": coded("message_templates.in_review"),
    "PAUSED": coded("message_templates.paused"),
    "REJECTED": coded("message_templates.rejected"),
    "DISABLED": coded("message_templates.disabled"),
    "DELETED": coded("message_templates.deleted"),
    "PENDING_DELETION": coded("message_templates.pending_deletion"),
    "ARCHIVED": coded("message_templates.archived"),
    "IN_APPEAL": coded("message_templates.in_appeal"),
    "LIMIT_EXCEEDED": coded("message_templates.limit_exceeded"),
    "LOCKED": coded("message_templates.locked"),
}
#: The kinds of a template's header other than text.
HEADERS = {
    "image": N_("Image"),
    "video": N_("Video"),
    "document": N_("Document"),
}
#: The kinds of inbound messages without text.
MESSAGES = {
    "audio": N_("Audio"),
    "button": N_("Button"),
    "contacts": N_("Contact card"),
    "document": N_("Document"),
    "edit": N_("Edited message"),
    "image": N_("Image"),
    "interactive": N_("Button"),
    "location": N_("Location"),
    "order": N_("Order"),
    "reaction": N_("Reaction"),
    "revoke": N_("Deleted message"),
    "sticker": N_("Sticker"),
    "text": N_("Text"),
    "unknown": N_("Unknown"),
    "unsupported": N_("Something that WhatsApp does not pass on"),
    "video": N_("Video"),
    "voice": N_("Audio"),
}
