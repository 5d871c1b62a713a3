"""The rows of the benchmark's shop that are made one by one."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.imports.column_map import Column, Shape, Target
from webapp.domain.imports.status import ImportStatus
from webapp.models import Campaign, ContactImport, MessageTemplate, Portfolio, Sender

BODY = [{"type": "BODY", "text": "Hello {{first_name}} of {{city}}"}]
VALUES = {"first_name": {"attribute": "name"}, "city": {"attribute": "city"}}
EVERYONE = {"match": "all", "conditions": []}
RULE = {
    "match": "all",
    "conditions": [
        {"field": "attributes.city", "operator": "is", "value": "lima"},
        {"field": "attributes.spent", "operator": "at_least", "value": "100"},
        {"field": "created", "operator": "last_days", "value": "300"},
    ],
    "exclude": [{"field": "country", "operator": "is", "value": "GB"}],
}

S = CampaignStatus
#: The statuses of ten campaigns, by number.
STATUSES = (
    *(S.DRAFT, S.COMPLETED, S.COMPLETED, S.ACTIVE, S.COMPLETED, S.PAUSED, S.COMPLETED),
    *(S.ACTIVE, S.COMPLETED, S.COMPLETED),
)


def a_sender(limit: int) -> Sender:
    return Sender(
        portfolio=Portfolio(name="Benchmark", messaging_limit=limit),
        phone_number_id="100000000000001",
        waba_id="200000000000001",
        access_token="no-token",
        synced_at=clock.now(),
    )


def a_template() -> MessageTemplate:
    return MessageTemplate(
        waba_id="200000000000001",
        provider_id="3",
        name="we_miss_you",
        language="en_US",
        status="APPROVED",
        category="MARKETING",
        parameter_format="NAMED",
        components=BODY,
        synced_at=clock.now(),
    )


def a_campaign(
    number: int, status: CampaignStatus, sender: Sender, template: MessageTemplate, a_day: int
) -> Campaign:
    started = status != S.DRAFT
    at = clock.now() - timedelta(days=30, minutes=number)
    return Campaign(
        name=f"Campaign {number:03}",
        sender=sender,
        message_template=template,
        frozen_components=BODY if started else None,
        variables=VALUES,
        status=status,
        pause_reason=PauseReason.PERSON if status == S.PAUSED else None,
        target_audience=EVERYONE,
        priority=number % 10 + 1,
        daily_send_limit=a_day,
        timezone="UTC",
        created_by="bench",
        created_at=at,
        activated_at=at if started else None,
        completed_at=at + timedelta(days=9) if status == S.COMPLETED else None,
    )


def a_draft(
    audience: dict[str, Any], sender: Sender, template: MessageTemplate, a_day: int
) -> Campaign:
    draft = a_campaign(0, S.DRAFT, sender, template, a_day)
    draft.target_audience = audience
    return draft


def an_import(number: int) -> ContactImport:
    return ContactImport(
        filename=f"customers-{number}.csv",
        size=60_000_000,
        created_by="eva@example.com",
        status=ImportStatus.DONE,
        shape=asdict(Shape("csv", "utf-8", ",", ["phone"], [[]])),
        columns=[asdict(Column("phone", Target.PHONE))],
        country="CO",
        consent="Asked in the shop",
        rows=1_005_000,
        rejected=5_000,
        created=1_000_000,
        started_at=clock.now(),
        finished_at=clock.now(),
    )
