"""The answers of the API as JSON schemas."""

from webapp.api.audiences.filter_schemas import FILTERS
from webapp.api.campaigns.options import OPTIONS
from webapp.api.shell.field_types import WEEKDAYS
from webapp.api.shell.json_schemas import (
    CURSOR,
    DATE,
    ID,
    MOMENT,
    NUMBER,
    RATE,
    TEXT,
    TEXTS,
    Schema,
    many,
    or_null,
    ref,
    thing,
    words,
)
from webapp.api.shell.serializers import MOMENTS
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.models import BatchStatus, Subscription, TaskState

SENDER = thing(id=NUMBER, phone_number_id=TEXT, display_phone_number=TEXT)
COUNTS: dict[str, Schema] = {status.value: NUMBER for status in RecipientStatus}

CAMPAIGN = thing(
    id=ID,
    name=TEXT,
    description=TEXT,
    status=words(CampaignStatus),
    pause_reason=or_null(words(PauseReason)),
    pause_details=or_null(TEXT),
    scheduled={"type": "boolean", "description": "Active, but the first day lies ahead."},
    template_name=or_null(TEXT),
    template_language=or_null(TEXT),
    sender=SENDER,
    daily_send_limit=NUMBER,
    priority=NUMBER,
    initial_group=or_null(NUMBER),
    rest_held={"type": "boolean", "description": "A first wave is on; its outcomes decide."},
    start_date=or_null(DATE),
    timezone=TEXT,
    send_window=or_null(thing(**{"from": TEXT, "to": TEXT})),
    weekdays=many({"type": "string", "enum": list(WEEKDAYS)}),
    when_capped=or_null(words(WhenCapped)),
    **{name: or_null(dict(field.kind.schema)) for name, field in OPTIONS.items()},
    variables={"type": "object"},
    target_audience=or_null(ref("Filter")),
    created_by=TEXT,
    created_at=MOMENT,
    activated_at=or_null(MOMENT),
    completed_at=or_null(MOMENT),
    cancelled_at=or_null(MOMENT),
    estimated_completion_date=or_null(DATE),
    statistics=thing(total=NUMBER, sent=NUMBER, progress_percentage=RATE),
)
RECIPIENT = thing(
    phone_number=TEXT,
    name=TEXT,
    status=words(RecipientStatus),
    skip_reason=or_null(words(SkipReason)),
    position=NUMBER,
    variables=TEXTS,
    attempts=NUMBER,
    whatsapp_message_id=or_null(TEXT),
    error=or_null(thing(code=or_null(NUMBER), reason=TEXT, advice=TEXT, details=or_null(TEXT))),
    **{name: or_null(MOMENT) for name in MOMENTS},
)
OUTCOMES: dict[str, Schema] = dict.fromkeys(("sent", "delivered", "read", "failed"), NUMBER)
BATCH = thing(
    batch_number=NUMBER,
    batch_size=NUMBER,
    status=words(BatchStatus),
    queued_at=or_null(MOMENT),
    done_at=or_null(MOMENT),
)
CONSENT = thing(
    kind=words(ConsentKind),
    source=words(ConsentSource),
    actor=TEXT,
    words=TEXT,
    occurred_at=MOMENT,
)

#: Every schema by its name.
SCHEMAS: dict[str, Schema] = {
    **FILTERS,
    "Error": thing(error=thing(code=TEXT, message=TEXT, fields=TEXTS)),
    "Campaign": CAMPAIGN,
    "Campaigns": thing(campaigns=many(ref("Campaign")), next_cursor=CURSOR),
    "Activated": {
        "allOf": [
            ref("Campaign"),
            thing(
                total=NUMBER,
                estimated_days=NUMBER,
                estimated_completion_date=or_null(DATE),
                first_send_date=or_null(DATE),
            ),
        ]
    },
    "Statistics": thing(
        id=ID,
        status=words(CampaignStatus),
        total=NUMBER,
        **COUNTS,
        waiting=NUMBER,
        progress_percentage=RATE,
        delivery_rate=RATE,
        read_rate=RATE,
        first_send_date=or_null(DATE),
        estimated_completion_date=or_null(DATE),
    ),
    "Analytics": thing(
        id=ID,
        timezone=TEXT,
        days=many(
            thing(date=DATE, **OUTCOMES, opted_out=NUMBER, delivery_rate=RATE, read_rate=RATE)
        ),
    ),
    "Schedule": thing(
        id=ID,
        timezone=TEXT,
        days=many(
            thing(
                send_date=DATE,
                recipients=NUMBER,
                planned=NUMBER,
                taken=NUMBER,
                **OUTCOMES,
                batches=many(BATCH),
            )
        ),
    ),
    "Recipient": RECIPIENT,
    "Recipients": thing(recipients=many(ref("Recipient")), next_cursor=CURSOR),
    "Added": thing(
        recipients_added=NUMBER,
        duplicates_skipped=NUMBER,
        unsubscribed_skipped=NUMBER,
        invalid=many(thing(phone_number=TEXT, reason=TEXT)),
    ),
    "Accepted": thing(task_id=ID),
    "Task": thing(
        task_id=ID,
        kind=TEXT,
        status=words(TaskState),
        progress_percentage=or_null(NUMBER),
        result={"type": "object"},
        created_at=MOMENT,
        finished_at=or_null(MOMENT),
    ),
    "Message": {
        "allOf": [
            thing(id=ID),
            ref("Recipient"),
            thing(
                template_name=or_null(TEXT),
                template_language=or_null(TEXT),
                sender=SENDER,
                created_at=MOMENT,
            ),
        ]
    },
    "Contact": thing(
        phone_number=TEXT,
        name=TEXT,
        country=TEXT,
        attributes=TEXTS,
        subscription=words(Subscription),
        created_at=MOMENT,
        updated_at=MOMENT,
        consent_events=many(CONSENT),
    ),
    "Cut": thing(
        batches=NUMBER,
        recipients=NUMBER,
        campaigns=many(thing(id=ID, batches=NUMBER, recipients=NUMBER)),
    ),
    "Health": thing(
        status={"type": "string", "enum": ["ok", "failing"]},
        checks={"type": "object", "additionalProperties": thing(ok={"type": "boolean"})},
    ),
}
