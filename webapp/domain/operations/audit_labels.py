"""Labels for the short names in the audit log: subjects and details."""

from webapp.domain.campaigns.reasons import PAUSE_REASON
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.messages import coded
from webapp.domain.sending.routing import POLICIES, ROUTES
from webapp.domain.translatable import N_

#: Subjects, by the words before their id.
THINGS = {
    "audience": coded("operations.thing_audience"),
    "background task": coded("operations.thing_background_task"),
    "bulk action": coded("operations.thing_bulk_action"),
    "campaign": coded("operations.thing_campaign"),
    "contact": coded("operations.thing_contact"),
    "database": coded("operations.thing_database"),
    "import": coded("operations.thing_import"),
    "job": coded("operations.thing_job"),
    "portfolio": coded("operations.thing_portfolio"),
    "reply": coded("operations.thing_reply"),
    "sender": coded("operations.thing_sender"),
    "setting": coded("operations.thing_setting"),
    "template": coded("operations.thing_template"),
    "token": coded("operations.thing_token"),
    "user": coded("operations.thing_user"),
    "webhook event": coded("operations.thing_webhook_event"),
}
EVERY_BODY = "all webhook events"

SETTINGS = {
    "keywords": N_("Keywords"),
    "answers": N_("Automatic answers"),
    "stop_confirmations": N_("Answer to a STOP"),
    "forwarding": N_("Passing messages on"),
    "retention": N_("How long webhooks are kept"),
    "frequency_cap": N_("Messages per person"),
    "country_rules": N_("Countries"),
    "safety": N_("Safety"),
}

DETAILS = {
    "active": N_("may sign in"),
    "activity_sharing": N_("activity sharing"),
    "because": N_("because"),
    "canary_delivered": N_("delivered of a good wave, in per cent"),
    "canary_failed": N_("failed of a bad wave, in per cent"),
    "canary_minutes": N_("minutes that a wave lasts"),
    "changed": N_("changed"),
    "count": N_("how many"),
    "country": N_("country"),
    "days": N_("days"),
    "delivered": N_("delivered"),
    "failed": N_("not delivered"),
    "failures_of": N_("outcomes that are looked at"),
    "failures_share": N_("failures that are too many, in per cent"),
    "filename": N_("file"),
    "filter": N_("filter"),
    "is_on": N_("people are left out"),
    "messages": N_("messages"),
    "name": N_("name"),
    "of": N_("of campaign"),
    "other": N_("other contact"),
    "people": N_("people"),
    "product_policy": N_("when it can't be used"),
    "reason": N_("reason"),
    "resumed_canary": N_("people of a wave after a pause"),
    "role": N_("role"),
    "route": N_("way of sending"),
    "since": N_("first day"),
    "tag": N_("tag"),
    "until": N_("last day"),
    "waits": N_("whoever got enough waits"),
    "words": N_("words"),
}

#: The fields of a campaign that can be changed.
PARTS = {
    "daily_send_limit": N_("daily limit"),
    "description": N_("description"),
    "end_date": N_("last day"),
    "send_until": N_("sent until"),
    "initial_group": N_("first wave"),
    "latest_start_date": N_("latest first day"),
    "message_template_id": N_("message template"),
    "minimum_share": N_("share kept free"),
    "name": N_("name"),
    "priority": N_("priority"),
    "quiet_from": N_("quiet hours"),
    "quiet_until": N_("quiet hours"),
    "sender_id": N_("sender"),
    "start_date": N_("first day"),
    "target_audience": N_("audience"),
    "timezone": N_("time zone"),
    "variables": N_("variables"),
    "warm_up_growth": N_("warm-up"),
    "warm_up_start": N_("warm-up"),
    "weekdays": N_("days of the week"),
    "when_capped": N_("who got enough messages"),
    "window_closes": N_("hours"),
    "window_opens": N_("hours"),
}

#: Details whose values are short names themselves.
VALUES = {
    "reason": {reason.value: PAUSE_REASON[reason] for reason in PauseReason},
    "route": {route.value: name for route, name in ROUTES.items()},
    "product_policy": {policy.value: name for policy, name in POLICIES.items()},
}
