"""The responses of the API as JSON schemas."""

from webapp.api.audiences.filter_schemas import FILTERS
from webapp.api.campaigns.options import OPTIONS
from webapp.api.shell.field_types import WEEKDAYS
from webapp.api.shell.json_schemas import (
    CURSOR,
    DATE,
    ID,
    NUMBER,
    RATE,
    TEXT,
    TEXTS,
    TIMESTAMP,
    Schema,
    array_of,
    enum_of,
    nullable,
    object_of,
    ref,
)
from webapp.api.shell.serializers import TIMESTAMPS
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.models import BatchStatus, Subscription, TaskState

SENDER = object_of(id=NUMBER, phone_number_id=TEXT, display_phone_number=TEXT)
COUNTS: dict[str, Schema] = {status.value: NUMBER for status in RecipientStatus}

CAMPAIGN = object_of(
    id=ID,
    name=TEXT,
    description=TEXT,
    status=enum_of(CampaignStatus),
    pause_reason=nullable(enum_of(PauseReason)),
    pause_details=nullable(TEXT),
    scheduled={"type": "boolean", "description": "Active, but the first day lies ahead."},
    template_name=nullable(TEXT),
    template_language=nullable(TEXT),
    sender=SENDER,
    daily_send_limit=NUMBER,
    priority=NUMBER,
    initial_group=nullable(NUMBER),
    rest_held={"type": "boolean", "description": "The initial group is tested; the rest waits."},
    start_date=nullable(DATE),
    timezone=TEXT,
    send_window=nullable(object_of(**{"from": TEXT, "to": TEXT})),
    weekdays=array_of({"type": "string", "enum": list(WEEKDAYS)}),
    when_capped=nullable(enum_of(WhenCapped)),
    **{name: nullable(dict(field.type.schema)) for name, field in OPTIONS.items()},
    variables={"type": "object"},
    target_audience=nullable(ref("Filter")),
    created_by=TEXT,
    created_at=TIMESTAMP,
    activated_at=nullable(TIMESTAMP),
    completed_at=nullable(TIMESTAMP),
    cancelled_at=nullable(TIMESTAMP),
    estimated_completion_date=nullable(DATE),
    warnings=array_of(TEXT),
    statistics=object_of(total=NUMBER, sent=NUMBER, progress_percentage=RATE),
)
RECIPIENT = object_of(
    phone_number=nullable(TEXT),
    user_id=nullable(TEXT),
    name=TEXT,
    status=enum_of(RecipientStatus),
    skip_reason=nullable(enum_of(SkipReason)),
    position=NUMBER,
    variables=TEXTS,
    attempts=NUMBER,
    whatsapp_message_id=nullable(TEXT),
    error=nullable(
        object_of(code=nullable(NUMBER), reason=TEXT, advice=TEXT, details=nullable(TEXT))
    ),
    **{name: nullable(TIMESTAMP) for name in TIMESTAMPS},
)
OUTCOMES: dict[str, Schema] = dict.fromkeys(("sent", "delivered", "read", "failed"), NUMBER)
BATCH = object_of(
    batch_number=NUMBER,
    batch_size=NUMBER,
    status=enum_of(BatchStatus),
    queued_at=nullable(TIMESTAMP),
    done_at=nullable(TIMESTAMP),
)
CONSENT = object_of(
    kind=enum_of(ConsentKind),
    source=enum_of(ConsentSource),
    actor=TEXT,
    words=TEXT,
    occurred_at=TIMESTAMP,
)

#: Every schema by its name.
SCHEMAS: dict[str, Schema] = {
    **FILTERS,
    "Error": object_of(error=object_of(code=TEXT, message=TEXT, fields=TEXTS)),
    "Campaign": CAMPAIGN,
    "Campaigns": object_of(campaigns=array_of(ref("Campaign")), next_cursor=CURSOR),
    "Activated": {
        "allOf": [
            ref("Campaign"),
            object_of(
                total=NUMBER,
                estimated_days=NUMBER,
                estimated_completion_date=nullable(DATE),
                first_send_date=nullable(DATE),
            ),
        ]
    },
    "Statistics": object_of(
        id=ID,
        status=enum_of(CampaignStatus),
        total=NUMBER,
        **COUNTS,
        waiting=NUMBER,
        progress_percentage=RATE,
        delivery_rate=RATE,
        read_rate=RATE,
        first_send_date=nullable(DATE),
        estimated_completion_date=nullable(DATE),
    ),
    "Analytics": object_of(
        id=ID,
        timezone=TEXT,
        days=array_of(
            object_of(date=DATE, **OUTCOMES, opted_out=NUMBER, delivery_rate=RATE, read_rate=RATE)
        ),
    ),
    "Schedule": object_of(
        id=ID,
        timezone=TEXT,
        days=array_of(
            object_of(
                send_date=DATE,
                recipients=NUMBER,
                planned=NUMBER,
                taken=NUMBER,
                **OUTCOMES,
                batches=array_of(BATCH),
            )
        ),
    ),
    "Recipient": RECIPIENT,
    "Recipients": object_of(recipients=array_of(ref("Recipient")), next_cursor=CURSOR),
    "Added": object_of(
        recipients_added=NUMBER,
        country_not_allowed=NUMBER,
        duplicates_skipped=NUMBER,
        unsubscribed_skipped=NUMBER,
        invalid=array_of(
            {
                "description": "What was given, and why it is not used.",
                "anyOf": [
                    object_of(phone_number=TEXT, reason=TEXT),
                    object_of(user_id=TEXT, reason=TEXT),
                    object_of(phone_number=TEXT, user_id=TEXT, reason=TEXT),
                ],
            }
        ),
    ),
    "Accepted": object_of(task_id=ID),
    "Task": object_of(
        task_id=ID,
        kind=TEXT,
        status=enum_of(TaskState),
        progress_percentage=nullable(NUMBER),
        result={"type": "object"},
        created_at=TIMESTAMP,
        finished_at=nullable(TIMESTAMP),
    ),
    "Message": {
        "allOf": [
            object_of(id=ID),
            ref("Recipient"),
            object_of(
                template_name=nullable(TEXT),
                template_language=nullable(TEXT),
                sender=SENDER,
                created_at=TIMESTAMP,
            ),
        ]
    },
    "Messages": object_of(messages=array_of(ref("Message")), next_cursor=CURSOR),
    "Contact": object_of(
        phone_number=nullable(TEXT),
        user_id=nullable(TEXT),
        username=nullable(TEXT),
        name=TEXT,
        country=TEXT,
        attributes=TEXTS,
        subscription=enum_of(Subscription),
        created_at=TIMESTAMP,
        updated_at=TIMESTAMP,
        consent_events=array_of(CONSENT),
    ),
    "Cut": object_of(
        batches=NUMBER,
        recipients=NUMBER,
        campaigns=array_of(object_of(id=ID, batches=NUMBER, recipients=NUMBER)),
    ),
    "Health": object_of(
        status={"type": "string", "enum": ["ok", "failing"]},
        checks={"type": "object", "additionalProperties": object_of(ok={"type": "boolean"})},
    ),
}
