"""The kinds of bulk actions, which are done in portions while a page shows the progress."""

from enum import StrEnum


class BulkKind(StrEnum):
    """The action on each contact, recipient or campaign."""

    CAMPAIGNS_PAUSE = "campaigns_pause"
    CAMPAIGNS_RESUME = "campaigns_resume"
    CAMPAIGNS_CANCEL = "campaigns_cancel"
    CONTACTS_UNSUBSCRIBE = "contacts_unsubscribe"
    CONTACTS_TAG = "contacts_tag"
    CONTACTS_UNTAG = "contacts_untag"
    CONTACTS_EXPORT = "contacts_export"
    RECIPIENTS_RETRY = "recipients_retry"
    RECIPIENTS_SKIP = "recipients_skip"
    RECIPIENTS_EXPORT = "recipients_export"


#: These create a file and change nothing.
EXPORTS = (BulkKind.CONTACTS_EXPORT, BulkKind.RECIPIENTS_EXPORT)
