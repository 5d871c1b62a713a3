"""The tables. Importing this package makes all of them known."""

from webapp.models.accounts.audit import AuditEntry
from webapp.models.accounts.idempotent_call import IdempotentCall
from webapp.models.accounts.user import ApiToken, Role, User
from webapp.models.audiences.audience import Audience
from webapp.models.audiences.cached_count import CachedCount
from webapp.models.background.background_task import (
    ONE_PER_PARAMS,
    OUTBOX_KINDS,
    BackgroundTask,
    TaskKind,
    TaskState,
)
from webapp.models.background.bulk_action import BulkAction, BulkPiece
from webapp.models.base import Base
from webapp.models.campaigns.campaign import Campaign, CampaignKind
from webapp.models.campaigns.former_message import FormerMessage
from webapp.models.campaigns.options import OPTIONS
from webapp.models.contacts.consent import ConsentEvent
from webapp.models.contacts.contact import Contact, Subscription
from webapp.models.contacts.erasure import Erasure
from webapp.models.contacts.former_identity import FormerIdentity
from webapp.models.imports.contact_import import (
    ContactAttribute,
    ContactImport,
    ImportBatch,
    ImportedContact,
    ImportRow,
    RejectedRow,
    UploadPiece,
)
from webapp.models.message_templates.message_template import MessageTemplate
from webapp.models.operations.incident import Incident
from webapp.models.operations.restore_guard import RestoreGuard
from webapp.models.operations.setting import Setting
from webapp.models.planning.batch import Batch, BatchStatus
from webapp.models.planning.portfolio import Portfolio, QuotaUse
from webapp.models.recipients.recipient import Recipient
from webapp.models.senders.sender import Sender, SenderStatus, ServiceWindow
from webapp.models.senders.volume_tier import VolumeTier
from webapp.models.sending.counter import CampaignCounter
from webapp.models.sending.marketing_hold import MarketingHold
from webapp.models.sending.outcome_sample import Channel, OutcomeSample
from webapp.models.webhook.reply import Reply, ReplyEffect
from webapp.models.webhook.unused_item import UnusedItem
from webapp.models.webhook.user_action import UserAction
from webapp.models.webhook.webhook_event import ParkedReceipt, WebhookEvent

__all__ = [
    "ONE_PER_PARAMS",
    "OPTIONS",
    "OUTBOX_KINDS",
    "ApiToken",
    "Audience",
    "AuditEntry",
    "BackgroundTask",
    "Base",
    "Batch",
    "BatchStatus",
    "BulkAction",
    "BulkPiece",
    "CachedCount",
    "Campaign",
    "CampaignCounter",
    "CampaignKind",
    "Channel",
    "ConsentEvent",
    "Contact",
    "ContactAttribute",
    "ContactImport",
    "Erasure",
    "FormerIdentity",
    "FormerMessage",
    "IdempotentCall",
    "ImportBatch",
    "ImportRow",
    "ImportedContact",
    "Incident",
    "MarketingHold",
    "MessageTemplate",
    "OutcomeSample",
    "ParkedReceipt",
    "Portfolio",
    "QuotaUse",
    "Recipient",
    "RejectedRow",
    "Reply",
    "ReplyEffect",
    "RestoreGuard",
    "Role",
    "Sender",
    "SenderStatus",
    "ServiceWindow",
    "Setting",
    "Subscription",
    "TaskKind",
    "TaskState",
    "UnusedItem",
    "UploadPiece",
    "User",
    "UserAction",
    "VolumeTier",
    "WebhookEvent",
]
