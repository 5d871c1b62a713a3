"""The tables. Importing this package makes all of them known."""

from webapp.models.audience import Audience
from webapp.models.audit import AuditEntry
from webapp.models.base import Base
from webapp.models.batch import Batch, BatchStatus
from webapp.models.bulk_action import BulkAction, BulkPiece
from webapp.models.campaign import Campaign, CampaignKind
from webapp.models.campaign_options import OPTIONS
from webapp.models.consent import ConsentEvent
from webapp.models.contact import Contact, Subscription
from webapp.models.contact_import import (
    ContactAttribute,
    ContactImport,
    ImportedContact,
    ImportPortion,
    ImportRow,
    RejectedRow,
    UploadPiece,
)
from webapp.models.count import Count
from webapp.models.erasure import Erasure
from webapp.models.errand import Errand, ErrandKind
from webapp.models.fence import Fence
from webapp.models.former_number import FormerNumber
from webapp.models.incident import Incident
from webapp.models.message_template import MessageTemplate
from webapp.models.outcome_count import Channel, OutcomeCount
from webapp.models.portfolio import Portfolio, WrittenPerson
from webapp.models.recipient import Recipient
from webapp.models.reply import Reply, ReplyEffect
from webapp.models.sender import Sender, SenderStatus, ServiceWindow
from webapp.models.setting import Setting
from webapp.models.tally import Tally
from webapp.models.task import Task, TaskStatus
from webapp.models.user import ApiToken, Role, User
from webapp.models.webhook_event import ParkedReceipt, WebhookEvent

__all__ = [
    "OPTIONS",
    "ApiToken",
    "Audience",
    "AuditEntry",
    "Base",
    "Batch",
    "BatchStatus",
    "BulkAction",
    "BulkPiece",
    "Campaign",
    "CampaignKind",
    "Channel",
    "ConsentEvent",
    "Contact",
    "ContactAttribute",
    "ContactImport",
    "Count",
    "Erasure",
    "Errand",
    "ErrandKind",
    "Fence",
    "FormerNumber",
    "ImportPortion",
    "ImportRow",
    "ImportedContact",
    "Incident",
    "MessageTemplate",
    "OutcomeCount",
    "ParkedReceipt",
    "Portfolio",
    "Recipient",
    "RejectedRow",
    "Reply",
    "ReplyEffect",
    "Role",
    "Sender",
    "SenderStatus",
    "ServiceWindow",
    "Setting",
    "Subscription",
    "Tally",
    "Task",
    "TaskStatus",
    "UploadPiece",
    "User",
    "WebhookEvent",
    "WrittenPerson",
]
