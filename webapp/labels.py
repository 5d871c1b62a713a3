"""Labels, icons and tones of the codes stored in the database."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from webapp.domain.campaigns.audit_actions import ACTIONS
from webapp.domain.campaigns.reasons import FOLLOW_UP as FOLLOW_UP
from webapp.domain.campaigns.reasons import PAUSE_REASON as PAUSE_REASON
from webapp.domain.campaigns.reasons import SKIP_REASON
from webapp.domain.campaigns.reasons import WHEN_CAPPED as WHEN_CAPPED
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.imports.status import Became, ImportStatus
from webapp.domain.message_templates.labels import CATEGORIES, HEADERS, MESSAGES, STATUSES
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.sending import marketing_cap
from webapp.domain.sending.error_policy import Policy, classify
from webapp.domain.sending.routing import Endpoint, endpoint_charged
from webapp.domain.translatable import N_
from webapp.domain.webhook.events import ProviderFault
from webapp.language import translated
from webapp.models import (
    Campaign,
    Recipient,
    ReplyEffect,
    Role,
    SenderStatus,
    Subscription,
    TaskKind,
    TaskState,
)


class Label(NamedTuple):
    """How a status is shown; never by colour alone."""

    text: str
    icon: str
    tone: str

    @property
    def name(self) -> str:
        """Return the status in the user's language."""
        return translated(self.text)


CAMPAIGN = {
    CampaignStatus.DRAFT: Label(N_("Draft"), "pencil", "quiet"),
    CampaignStatus.ACTIVE: Label(N_("Sending"), "player-play", "good"),
    CampaignStatus.PAUSED: Label(N_("Paused"), "player-pause", "warn"),
    CampaignStatus.COMPLETED: Label(N_("Completed"), "circle-check", "good"),
    CampaignStatus.CANCELLED: Label(N_("Cancelled"), "ban", "quiet"),
}
SCHEDULED = Label(N_("Scheduled"), "calendar", "info")
STARTING = Label(N_("Starting"), "clock", "info")

RECIPIENT = {
    RecipientStatus.PENDING: Label(N_("Waiting"), "clock", "quiet"),
    RecipientStatus.QUEUED: Label(N_("Queued"), "clock", "info"),
    RecipientStatus.SENDING: Label(N_("Being sent"), "send", "info"),
    RecipientStatus.UNCONFIRMED: Label(N_("Unconfirmed"), "help-circle", "warn"),
    RecipientStatus.SENT: Label(N_("Sent"), "check", "info"),
    RecipientStatus.DELIVERED: Label(N_("Delivered"), "checks", "good"),
    RecipientStatus.READ: Label(N_("Read"), "eye", "good"),
    RecipientStatus.FAILED: Label(N_("Not delivered"), "circle-x", "bad"),
    RecipientStatus.SKIPPED: Label(N_("Skipped"), "minus", "quiet"),
}

TASK = {
    TaskKind.REFUSAL: N_("Act on a refused message"),
    TaskKind.PLATFORM_EVENT: N_("Act on news about the account"),
    TaskKind.MERGE_CONTACTS: N_("Merge contacts that are one person"),
    TaskKind.ADOPT_REPLIES: N_("Find who replied"),
    TaskKind.AUTO_REPLY: N_("Answer a person"),
    TaskKind.FORWARD: N_("Pass a message on"),
    TaskKind.ACTIVATE: N_("Start a campaign"),
    TaskKind.ADD_AUDIENCE: N_("Add an audience"),
    TaskKind.IMPORT_CONTACTS: N_("Work on a file of contacts"),
    TaskKind.BULK_ACTION: N_("Change or export many at once"),
    TaskKind.SYNC_TEMPLATES: N_("Sync templates"),
    TaskKind.COUNT_CONTACTS: N_("Count people for a page"),
}
#: The jobs, by their names in `queues.JOBS`.
JOB = {
    "drain_webhook_events": N_("Read what WhatsApp sent"),
    "deliver_outbox": N_("Act on what WhatsApp sent"),
    "enqueue_due_tasks": N_("Find work that is due"),
    "check_incidents": N_("Check for incidents"),
    "forget": N_("Delete what is old"),
    "end_undelivered": N_("End messages that are not delivered"),
    "plan_day": N_("Plan the day and queue its batches"),
    "recover_claims": N_("Recover interrupted batches"),
    "sync_templates": N_("Sync templates"),
    "compact_counters": N_("Add up counters"),
    "run_background_task": N_("Do a task of this page"),
    "send_batch": N_("Send a batch"),
}
TASK_STATE = {
    TaskState.WAITING: Label(N_("Waiting"), "clock", "warn"),
    TaskState.FAILED: Label(N_("Failed"), "circle-x", "bad"),
}

