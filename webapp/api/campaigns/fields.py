"""The fields of a campaign as programs give them, and the attributes they become."""

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
    field_types.either(
        [field_types.text(40), field_types.whole(1, 2**31 - 1)],
        "Give the phone number id of a sender as a text, or its id as a number.",
    ),
    "Phone number id of the sender, or its id; without it the configured sender.",
)
TEMPLATE_NAME = Field(field_types.text(512), "Name of the message template.", required=True)
LANGUAGE = Field(
    field_types.text(20), "Language of the template, such as en_US; needed where it has several."
)
VARIABLES = Field(
    field_types.mapping('Give an object such as {"first_name": {"attribute": "name"}}.'),
    'For each variable a text, {"text": ...} or {"attribute": ..., "fallback": ...}. A named one '
    "that is left out takes the contact's attribute of its name; a numbered one has to come with "
    "each recipient.",
    default={},
)

#: What `POST /marketing/campaigns` takes, and `PATCH` of a campaign.
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
        field_types.whole(1, rules.MAX_DAILY_LIMIT),
        "People a day at most.",
        default=rules.DEFAULT_DAILY_LIMIT,
    ),
    "priority": Field(
        field_types.whole(1, 10), "1 is served first, 10 last.", default=rules.DEFAULT_PRIORITY
    ),
    "initial_group": Field(
        field_types.whole(1, rules.MAX_INITIAL_GROUP),
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
        field_types.mapping(
            'Give a filter such as {"match": "all", "conditions": []}.', ref("Filter")
        ),
        "Who is added at activation: whoever meets the conditions, and none of those of exclude.",
    ),
    "sender": SENDER,
}


def attributes(given: Mapping[str, Any], campaign: Campaign | None = None) -> dict[str, Any]:
    """Turn fields that were read into attributes of a new campaign, or changes of one.

    Raises InvalidInput where they do not fit together, or name what does not exist.
    """
    plain = (
        *("name", "description", "daily_send_limit", "priority", "initial_group", "start_date"),
        "when_capped",
    )
    found = {name: given[name] for name in plain if name in given}
    found |= options.attributes(given)
    if "timezone" in given:
        found["timezone"] = given["timezone"] or current_app.config["TIMEZONE"]
    if "send_window" in given:
        opens, closes = given["send_window"] or (time(0), time(0))
        found |= {"window_opens": opens, "window_closes": closes}
    if "weekdays" in given:
        found["weekdays"] = given["weekdays"] or list(range(7))
    if "target_audience" in given:
        found["target_audience"] = _filter(given["target_audience"])
    if given.keys() & {"template_name", "template_language", "variables", "sender"}:
        found |= _message(given, campaign)
    if found.get("start_date"):
        zone = campaign.timezone if campaign else current_app.config["TIMEZONE"]
        _refuse_past(found["start_date"], found.get("timezone", zone))
    return found


def find_sender(given: str | int | None) -> Sender:
    """Find the sender, or the one of those who name none. Raises InvalidInput."""
    if given is None:
        return registry.default(current_app.config)
    column = Sender.id if isinstance(given, int) else Sender.phone_number_id
    sender = db.session.scalar(select(Sender).where(column == given))
    if sender is None:
        raise _invalid("sender", f"No sender {given} is connected.")
    return sender


def find_template(sender: Sender, name: str, language: str | None) -> MessageTemplate:
    """Find a message template of the sender's account. Raises InvalidInput."""
    template = sync.find(sender.waba_id, name, language)
    if template is None or template.status == sync.DELETED:
        which = name if language is None else f"{name} in {language}"
        raise _invalid(
            "template_name",
            f"Unknown message template: {which}. Templates are synced every 15 minutes.",
        )
    return template


def sources(given: Mapping[str, Any], template: MessageTemplate) -> dict[str, dict[str, str]]:
    """Read the mapping of the template's variables, as it is stored. Raises InvalidInput."""
    try:
        return variable_values.dump(variable_values.parse(given, template.variables))
    except InvalidValues as fault:
        faults = {f"variables.{key}": words for key, words in fault.fields.items()}
        raise InvalidInput("The variables don't fit the template.", faults) from None


def _message(given: Mapping[str, Any], campaign: Campaign | None) -> dict[str, Any]:
    """Find sender, template and variables together: each has to fit the one before.

    What a change does not name stays, as far as the new template has it.
    """
    if campaign is None:
        sender = find_sender(given["sender"])
        template = find_template(sender, given["template_name"], given["template_language"])
        variables = sources(given["variables"], template)
        return {"sender": sender, "message_template": template, "variables": variables}
    kept = campaign.message_template
    sender = find_sender(given["sender"]) if "sender" in given else campaign.sender
    name = given.get("template_name") or (kept.name if kept else "")
    keeps_language = kept and name == kept.name and "template_language" not in given
    language = kept.language if kept and keeps_language else given.get("template_language")
    template = find_template(sender, name, language)
    keys = {variable.key for variable in template.variables}
    fitting = {key: one for key, one in campaign.variables.items() if key in keys}
    found = {
        "sender": sender,
        "message_template": template,
        "variables": sources(given.get("variables", fitting), template),
    }
    return {name: value for name, value in found.items() if getattr(campaign, name) != value}


def _filter(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if given is None:
        return None
    try:
        return audience_filter.dump(audience_filter.parse(given))
    except InvalidFilter as fault:
        raise _invalid("target_audience", str(fault)) from None


def _refuse_past(start: date, zone: str) -> None:
    today = clock.today(ZoneInfo(zone))
    if start < today:
        raise _invalid("start_date", f"{start} is past; choose {today} or a later day.")


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, {field: message})
