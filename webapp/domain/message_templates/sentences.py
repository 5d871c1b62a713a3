"""The messages about message templates and the values of their variables, by reason code."""

from webapp.domain.translatable import N_

SENTENCES = {
    "message_templates.not_allowed": N_(
        "%(template)s: WhatsApp says “%(status)s”. Its campaigns are paused. They resume"
        " automatically when it is approved again."
    ),
    "message_templates.whatsapp_says": N_("WhatsApp says: “%(text)s”."),
    "message_templates.because_abusive": N_("Reason: abusive content."),
    "message_templates.because_category": N_("Reason: its text does not fit its category."),
    "message_templates.because_format": N_("Reason: its format is not valid."),
    "message_templates.because_promotional": N_(
        "Reason: it advertises something, and its category does not allow that."
    ),
    "message_templates.because_scam": N_("Reason: it looks like a scam."),
    "message_templates.first_pause": N_("It is the first pause, of 3 hours."),
    "message_templates.second_pause": N_(
        "It is the second pause, of 6 hours. After a third one the template is disabled."
    ),
    "message_templates.rate_pause": N_("Too many messages were sent with it in a short time."),
    "message_templates.disabled_on": N_("WhatsApp disables it on %(day)s."),
    "message_templates.advice_archived": N_(
        "It was not used for a long time. Unarchive it in WhatsApp Manager to send it again."
    ),
    "message_templates.advice_deleted": N_(
        "It can't be sent any more. Duplicate the campaigns and choose another template."
    ),
    "message_templates.advice_disabled": N_(
        "It can't be sent any more, unless WhatsApp reinstates it. Appeal in WhatsApp Manager, or"
        " duplicate the campaigns and choose another template."
    ),
    "message_templates.advice_in_appeal": N_(
        "WhatsApp looks at the appeal. You don't need to do anything."
    ),
    "message_templates.advice_limit_exceeded": N_(
        "The account has too many templates. Delete some in WhatsApp Manager."
    ),
    "message_templates.advice_locked": N_(
        "WhatsApp has locked it. Look at the template in WhatsApp Manager."
    ),
    "message_templates.advice_paused": N_(
        "People block or report it. You don't need to do anything; a better text helps next time."
    ),
    "message_templates.advice_pending": N_("WhatsApp reviews it, usually within a day."),
    "message_templates.advice_pending_deletion": N_(
        "Somebody is deleting it. Messages that are on their way are still delivered for 30 days;"
        " new ones can't be sent."
    ),
    "message_templates.advice_rejected": N_("Correct it in WhatsApp Manager and submit it again."),
    "message_templates.flagged": N_(
        "%(template)s: many people block or report it. It is still sent, but WhatsApp may disable"
        " it. Write to fewer people, or improve the text."
    ),
    "message_templates.correct_category": N_(
        "WhatsApp finds that a message sent as %(category)s is %(correct)s. Send such messages"
        " with a template of that category."
    ),
    "message_templates.quality_advice": N_(
        "People block or report it: WhatsApp may pause it. Write to fewer people, or better."
    ),
    "message_templates.quality": N_("%(template)s: its quality is %(tell)s. %(advice)s"),
    "message_templates.text_too_long": N_(
        "The text has %(length)s characters; %(most)s are allowed."
    ),
    "message_templates.header_too_long": N_(
        "The header has %(length)s characters; %(most)s at most."
    ),
    "message_templates.no_value": N_("%(variable)s has no value."),
    "message_templates.line_break": N_(
        "%(variable)s has a line break or a tab, which WhatsApp refuses."
    ),
    "message_templates.many_spaces": N_(
        "%(variable)s has more than four spaces in a row, which WhatsApp refuses."
    ),
    "message_templates.variable_fault": N_("%(variable)s %(why)s"),
    "message_templates.code_too_long": N_("may have %(most)s letters and digits at most."),
    "message_templates.whole_link": N_(
        "must be the end of the link only: the template has its beginning."
    ),
    "message_templates.no_link": N_("must be a link (https://...) or the id of an uploaded file."),
    "message_templates.location_header": N_(
        "It shows a place on a map, which can't be sent from here. Choose another template."
    ),
    "message_templates.product_header": N_(
        "It shows a product of a catalog, which can't be sent from here. Choose another template."
    ),
    "message_templates.gif_header": N_(
        "It shows an animated picture, which can't be sent from here. Choose another template."
    ),
    "message_templates.carousel": N_(
        "It is a carousel of several cards, which can't be sent from here. Choose another template."
    ),
    "message_templates.limited_time_offer": N_(
        "It is an offer with a countdown, which can't be sent from here. Choose another template."
    ),
    "message_templates.otp_button": N_(
        "It sends a one-time password, which can't be sent from here. Choose another template."
    ),
    "message_templates.mpm_button": N_(
        "Its button opens a list of products, which can't be sent from here. Choose another"
        " template."
    ),
    "message_templates.spm_button": N_(
        "Its button opens a product, which can't be sent from here. Choose another template."
    ),
    "message_templates.no_variable": N_("The template has no variable %(key)s."),
    "message_templates.needs_text": N_("needs a text."),
    "message_templates.needs_attribute": N_("needs the name of an attribute."),
    "message_templates.needs_source": N_(
        'needs a text, {"text": ...} or {"attribute": ..., "fallback": ...}.'
    ),
    "message_templates.needs_one": N_(
        "is either a text or an attribute: %(mixed)s has to stand alone."
    ),
    "message_templates.needs_fallback": N_("needs a text as its fallback."),
    "message_templates.needs_skip": N_(
        'needs "skip" as what becomes of those who lack it, or nothing.'
    ),
    "message_templates.header_of_kind": N_("Header %(kind)s"),
    "message_templates.header_gap": N_("Header text %(gap)s"),
    "message_templates.text_gap": N_("Text %(gap)s"),
    "message_templates.code_to_copy": N_("Code to copy"),
    "message_templates.link_end": N_("End of the link of “%(text)s”"),
    "message_templates.category_coming_on": N_(
        "On %(day)s WhatsApp changes the category of %(template)s from %(present)s to %(coming)s. "
        "From then on its messages are sent and charged as %(coming)s. If that is wrong, ask for a "
        "review in WhatsApp Manager."
    ),
    "message_templates.category_coming": N_(
        "WhatsApp is going to change the category of %(template)s from %(present)s to %(coming)s "
        "and gives no date. From then on its messages are sent and charged as %(coming)s. If that "
        "is wrong, ask for a review in WhatsApp Manager."
    ),
    "message_templates.category_changed": N_(
        "WhatsApp has changed the category of %(template)s to %(category)s: its messages are sent "
        "and charged as such."
    ),
    "message_templates.marketing": N_("Marketing"),
    "message_templates.utility": N_("Utility"),
    "message_templates.authentication": N_("Authentication"),
    "message_templates.approved": N_("Approved"),
    "message_templates.in_review": N_("In review at WhatsApp"),
    "message_templates.paused": N_("Paused by WhatsApp"),
    "message_templates.rejected": N_("Rejected by WhatsApp"),
    "message_templates.disabled": N_("Disabled by WhatsApp"),
    "message_templates.deleted": N_("No longer at WhatsApp"),
    "message_templates.pending_deletion": N_("Being deleted"),
    "message_templates.archived": N_("Archived"),
    "message_templates.in_appeal": N_("In appeal"),
    "message_templates.limit_exceeded": N_("Over the limit of templates"),
    "message_templates.locked": N_("Locked by WhatsApp"),
}
