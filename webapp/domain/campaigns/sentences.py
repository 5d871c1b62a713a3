"""The messages about campaigns, by reason code."""

from webapp.domain.translatable import N_, NN_

SENTENCES = {
    "campaigns.not_ready": N_("The campaign can't be sent yet."),
    "campaigns.some_unreachable": N_("Some of these people can't be written to."),
    "campaigns.paused_automatically": N_("%(name)s has paused by itself. %(details)s"),
    "campaigns.wrong_step": N_("The campaign is %(status)s; it can't become %(new)s now."),
    "campaigns.not_started": N_(
        "%(name)s could not be started: %(why)s Nobody has been written to."
    ),
    "campaigns.first_day_past": N_(
        "The first day %(start_date)s is past; choose %(today)s or a later day."
    ),
    "campaigns.no_template": N_("Choose a message template."),
    "campaigns.template_not_approved": N_(
        "WhatsApp has not approved %(template)s (%(language)s): %(status)s."
    ),
    "campaigns.template_quality": N_(
        "People block or report %(template)s (%(language)s), and WhatsApp is about to "
        "pause it: choose another, or wait until its quality is better."
    ),
    "campaigns.sender_stopped": N_("The sender is stopped: %(why)s"),
    "campaigns.lacking_values": NN_(
        "%(num)s person has no value for %(key)s: give one, or a fallback.",
        "%(num)s people have no value for %(key)s: give one, or a fallback.",
    ),
    "campaigns.whole_links": NN_(
        "%(num)s person has a whole link as %(key)s: only the end of the link belongs there.",
        "%(num)s people have a whole link as %(key)s: only the end of the link belongs there.",
    ),
    "campaigns.link_ends": N_(
        "The link of the header's file stops working on %(day)s at %(time)s, and WhatsApp needs it "
        "for every message. Use a link that lasts, or the id of an uploaded file."
    ),
    "campaigns.link_ends_early": N_(
        "The link of the header's file stops working on %(day)s at %(time)s, and the last day by "
        "the plan is %(last_day)s: messages after that would fail. Use a link that lasts, or the "
        "id of an uploaded file."
    ),
    "campaigns.link_ends_later": N_(
        "The link of the header's file stops working on %(day)s at %(time)s. The last day by the "
        "plan is %(last_day)s; if the campaign takes longer, messages after that would fail."
    ),
    "campaigns.no_recipients": N_("The campaign has no recipients."),
    "campaigns.nobody_left": N_("Nobody is left to write to: %(why)s."),
    "campaigns.left_out_without_value": NN_(
        "%(num)s person has no value for a variable of the message",
        "%(num)s people have no value for a variable of the message",
    ),
    "campaigns.left_out_by_country": NN_(
        "%(num)s person is in a country that is not allowed",
        "%(num)s people are in countries that are not allowed",
    ),
    "campaigns.left_out_unsubscribed": NN_(
        "%(num)s person has unsubscribed", "%(num)s people have unsubscribed"
    ),
    "campaigns.left_out": NN_("%(num)s person is left out", "%(num)s people are left out"),
    "campaigns.before_first_day": N_("%(day)s comes before the first day; choose a later one."),
    "campaigns.minimum_above_limit": N_(
        "At least %(least)s people a day are more than the daily limit, %(limit)s."
    ),
    "campaigns.no_hours_left": N_("The hours leave no time to write to people in %(places)s."),
    "campaigns.too_late": N_(
        "It was due at %(moment)s UTC, and nothing was running to do it for more than a "
        "day. Ask for it again if it is still wanted."
    ),
    "campaigns.nobody_chosen": N_("Nobody would get the message: choose people."),
    "campaigns.days": NN_("%(num)s day", "%(num)s days"),
    "campaigns.hours": NN_("%(num)s hour", "%(num)s hours"),
    "campaigns.minutes": NN_("%(num)s minute", "%(num)s minutes"),
    "campaigns.seconds": NN_("%(num)s second", "%(num)s seconds"),
    "campaigns.status_draft": N_("draft"),
    "campaigns.status_active": N_("active"),
    "campaigns.status_paused": N_("paused"),
    "campaigns.status_completed": N_("completed"),
    "campaigns.status_cancelled": N_("cancelled"),
    "campaigns.nobody_waits": N_("The campaign is %(status)s: nobody waits in it."),
    "campaigns.nobody_can_be_added": N_(
        "The campaign is %(status)s: nobody can be added any more."
    ),
    "campaigns.nobody_can_be_tried": N_("The campaign is %(status)s: nobody can be tried again."),
    "campaigns.last_day_over": N_("Its last day was %(day)s. Still to be written to: %(people)s."),
    "campaigns.offer_has_ended": N_(
        "The campaign's offer has ended, so nothing more is sent. To continue, change its last day"
        " and “Send until”, or duplicate the campaign."
    ),
    "campaigns.until_without_day": N_("Choose the last day too."),
    "campaigns.ends_before_it_starts": N_(
        "The campaign ends before anybody can be written to. Choose a later day or time."
    ),
    "campaigns.template_changed": N_(
        "At WhatsApp, %(template)s has another text than when this campaign started. Compare both"
        " texts, fill in the variables again, and resume."
    ),
    "campaigns.accept_text_first": N_(
        "The text of %(template)s has changed at WhatsApp. Compare both texts and fill in the"
        " variables again before you resume."
    ),
    "campaigns.no_new_text": N_(
        "The campaign is %(status)s, or the text of its template has not changed: there is nothing"
        " to fill in."
    ),
    "campaigns.messages_on_their_way": N_(
        "Some messages with the former text are on their way. Try again in a minute."
    ),
    "campaigns.text_changed_before_start": N_(
        "The text of its template has changed at WhatsApp since the start was requested. Look at"
        " the message and start the campaign again."
    ),
    "campaigns.text_changed_again": N_(
        "The text has changed again since you opened this page. Look at it before you save."
    ),
    "campaigns.first_day_over": N_(
        "Nobody had been written to by %(day)s, its latest first day. Waiting: %(people)s."
    ),
}
