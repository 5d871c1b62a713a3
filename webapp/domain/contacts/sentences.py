"""The messages about contacts and their phone numbers, by reason code."""

from webapp.domain.translatable import N_

SENTENCES = {
    "contacts.joined_with_unsubscribed": N_("Joined with a contact who had unsubscribed"),
    "contacts.number_changed": N_("Changed number from +%(old)s to +%(new)s"),
    "contacts.number_learnt": N_("Has the number +%(new)s"),
    "contacts.user_id_changed": N_("Changed WhatsApp user id from %(old)s to %(new)s"),
    "contacts.stopped_in_whatsapp": N_("Stopped offers and announcements in WhatsApp"),
    "contacts.phone_too_short": N_("has too few digits"),
    "contacts.phone_too_long": N_("has too many digits"),
    "contacts.phone_wrong_length": N_("has the wrong number of digits for its country"),
    "contacts.phone_no_such_country": N_("begins with a country code that does not exist"),
    "contacts.phone_lacks_area": N_("lacks its area code"),
    "contacts.phone_missing": N_("The phone number is missing."),
    "contacts.phone_shortened_by_excel": N_(
        "Excel has shortened this number to %(written)s and its last digits are lost: "
        "format the column as text and export it again."
    ),
    "contacts.phone_is_none": N_("“%(written)s” is not a phone number."),
    "contacts.phone_refused": N_("%(number)s %(why)s."),
    "contacts.phone_not_in_use": N_("is not a number in use in %(country)s"),
    "contacts.phone_refused_at_home": N_(
        "%(number)s %(why)s; if it is of another country, write it with + and its code."
    ),
    "contacts.phone_lacks_country": N_(
        "%(number)s lacks its country code: write it with + and the code."
    ),
    "contacts.ids_missing": N_("The row has neither a phone number nor a user id."),
    "contacts.user_id_missing": N_("The user id is missing."),
    "contacts.user_id_is_none": N_(
        "“%(written)s” is not a user id of WhatsApp: copy it exactly as WhatsApp writes it, such "
        "as CO.70011223344."
    ),
    "contacts.user_id_no_country": N_(
        "%(user_id)s begins with %(letters)s, and no country has these letters."
    ),
    "contacts.ids_of_two_contacts": N_(
        "%(number)s and %(user_id)s belong to two contacts. If they are one person, merge them "
        "on the page of one of them."
    ),
    "contacts.has_another_user_id": N_(
        "The contact with %(number)s has another user id than %(user_id)s."
    ),
    "contacts.has_another_number": N_(
        "The contact with %(user_id)s has another number than %(number)s."
    ),
    "contacts.name_too_long": N_("The name is too long: give at most %(most)s characters."),
    "contacts.id_conflict": N_(
        "WhatsApp's id of contact %(contact_id)s belongs to contact %(other_id)s here, and "
        "both have a number. They may be one person, or a number may have a new owner: "
        "compare them, and merge, correct or erase one."
    ),
}
