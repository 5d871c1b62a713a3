"""What a webhook body contains, as our own types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.messages import Message

ReceiptStatus = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True)
class ProviderFault:
    """Why WhatsApp did not do something.

    Only in the response to a call: `http_status`, `subcode`, and `retry_after`, the seconds that
    WhatsApp asks us to wait.
    """

    code: int | None
    title: str
    details: str = ""
    http_status: int | None = None
    subcode: int | None = None
    retry_after: float | None = None


class Receipt(NamedTuple):
    """The new status of a message. `callback` contains the claim token it was sent with."""

    wamid: str
    status: ReceiptStatus
    at: datetime
    callback: str | None = None
    recipient: str | None = None
    user_id: str | None = None
    error: ProviderFault | None = None
    pricing_type: str | None = None
    pricing_category: str | None = None
    pricing: Mapping[str, Any] | None = None  # as it came
    phone_number_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None

    @property
    def ids(self) -> WhatsAppIds:
        """Return how WhatsApp names the recipient."""
        return WhatsAppIds(
            self.recipient, self.user_id, self.parent_user_id, self.username, self.at
        )


@dataclass(frozen=True)
class Reply:
    """What a contact wrote or pressed; `sender` is missing when WhatsApp hides the number.

    `is_answer` is False for what is neither written nor tapped, such as a deleted message: it
    counts as no reply, and opens no service window. `is_standby` says that another program has
    the conversation: nothing is replied automatically. `shared_number` is the contact's own
    number, given in answer to our request.
    """

    wamid: str
    sender: str | None
    user_id: str | None
    name: str
    kind: str
    text: str
    payload: str | None
    context_wamid: str | None
    at: datetime
    phone_number_id: str | None = None
    is_answer: bool = True
    is_standby: bool = False
    parent_user_id: str | None = None
    username: str | None = None
    shared_number: str | None = None

    @property
    def ids(self) -> WhatsAppIds:
        """Return how WhatsApp names the sender."""
        return WhatsAppIds(self.sender, self.user_id, self.parent_user_id, self.username, self.at)


@dataclass(frozen=True)
class Preference:
    """A press of WhatsApp's own button: `stop`, `resume`, or a newer value, for a category."""

    wa_id: str | None
    user_id: str | None
    value: str
    at: datetime
    phone_number_id: str | None = None
    category: str | None = None
    parent_user_id: str | None = None

    @property
    def ids(self) -> WhatsAppIds:
        """Return how WhatsApp names the contact."""
        return WhatsAppIds(self.wa_id, self.user_id, self.parent_user_id, None, self.at)


@dataclass(frozen=True)
class IdentityChanged:
    """A contact got another number, another user id, or both; any of the ids may be missing."""

    wamid: str
    old: WhatsAppIds
    new: WhatsAppIds
    at: datetime
    phone_number_id: str | None = None


@dataclass(frozen=True)
class ThreadHandover:
    """A conversation passed from one program of the business to another, each with a role."""

    key: str
    sender: str | None
    user_id: str | None
    previous_role: str
    new_role: str
    at: datetime
    phone_number_id: str | None = None


@dataclass(frozen=True)
class UserAction:
    """What somebody did with a link of a message: a click, or a view of the page it leads to.

    WhatsApp names no person. `details` is the whole item as it came.
    """

    kind: str
    at: datetime
    click_id: str | None
    tracking_token: str | None
    component: str | None
    phone_number_id: str | None
    details: Mapping[str, object]


@dataclass(frozen=True)
class PlatformEvent:
    """An event about a template, a number, the account: the field and its value as they came."""

    field: str
    waba_id: str | None
    value: Mapping[str, object]
    at: datetime


@dataclass(frozen=True)
class NotUsed:
    """A field or a key that has no use here: by its name, for the account that it came for."""

    name: str
    account: str | None


@dataclass(frozen=True)
class Unknown:
    """An item that could not be read, stored for staff to look at."""

    reason: Message
    item: object


Event = (
    Receipt
    | Reply
    | Preference
    | IdentityChanged
    | ThreadHandover
    | UserAction
    | PlatformEvent
    | NotUsed
    | Unknown
)