SUBSCRIPTION = {
    Subscription.SUBSCRIBED: Label(N_("Subscribed"), "circle-check", "good"),
    Subscription.UNSUBSCRIBED: Label(N_("Unsubscribed"), "message-circle-off", "bad"),
}

SENDER = {
    SenderStatus.CONNECTED: Label(N_("Connected"), "circle-check", "good"),
    SenderStatus.STOPPED: Label(N_("Stopped"), "circle-x", "bad"),
}

EFFECT = {
    ReplyEffect.NOTHING: Label(N_("Nothing"), "minus", "quiet"),
    ReplyEffect.OPTED_OUT: Label(N_("Unsubscribed the person"), "message-circle-off", "bad"),
    ReplyEffect.OPTED_IN: Label(N_("Subscribed the person"), "circle-check", "good"),
    ReplyEffect.TO_REVIEW: Label(N_("Waits for your decision"), "help-circle", "warn"),
}

#: WhatsApp's codes; new ones may be added.
TEMPLATE = {
    "APPROVED": Label(STATUSES["APPROVED"], "circle-check", "good"),
    "PENDING": Label(STATUSES["PENDING"], "clock", "info"),
    "PAUSED": Label(STATUSES["PAUSED"], "player-pause", "warn"),
    "REJECTED": Label(STATUSES["REJECTED"], "circle-x", "bad"),
    "DISABLED": Label(STATUSES["DISABLED"], "ban", "bad"),
    "DELETED": Label(STATUSES["DELETED"], "trash", "quiet"),
    "PENDING_DELETION": Label(STATUSES["PENDING_DELETION"], "trash", "warn"),
    "ARCHIVED": Label(STATUSES["ARCHIVED"], "player-pause", "quiet"),
    "IN_APPEAL": Label(STATUSES["IN_APPEAL"], "clock", "info"),
    "LIMIT_EXCEEDED": Label(STATUSES["LIMIT_EXCEEDED"], "circle-x", "bad"),
    "LOCKED": Label(STATUSES["LOCKED"], "ban", "bad"),
}
QUALITY = {
    "GREEN": Label(N_("High"), "circle-check", "good"),
    "YELLOW": Label(N_("Medium"), "alert-triangle", "warn"),
    "RED": Label(N_("Low"), "circle-x", "bad"),
    "UNKNOWN": Label(N_("Not rated yet"), "help-circle", "quiet"),
}

IMPORT = {
    ImportStatus.UPLOADED: Label(N_("Waits for its columns"), "help-circle", "warn"),
    ImportStatus.CHECKING: Label(N_("Being checked"), "clock", "info"),
    ImportStatus.CHECKED: Label(N_("Ready to import"), "help-circle", "warn"),
    ImportStatus.RUNNING: Label(N_("Being imported"), "player-play", "info"),
    ImportStatus.STOPPED: Label(N_("Stopped"), "player-pause", "warn"),
    ImportStatus.DONE: Label(N_("Imported"), "circle-check", "good"),
    ImportStatus.UNDOING: Label(N_("Being undone"), "clock", "info"),
    ImportStatus.UNDONE: Label(N_("Undone"), "ban", "quiet"),
    ImportStatus.REFUSED: Label(N_("Can't be used"), "circle-x", "bad"),
}

#: The heading above the contacts of a file.
BECAME = {
    None: N_("People of the file"),
    Became.CREATED: N_("New people of the file"),
    Became.UPDATED: N_("People whom the file changed"),
    Became.UNCHANGED: N_("People whom we knew just as the file has them"),
}

