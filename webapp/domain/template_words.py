"""WhatsApp's words about message templates, for people."""

from webapp.domain.texts import N_

CATEGORIES = {
    "MARKETING": N_("Marketing"),
    "UTILITY": N_("Utility"),
    "AUTHENTICATION": N_("Authentication"),
}
#: What a template's header may hold besides text.
HEADERS = {
    "image": N_("Image"),
    "video": N_("Video"),
    "document": N_("Document"),
}
