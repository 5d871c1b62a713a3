"""Words, icons and tones for what the tables call by short names."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from webapp.domain.campaign_status import CampaignStatus, PauseReason
from webapp.domain.consent import ConsentKind, ConsentSource
from webapp.domain.error_policy import Policy, classify
from webapp.domain.events import ProviderFault
from webapp.domain.follow_up import FollowUp
from webapp.domain.import_status import ImportStatus
from webapp.domain.recipient_status import RecipientStatus, SkipReason
from webapp.domain.texts import N_
from webapp.models import Campaign, Recipient, ReplyEffect, Role, SenderStatus, Subscription


class Label(NamedTuple):
    """A status as people see it; never by colour alone."""

    word: str
    icon: str
    tone: str


CAMPAIGN = {
    CampaignStatus.DRAFT: Label("Draft", "pencil", "quiet"),
    CampaignStatus.ACTIVE: Label("Sending", "player-play", "good"),
    CampaignStatus.PAUSED: Label("Paused", "player-pause", "warn"),
    CampaignStatus.COMPLETED: Label("Completed", "circle-check", "good"),
    CampaignStatus.CANCELLED: Label("Cancelled", "ban", "quiet"),
}
SCHEDULED = Label("Scheduled", "calendar", "info")

RECIPIENT = {
    RecipientStatus.PENDING: Label("Waiting", "clock", "quiet"),
    RecipientStatus.QUEUED: Label("Queued", "clock", "info"),
    RecipientStatus.SENDING: Label("Being sent", "send", "info"),
    RecipientStatus.UNCONFIRMED: Label("Unconfirmed", "help-circle", "warn"),
    RecipientStatus.SENT: Label("Sent", "check", "info"),
    RecipientStatus.DELIVERED: Label("Delivered", "checks", "good"),
    RecipientStatus.READ: Label("Read", "eye", "good"),
    RecipientStatus.FAILED: Label("Not delivered", "circle-x", "bad"),
    RecipientStatus.SKIPPED: Label("Skipped", "minus", "quiet"),
}

SUBSCRIPTION = {
    Subscription.SUBSCRIBED: Label("Subscribed", "circle-check", "good"),
    Subscription.UNSUBSCRIBED: Label("Unsubscribed", "message-circle-off", "bad"),
}

SENDER = {
    SenderStatus.CONNECTED: Label("Connected", "circle-check", "good"),
    SenderStatus.STOPPED: Label("Stopped", "circle-x", "bad"),
}

EFFECT = {
    ReplyEffect.NOTHING: Label("Nothing", "minus", "quiet"),
    ReplyEffect.OPTED_OUT: Label("Unsubscribed the person", "message-circle-off", "bad"),
    ReplyEffect.OPTED_IN: Label("Subscribed the person", "circle-check", "good"),
    ReplyEffect.TO_REVIEW: Label("Waits for your decision", "help-circle", "warn"),
}

#: WhatsApp's own words, of which new ones may come.
TEMPLATE = {
    "APPROVED": Label("Approved", "circle-check", "good"),
    "PENDING": Label("In review at WhatsApp", "clock", "info"),
    "PAUSED": Label("Paused by WhatsApp", "player-pause", "warn"),
    "REJECTED": Label("Rejected by WhatsApp", "circle-x", "bad"),
    "DISABLED": Label("Disabled by WhatsApp", "ban", "bad"),
    "DELETED": Label("No longer at WhatsApp", "trash", "quiet"),
}
QUALITY = {
    "GREEN": Label("High", "circle-check", "good"),
    "YELLOW": Label("Medium", "alert-triangle", "warn"),
    "RED": Label("Low", "circle-x", "bad"),
    "UNKNOWN": Label("Not rated yet", "help-circle", "quiet"),
}

IMPORT = {
    ImportStatus.UPLOADED: Label("Waits for its columns", "help-circle", "warn"),
    ImportStatus.CHECKING: Label("Being checked", "clock", "info"),
    ImportStatus.CHECKED: Label("Waits for your yes", "help-circle", "warn"),
    ImportStatus.RUNNING: Label("Being imported", "player-play", "info"),
    ImportStatus.STOPPED: Label("Stopped", "player-pause", "warn"),
    ImportStatus.DONE: Label("Imported", "circle-check", "good"),
    ImportStatus.UNDOING: Label("Being undone", "clock", "info"),
    ImportStatus.UNDONE: Label("Undone", "ban", "quiet"),
    ImportStatus.REFUSED: Label("Can't be used", "circle-x", "bad"),
}

PAUSE_REASON = {
    PauseReason.PERSON: "someone paused it",
    PauseReason.TEMPLATE: "WhatsApp paused or refuses the message template",
    PauseReason.SENDER: "the sender is stopped",
    PauseReason.FAILURES: "too many messages failed",
    PauseReason.OVERDUE: "its first day passed before it could start",
}

FOLLOW_UP = {
    FollowUp.NOT_DELIVERED: N_("Not delivered"),
    FollowUp.UNREAD: N_("Delivered, but not read"),
    FollowUp.NO_REPLY: N_("Delivered, but no reply"),
}

SKIP_REASON = {
    SkipReason.OPTED_OUT: "unsubscribed",
    SkipReason.INVALID_NUMBER: "the number is not valid",
    SkipReason.DUPLICATE_PERSON: "the same person is in the campaign already",
    SkipReason.CAPPED: "got enough messages lately",
    SkipReason.CANCELLED: "the campaign was cancelled",
    SkipReason.COUNTRY_NOT_ALLOWED: "the country is not allowed",
}

CONSENT_KIND = {
    ConsentKind.OPT_IN: Label("Agreed", "circle-check", "good"),
    ConsentKind.OPT_OUT: Label("Withdrew", "message-circle-off", "bad"),
}
CONSENT_SOURCE = {
    ConsentSource.IMPORT: "by a file that was imported",
    ConsentSource.API: "by another program",
    ConsentSource.STAFF: "by staff",
    ConsentSource.KEYWORD: "by a message",
    ConsentSource.BUTTON: "by a button",
    ConsentSource.NUMBER: "by moving to another number",
    ConsentSource.NATIVE: "in WhatsApp's own settings",
}

ROLE = {
    Role.VIEWER: "Viewer: sees everything, changes nothing",
    Role.EDITOR: "Editor: also runs campaigns and keeps contacts",
    Role.ADMIN: "Administrator: also users, senders and settings",
}


def of_campaign(campaign: Campaign, now: datetime) -> Label:
    """Label the campaign; an active one whose first day lies ahead is scheduled."""
    is_active = campaign.status == CampaignStatus.ACTIVE
    if is_active and campaign.start_date and campaign.start_date > campaign.date_of(now):
        return SCHEDULED
    return CAMPAIGN[campaign.status]


def of_template(status: str) -> Label:
    """Label a template's status, also one that we don't know."""
    return TEMPLATE.get(status) or Label(in_words(status), "help-circle", "quiet")


def of_quality(rating: str) -> Label:
    """Label a quality rating, also one that we don't know."""
    return QUALITY.get(rating) or Label(in_words(rating), "help-circle", "quiet")


def in_words(code: str) -> str:
    """Write a code as words.

    >>> in_words("IN_APPEAL"), in_words("campaign.activate")
    ('In appeal', 'Campaign activate')
    """
    return code.replace("_", " ").replace(".", " ").capitalize()


def policy_of(recipient: Recipient | Row[*tuple[Any, ...]]) -> Policy | None:
    """Find what WhatsApp's last refusal of the recipient means; None where it refused nothing."""
    if recipient.error_code is None and not recipient.error_details:
        return None
    return classify(ProviderFault(recipient.error_code, recipient.error_details or ""))


def reason(recipient: Recipient | Row[*tuple[Any, ...]]) -> str:
    """Say in a few words why the recipient has this status; "" where the status says it all."""
    if recipient.skip_reason:
        return SKIP_REASON[recipient.skip_reason]
    if recipient.status == RecipientStatus.UNCONFIRMED:
        return "it is not known whether WhatsApp took the message"
    if recipient.status not in (RecipientStatus.FAILED, RecipientStatus.PENDING):
        return ""
    policy = policy_of(recipient)
    return policy.reason if policy else ""
