"""One event about an account, and the notice that shows it to staff."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from webapp.domain.messages import Message, coded
from webapp.domain.webhook import platform_events
from webapp.extensions import db
from webapp.models import MessageTemplate, Sender
from webapp.services.operations import incidents
from webapp.whatsapp.payload_parts import Item, words

ADVICE = coded("webhook.look_at_account")


class AccountEvent:
    """One event: the field's name, the account, the value as it came, and its time."""

    def __init__(self, field: str, waba_id: str | None, value: Item, at: datetime) -> None:
        self.field, self.waba_id, self.value, self.at = field, waba_id, value, at

    @property
    def event(self) -> str:
        return words(self.value, "event")

    def template(self) -> MessageTemplate | None:
        """Return the template by WhatsApp's id of it, else by name and language."""
        provider_id = words(self.value, "message_template_id")
        language = words(self.value, "message_template_language").replace("-", "_")
        named = (
            (MessageTemplate.waba_id == self.waba_id)
            & (MessageTemplate.name == words(self.value, "message_template_name"))
            & (MessageTemplate.language == language)
        )
        by_id = (MessageTemplate.provider_id == provider_id) & (MessageTemplate.provider_id != "")
        return db.session.scalar(
            select(MessageTemplate)
            .where(or_(by_id, named))
            .limit(1)
            .with_for_update(key_share=True)
        )

    def senders(self) -> Sequence[Sender]:
        """Return the sender that the event names, or all of the account."""
        in_account = select(Sender).where(Sender.waba_id == self.waba_id).order_by(Sender.id)
        senders = db.session.scalars(in_account).all()
        named = words(self.value, "display_phone_number") or words(self.value, "phone_number")
        number = platform_events.digits(named)
        if not number:
            return senders
        return [s for s in senders if platform_events.digits(s.display_phone_number) == number]


def open_notice(event: AccountEvent, subject: str, message: Message) -> None:
    """Show staff an event; the notice ends after a few days."""
    incidents.open_notice(f"{event.field}, {subject}", message)
