"""What we say of contacts where they wrote nothing themselves, by reason code."""

from webapp.domain.translatable import N_

SENTENCES = {
    "contacts.joined_with_unsubscribed": N_("Joined with a contact who had unsubscribed"),
    "contacts.number_changed": N_("Changed number from +%(old)s to +%(new)s"),
    "contacts.stopped_in_whatsapp": N_("Stopped offers and announcements in WhatsApp"),
}