CONSENT_KIND = {
    ConsentKind.OPT_IN: Label(N_("Agreed"), "circle-check", "good"),
    ConsentKind.OPT_OUT: Label(N_("Withdrew"), "message-circle-off", "bad"),
}
CONSENT_SOURCE = {
    ConsentSource.IMPORT: N_("by a file that was imported"),
    ConsentSource.API: N_("by another program"),
    ConsentSource.STAFF: N_("by staff"),
    ConsentSource.KEYWORD: N_("by a message"),
    ConsentSource.BUTTON: N_("by a button"),
    ConsentSource.NUMBER: N_("by moving to another number"),
    ConsentSource.NATIVE: N_("in WhatsApp's own settings"),
}

ROLE = {
    Role.VIEWER: N_("Viewer: sees everything, changes nothing"),
    Role.EDITOR: N_("Editor: also runs campaigns and keeps contacts"),
    Role.ADMIN: N_("Administrator: also users, senders and settings"),
}
ROLE_NAME = dict(zip(Role, (N_("Viewer"), N_("Editor"), N_("Administrator")), strict=True))


def campaign_label(campaign: Campaign, now: datetime, is_starting: bool) -> Label:
    """Return the campaign's label; an active one whose first day is in the future is scheduled."""
    if is_starting:
        return STARTING
    is_active = campaign.status == CampaignStatus.ACTIVE
    if is_active and campaign.start_date and campaign.start_date > campaign.date_of(now):
        return SCHEDULED
    return CAMPAIGN[campaign.status]


def template_label(status: str) -> Label:
    """Return the label of a template's status, also of an unknown one."""
    return TEMPLATE.get(status) or Label(humanize(status), "help-circle", "quiet")


def quality_label(rating: str) -> Label:
    """Return the label of a quality rating, also of an unknown one."""
    return QUALITY.get(rating) or Label(humanize(rating), "help-circle", "quiet")


def action_name(code: str) -> str:
    """Return the name of an action in the audit log, also of an unknown one."""
    return translated(ACTIONS.get(code, humanize(code)))


def category_name(code: str) -> str:
    """Return the name of a template category, also of an unknown one."""
    return translated(CATEGORIES.get(code, humanize(code)))


def header_name(kind: str) -> str:
    """Return the name of a template's header type."""
    return translated(HEADERS.get(kind, humanize(kind)))


def reply_name(kind: str) -> str:
    """Return the name of a type of reply without text, also of an unknown one."""
    return translated(MESSAGES.get(kind, humanize(kind)))


def humanize(code: str) -> str:
    """Return a code as words.

    >>> humanize("IN_APPEAL"), humanize("campaign.activate")
    ('In appeal', 'Campaign activate')
    """
    return code.replace("_", " ").replace(".", " ").capitalize()


def error_policy_for(recipient: Recipient | Row[*tuple[Any, ...]]) -> Policy | None:
    """Return the policy for the recipient's last WhatsApp error; None if there is no error."""
    details = recipient.error_details or recipient.error_reason
    if recipient.error_code is None and not details:
        return None
    return classify(ProviderFault(recipient.error_code, details or ""))


def error_advice_for(recipient: Recipient) -> str:
    """Return what staff can do about the recipient's last WhatsApp error; "" without an error."""
    policy = error_policy_for(recipient)
    if policy is None:
        return ""
    country = recipient.contact.country if recipient.contact else ""
    return translated(marketing_cap.advice_for(policy, recipient.error_code, country))


SENT_BY = {
    Endpoint.MARKETING_MESSAGES: N_("Sent by the Marketing Messages API."),
    Endpoint.MESSAGES: N_("Sent by the Cloud API."),
}


def sent_by(recipient: Recipient) -> str:
    """Return the way in which the message went; empty while no delivery report says so."""
    endpoint = endpoint_charged(recipient.pricing_category)
    return translated(SENT_BY[endpoint]) if endpoint else ""


def status_reason(recipient: Recipient | Row[*tuple[Any, ...]]) -> str:
    """Return why the recipient has this status; "" if the status is self-explanatory."""
    if recipient.skip_reason:
        return translated(SKIP_REASON[recipient.skip_reason])
    if recipient.status == RecipientStatus.UNCONFIRMED:
        return translated(N_("it is not known whether WhatsApp took the message"))
    if recipient.status not in (RecipientStatus.FAILED, RecipientStatus.PENDING):
        return ""
    policy = error_policy_for(recipient)
    return translated(policy.reason) if policy else ""
