"""The messages about events from WhatsApp's webhook, by reason code."""

from webapp.domain.translatable import N_

SENTENCES = {
    "webhook.look_at_account": N_("Look at the account in WhatsApp Manager."),
    "webhook.whatsapp_reports": N_("WhatsApp reports: %(title)s. %(details)s"),
    "webhook.platform_news": N_("%(news)s. %(advice)s"),
    "webhook.not_subscribed": N_(
        "WhatsApp sends us nothing about account %(account)s: no app is subscribed to it. "
        "Delivery reports, replies and STOPs are lost. Subscribe the app: POST "
        "/%(account)s/subscribed_apps with its access token."
    ),
    "webhook.fields_missing": N_(
        "WhatsApp does not send us everything about account %(account)s. These fields of the "
        "webhook are not subscribed: %(fields)s. STOPs and changes of templates may be lost. "
        "Subscribe to them in the app's settings at Meta, under WhatsApp, Configuration."
    ),
    "webhook.unreadable": N_("It can't be read: %(fault)s."),
    "webhook.account_deleted": N_("The WhatsApp Business account was deleted"),
    "webhook.account_offboarded": N_("The number was disconnected from WhatsApp's API"),
    "webhook.partner_removed": N_("The owner of the account has removed our access"),
    "webhook.account_banned": N_("WhatsApp has banned the account"),
    "webhook.account_restricted": N_("WhatsApp lets the account write to nobody first"),
    "webhook.whatsapp_tells": N_("WhatsApp reports: %(field)s%(told)s"),
    "webhook.foreign_account": N_(
        "Another WhatsApp Business account (%(account)s) sends its events to this webhook. No"
        " sender here belongs to it, so they are ignored. Remove the webhook there, or connect"
        " one of its numbers here."
    ),
    "webhook.thread_passed": N_("Conversation passed from %(previous)s to %(new)s"),
    "webhook.thread_taken": N_("Conversation taken over by %(new)s"),
    "webhook.role_customer_service": N_("customer service"),
    "webhook.role_marketing": N_("marketing"),
    "webhook.role_utility": N_("service messages"),
    "webhook.role_ctwa": N_("ads that open a chat"),
    "webhook.role_ai_agent": N_("an AI agent"),
    "webhook.role_escalation": N_("a specialist"),
    "webhook.role_unknown": N_("another program"),
    "webhook.action_lacks_type": N_("The action of a user lacks its type."),
    "webhook.handover_lacks_contact": N_("The handover lacks its type or its contact."),
    "webhook.nested_too_deeply": N_("The body is nested too deeply."),
    "webhook.not_json": N_("The body is not JSON."),
    "webhook.no_time": N_("It has no time."),
    "webhook.message_lacks_sender": N_("The message lacks its sender."),
    "webhook.note_lacks_ids": N_("The notice about a person lacks its type or its new ids."),
    "webhook.no_entries": N_("The body has no entries."),
    "webhook.item_no_object": N_("An item of “%(list)s” is not an object."),
    "webhook.change_lacks_value": N_("The change lacks its field or its value."),
    "webhook.change_is_empty": N_("The change holds neither statuses nor messages."),
    "webhook.status_lacks_id": N_("The status lacks the message's id or has an unknown name."),
    "webhook.preference_lacks_value": N_("The preference lacks its value or its person."),
    "webhook.not_applied": N_("%(fault)s"),
    "webhook.forward_not_allowed": N_(
        "Messages are not passed on to this address: it has to begin with https:// and must not "
        "lead into a private network. Change it in the settings."
    ),
    "webhook.forward_answered": N_("It answered with HTTP %(status)s."),
}
