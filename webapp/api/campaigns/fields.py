"""The fields of a campaign in requests, and the attributes they set."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from webapp import clock
from webapp.api.campaigns import hour_types, options
from webapp.api.shell import field_types
from webapp.api.shell.json_schemas import ref
from webapp.api.shell.schemas import Field
from webapp.domain.audiences import audience_filter
from webapp.domain.audiences.audience_filter import InvalidFilter
from webapp.domain.campaigns import rules
from webapp.domain.message_templates import sources as variable_values
from webapp.domain.message_templates.sources import InvalidValues
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Campaign, MessageTemplate, Sender
from webapp.services.message_templates import sync
from webapp.services.senders import registry

SENDER = Field(
    field_types.any_of(
        [field_types.text(40), field_types.whole_number(1, 2**31 - 1)],
        "Give the phone number id of a sender as a text, or its id as a number.",
    ),
    "Phone number id of the sender, or its id; without it the configured sender.",
)
TEMPLATE_NAME = Field(field_types.text(512), "Name of the message template.", required=True)
LANGUAGE = Field(
    field_types.text(20), "Language of the template, such as en_US; needed where it has several."
)
VARIABLES = Field(
    field_types.json_object('Give an object such as {"first_name": {"attribute": "name"}}.'),
    'For each variable a text, {"text": ...} or {"attribute": ..., "fallback": ...}. A named one '
    "that is left out takes the contact's attribute of its name; a numbered one has to come with "
    "each recipient.",
    default={},
)

#: The fields of `POST /marketing/campaigns`, and of `PATCH` for one campaign.
CAMPAIGN = {
    "name": Field(
        field_types.text(rules.MAX_NAME_LENGTH),
        "For staff; recipients do not see it.",
        required=True,
    ),
    "template_name": TEMPLATE_NAME,
    "template_language": LANGUAGE,
    "description": Field(
        field_types.text(rules.MAX_DESCRIPTION_LENGTH, shortest=0, lines=True),
        "For staff.",
        default="",
    ),
    "daily_send_limit": Field(
        field_types.whole_number(1, rules.MAX_DAILY_LIMIT),
        "People a day at most.",
        default=rules.DEFAULT_DAILY_LIMIT,
    ),
    "priority": Field(
        field_types.whole_number(1, 10),
        "1 is served first, 10 last.",
        default=rules.DEFAULT_PRIORITY,
    ),
    "initial_group": Field(
        field_types.whole_number(1, rules.MAX_INITIAL_GROUP),
        "People whose outcomes must be good before the others are written to; null: all at once.",
    ),
    "start_date": Field(field_types.day(), "First day; without it the day of activation."),
    "timezone": Field(
        field_types.timezone(), "Zone of dates and hours; without it the configured one."
    ),
    "send_window": Field(
        hour_types.hours(), "Hours in which people are written to; null: any hour."
    ),
    "weekdays": Field(
        field_types.weekdays(), "Days on which people are written to; null: every day."
    ),
    "when_capped": Field(
        field_types.one_of(WhenCapped),
        "Who has got enough messages lately is left out, or waits; null: as the settings say.",
    ),
    **options.OPTIONS,
    "variables": VARIABLES,
    "target_audience": Field(
        field_types.json_object(
            'Give a filter such as {"match": "all", "conditions": []}.', ref("Filter")
        ),
        "Who is added at activation: whoever meets the conditions, and none of those of exclude.",
    ),
    "sender": SENDER,
}


def attributes(fields: Mapping[str, Any], campaign: Campaign | None = None) -> dict[str, Any]:
    """Return the attributes of a new campaign, or the changes of one, for the fields of a request.

    Raise InvalidInput if they contradict each other or refer to something that does not exist.
    """
    plain = (
        *("name", "description", "daily_send_limit", "priority", "initial_group", "start_date"),
        "when_capped",
    )
    values = {name: fields[name] for name in plain if name in fields}
    values |= options.attributes(fields)
    if "timezone" in fields:
        values["timezone"] = fields["timezone"] or current_app.config["TIMEZONE"]
    if "send_window" in fields:
        opens, closes = fields["send_window"] or (time(0), time(0))
        values |= {"window_opens": opens, "window_closes": closes}
    if "weekdays" in fields:
        values["weekdays"] = fields["weekdays"] or list(range(7))
    if "target_audience" in fields:
        values["target_audience"] = _filter(fields["target_audience"])
    if fields.keys() & {"template_name", "template_language", "variables", "sender"}:
        values |= _message(fields, campaign)
    if values.get("start_date"):
        zone = campaign.timezone if campaign else current_app.config["TIMEZONE"]
        _refuse_past(values["start_date"], values.get("timezone", zone))
    return values


def find_sender(key: str | int | None) -> Sender:
    """Return the sender by its key, or the default sender. Raise InvalidInput."""
    if key is None:
        return registry.default(current_app.config)
    column = Sender.id if isinstance(key, int) else Sender.phone_number_id
    sender = db.session.scalar(select(Sender).where(column == key))
    if sender is None:
        raise _invalid("sender", f"No sender {key} is connected.")
    return sender


def find_template(sender: Sender, name: str, language: str | None) -> MessageTemplate:
    """Return a message template of the sender's account. Raise InvalidInput."""
    template = sync.find(sender.waba_id, name, language)
    if template is None or template.status == sync.DELETED:
        label = name if language is None else f"{name} in {language}"
        raise _invalid(
            "template_name",
            f"Unknown message template: {label}. Templates are synced every 15 minutes.",
        )
    return template


def sources(mapping: Mapping[str, Any], template: MessageTemplate) -> dict[str, dict[str, str]]:
    """Return the variable mapping in its stored form. Raise InvalidInput."""
    try:
        return variable_values.dump(variable_values.parse(mapping, template.variables))
    except InvalidValues as fault:
        faults = {f"variables.{key}": message for key, message in fault.fields.items()}
        raise InvalidInput("The variables don't fit the template.", faults) from None


def _message(fields: Mapping[str, Any], campaign: Campaign | None) -> dict[str, Any]:
    """Return sender, template and variables; each must be valid for the one before.

    Fields absent from a change keep their values if the new template still has them.
    """
    if campaign is None:
        sender = find_sender(fields["sender"])
        template = find_template(sender, fields["template_name"], fields["template_language"])
        variables = sources(fields["variables"], template)
        return {"sender": sender, "message_template": template, "variables": variables}
    current = campaign.message_template
    sender = find_sender(fields["sender"]) if "sender" in fields else campaign.sender
    name = fields.get("template_name") or (current.name if current else "")
    same_language = current and name == current.name and "template_language" not in fields
    language = current.language if current and same_language else fields.get("template_language")
    template = find_template(sender, name, language)
    keys = {variable.key for variable in template.variables}
    fitting = {key: source for key, source in campaign.variables.items() if key in keys}
    values = {
        "sender": sender,
        "message_template": template,
        "variables": sources(fields.get("variables", fitting), template),
    }
    return {name: value for name, value in values.items() if getattr(campaign, name) != value}


def _filter(filter_: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if filter_ is None:
        return None
    try:
        return audience_filter.dump(audience_filter.parse(filter_))
    except InvalidFilter as fault:
        raise _invalid("target_audience", str(fault)) from None


def _refuse_past(start: date, zone: str) -> None:
    today = clock.today(ZoneInfo(zone))
    if start < today:
        raise _invalid("start_date", f"{start} is past; choose {today} or a later day.")


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, {field: message})
