"""WhatsApp's words about templates and messages, for people."""

from webapp.domain.translatable import N_

CATEGORIES = {
    "MARKETING": N_("Marketing"),
    "UTILITY": N_("Utility"),
    "AUTHENTICATION": N_("Authentication"),
}
#: How WhatsApp stands to a template.
STATUSES = {
    "APPROVED": N_("Approved"),
    "PENDING": N_("In review at WhatsApp"),
    "PAUSED": N_("Paused by WhatsApp"),
    "REJECTED": N_("Rejected by WhatsApp"),
    "DISABLED": N_("Disabled by WhatsApp"),
    "DELETED": N_("No longer at WhatsApp"),
}
#: What a template's header may hold besides text.
HEADERS = {
    "image": N_("Image"),
    "video": N_("Video"),
    "document": N_("Document"),
}
#: What people send that has no words.
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
