"""The messages about the product itself, by reason code."""

from webapp.domain.translatable import N_

SENTENCES = {
    #: For a code that this version does not know, or without the parameters of its sentence.
    "operations.unknown_code": N_("No explanation is known for “%(code)s”."),
    "operations.sender_quality_advice": N_(
        "People block or report its messages: write to fewer people, or better."
    ),
    "operations.sender_quality": N_("%(sender)s: its quality is %(tell)s. %(advice)s"),
    "operations.webhook_silent": N_(
        "No delivery reports for 15 minutes. Check the webhook: its address, and its"
        " subscribed fields in WhatsApp's settings."
    ),
    "operations.confirm_database": N_(
        "Nothing is sent until an administrator has confirmed this database in the "
        "settings, under Safety. Cancel or pause before whatever must not be sent again."
    ),
    "operations.database_elsewhere": N_(
        "This database is on another server than before, as it was on %(then)s. If it is "
        "a copy, whoever was written to since then would be written to again."
    ),
    "operations.database_older": N_(
        "This database is older than it should be: it stands as it was on %(then)s, and "
        "was in use until %(later)s. Whoever was written to in between would be written "
        "to again."
    ),
    "operations.work_fault": N_(
        "%(thing)s %(key)s can't go on, because of a fault in this application. All else "
        "goes on, and this is tried again by itself. Tell whoever looks after the "
        "application: its log says more of %(fault)s."
    ),
    "operations.thing_audience": N_("Audience"),
    "operations.thing_bulk_action": N_("Bulk action"),
    "operations.thing_campaign": N_("Campaign"),
    "operations.thing_contact": N_("Contact"),
    "operations.thing_database": N_("Database"),
    "operations.thing_background_task": N_("Background task"),
    "operations.thing_import": N_("File"),
    "operations.thing_job": N_("Job"),
    "operations.thing_portfolio": N_("Portfolio"),
    "operations.thing_reply": N_("Reply"),
    "operations.thing_sender": N_("Sender"),
    "operations.thing_setting": N_("Setting"),
    "operations.thing_template": N_("Template"),
    "operations.thing_token": N_("API token"),
    "operations.thing_user": N_("User"),
    "operations.thing_webhook_event": N_("Webhook body"),
    "operations.deleted_meanwhile": N_("Somebody has deleted this meanwhile."),
    "operations.said": N_("%(text)s"),
    "operations.worker_lost": N_("Its worker was lost again and again."),
    "operations.unknown_kind": N_(
        "This version of the application does not know this kind of task."
    ),
}
