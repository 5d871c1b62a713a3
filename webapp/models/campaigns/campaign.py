"""A campaign: a message template sent to recipients from a sender, over days."""

import uuid
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.domain.campaigns import rules, warnings
from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.message_templates import sources as variable_values
from webapp.domain.message_templates.same_text import is_same_text
from webapp.domain.message_templates.sources import InvalidValues, Source
from webapp.domain.message_templates.variables import Variable, variables
from webapp.domain.messages import Message
from webapp.domain.planning.sending_end import SendingEnd
from webapp.domain.planning.sending_window import SendingWindow
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.models.base import Base, Created, choice
from webapp.models.campaigns.options import OPTION_CHECKS, CampaignOptions
from webapp.models.message_column import MessageColumn
from webapp.models.message_templates.message_template import MessageTemplate
from webapp.models.senders.sender import Sender


class CampaignKind(StrEnum):
    """The kind of the row; all kinds are sent by the same engine."""

    CAMPAIGN = "campaign"
    MESSAGE = "message"  # one message asked for by a program, or a test to staff


class Campaign(CampaignOptions, Created, Base):
    """A campaign; as a draft it is saved at every step of the wizard."""

    __tablename__ = "marketing_campaigns"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 10", name="priority"),
        CheckConstraint("daily_send_limit > 0", name="daily_send_limit"),
        CheckConstraint("initial_group > 0", name="initial_group"),
        *OPTION_CHECKS,
        Index(None, "kind", "status", "created_at", "id"),
        Index("ix_marketing_campaigns_listed", "created_at", "id"),
        Index(
            "ix_marketing_campaigns_active",
            "sender_id",
            "priority",
            postgresql_where=text("status = 'active'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[CampaignKind] = mapped_column(
        choice(CampaignKind, "kind"), default=CampaignKind.CAMPAIGN
    )
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    status: Mapped[CampaignStatus] = mapped_column(
        choice(CampaignStatus, "status"), default=CampaignStatus.DRAFT
    )
    pause_reason: Mapped[PauseReason | None] = mapped_column(choice(PauseReason, "pause_reason"))
    #: The cause of the pause, in plain words: which failures, and how many.
    pause_details: Mapped[Message | None] = mapped_column(MessageColumn)

    sender_id: Mapped[int] = mapped_column(ForeignKey("senders.id"))
    message_template_id: Mapped[int | None] = mapped_column(
        ForeignKey("message_templates.id"), index=True
    )
    #: The components as they were at activation, or when a user accepted other ones; what is sent
    #: does not change without a user.
    frozen_components: Mapped[list[Any] | None]
    #: Counts the messages of the campaign; the earlier ones are `FormerMessage`s.
    message_version: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    variables: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The filter that chooses the recipients; see `domain.audiences.audience_filter`.
    target_audience: Mapped[dict[str, Any] | None]
    #: The campaign that this one follows, and the group of its recipients that it is for.
    follows_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("marketing_campaigns.id", ondelete="SET NULL"), index=True
    )
    follows_group: Mapped[FollowUp | None] = mapped_column(choice(FollowUp, "follows_group"))

    priority: Mapped[int] = mapped_column(SmallInteger, default=rules.DEFAULT_PRIORITY)
    daily_send_limit: Mapped[int] = mapped_column(default=rules.DEFAULT_DAILY_LIMIT)
    #: Recipients whose outcomes must be good before the rest is sent; None: all at once.
    initial_group: Mapped[int | None]
    #: For contacts over the frequency cap; None: the default of the setting.
    when_capped: Mapped[WhenCapped | None] = mapped_column(choice(WhenCapped, "when_capped"))
    #: The canary in progress, whatever it is for, and since when; see `services.campaigns.canary`.
    canary_size: Mapped[int | None]
    canary_since: Mapped[datetime | None]
    start_date: Mapped[date | None]
    timezone: Mapped[str]
    window_opens: Mapped[time] = mapped_column(default=time(0))
    window_closes: Mapped[time] = mapped_column(default=time(0))  # midnight: the day's end
    weekdays: Mapped[list[int]] = mapped_column(
        ARRAY(SmallInteger), default=lambda: list(range(7))
    )  # Monday is 0

    #: The countries whose people are skipped, by the rules that were applied last; none in a draft.
    blocked_countries: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default="{}"
    )

    created_by: Mapped[str]
    activated_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    sender: Mapped[Sender] = relationship()
    message_template: Mapped[MessageTemplate | None] = relationship()
    follows: Mapped["Campaign | None"] = relationship(remote_side="Campaign.id")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def window(self) -> SendingWindow:
        """Return the hours and weekdays in which the campaign may send."""
        return SendingWindow(
            self.window_opens, self.window_closes, frozenset(self.weekdays), self.zone
        )

    @property
    def end(self) -> SendingEnd | None:
        """Return the end of the campaign, if it has one."""
        if self.end_date is None:
            return None
        return SendingEnd(self.end_date, self.send_until, self.window)

    def has_ended_offer(self, now: datetime) -> bool:
        """Return whether nobody may be written to any more, because the offer has ended."""
        return self.end is not None and self.end.ends_offer and self.end.is_over(now)

    @property
    def rest_held(self) -> bool:
        """Return whether a canary is in progress, and the rest waits for its outcomes."""
        return self.status == CampaignStatus.ACTIVE and self.canary_size is not None

    def date_of(self, moment: datetime) -> date:
        """Return the date of the moment in the campaign's zone."""
        return moment.astimezone(self.zone).date()

    def link_warnings(self, last_day: date | None) -> list[Message]:
        """Return a warning for each link to a header's file that stops working."""
        try:
            return warnings.link_warnings(self.sources, self.zone, last_day)
        except InvalidValues:
            return []

    @property
    def examples(self) -> dict[str, str]:
        """Return a value for each variable of the message, for a preview."""
        return variable_values.examples(self.variables, self.template_variables)

    @property
    def components(self) -> list[Any]:
        """Return the message's components: frozen once active, the template's own before."""
        if self.frozen_components is not None:
            return self.frozen_components
        return self.message_template.components if self.message_template else []

    @property
    def has_changed_template(self) -> bool:
        """Return whether WhatsApp would send another text than the frozen one."""
        frozen, template = self.frozen_components, self.message_template
        if frozen is None or template is None:
            return False
        return not is_same_text(frozen, template.components)

    @property
    def template_variables(self) -> list[Variable]:
        """Return the variables of the message, which are frozen with it."""
        template = self.message_template
        return variables(self.components, template.parameter_format) if template else []

    @property
    def sources(self) -> dict[str, Source]:
        """Return the sources of the values. Raises InvalidValues if they do not fit the message."""
        return (
            variable_values.parse(self.variables, self.template_variables)
            if self.message_template
            else {}
        )
