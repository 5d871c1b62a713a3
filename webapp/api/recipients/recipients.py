"""The recipients of a campaign: add them, list them."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, url_for

from webapp import queues
from webapp.api.campaigns.campaigns import get_campaign
from webapp.api.contacts import ids
from webapp.api.shell import access, bodies, cursors, field_types, serializers
from webapp.api.shell.schemas import Field, Fields, FieldType, InvalidValue
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.message_templates.rendering import faults
from webapp.domain.message_templates.value_texts import one_line
from webapp.domain.recipients.status import RecipientStatus
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Campaign, TaskKind
from webapp.queries.audiences import audiences
from webapp.queries.contacts import default_country, former_identities
from webapp.queries.operations.keyset_pages import Place
from webapp.queries.recipients import recipients as recipients_query
from webapp.services.background import tasks
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import campaign_additions
from webapp.services.contacts.campaign_additions import Entry
from webapp.services.recipients import from_audience
from webapp.services.recipients.adding import Added

bp = Blueprint("recipients", __name__, url_prefix="/campaigns/<uuid:campaign_id>/recipients")

#: Per request; clients with more send several requests.
MAX_RECIPIENTS = 10_000

#: An empty number or user id is reported as invalid; the others are still added.
NUMBER = field_types.text(64, shortest=0)
USER_ID = field_types.text(200, shortest=0)
VALUES = field_types.text_map(
    field_types.text(100), field_types.text(2000, shortest=0, lines=True), 50
)


def _entry(value: object) -> Entry:
    if not isinstance(value, Mapping) or not value.keys() <= ENTRY_KEYS or not value.keys() & IDS:
        raise InvalidValue(
            'Give {"phone_number": "...", "variables": {...}}, or "user_id", or both of them.'
        )
    number, user_id = (
        field_types.read_part(type_, "" if value.get(key) is None else value[key], f".{key}")
        for key, type_ in (("phone_number", NUMBER), ("user_id", USER_ID))
    )
    values = field_types.read_part(VALUES, value.get("variables") or {}, ".variables")
    return Entry(number, values, user_id)


IDS = {"phone_number", "user_id"}
ENTRY_KEYS = {*IDS, "variables"}
ENTRY = FieldType(
    _entry,
    {
        "type": "object",
        "properties": {
            "phone_number": NUMBER.schema,
            "user_id": USER_ID.schema,
            "variables": VALUES.schema,
        },
        "anyOf": [{"required": ["phone_number"]}, {"required": ["user_id"]}],
        "additionalProperties": False,
    },
)

#: A request has exactly one of these two.
ADDING: Fields = {
    "phone_numbers": Field(
        field_types.list_of(NUMBER, MAX_RECIPIENTS), "Numbers in any usual writing."
    ),
    "recipients": Field(
        field_types.list_of(ENTRY, MAX_RECIPIENTS),
        "Numbers or user ids with values for the variables.",
    ),
}
AUDIENCE: Fields = {
    "use_target_audience": Field(
        field_types.boolean(), "Add whom target_audience selects.", default=False
    )
}
LISTING: Fields = {
    "status": Field(field_types.one_of(RecipientStatus), "Only recipients of this status."),
    "phone_number": Field(field_types.text(64), "Only this one, in any usual writing."),
    "user_id": Field(field_types.text(200), "Only this one, present or former."),
    "limit": Field(field_types.digits(1, 1000), "Recipients on a page.", default=100),
    "cursor": Field(cursors.NUMBER, "next_cursor of the page before.", default=0),
}


@bp.post("")
def add(campaign_id: uuid.UUID) -> Any:
    """Add contacts by number or user id, or everyone in the target audience; safe to call again."""
    by_audience = bodies.read_query(AUDIENCE)["use_target_audience"]
    fields = bodies.read_body({} if by_audience else ADDING)
    campaign = get_campaign(campaign_id)
    return _add_audience(campaign) if by_audience else _add_entries(campaign, fields)


@bp.get("")
def index(campaign_id: uuid.UUID) -> dict[str, Any]:
    """List recipients in sending order."""
    campaign, params = get_campaign(campaign_id), bodies.read_query(LISTING)
    filters = recipients_query.matching(campaign.id, params["status"])
    for given in _asked_for(params["phone_number"], params["user_id"]):
        contact = former_identities.contact_of(given) or given.shown
        filters += recipients_query.matching(campaign.id, contact=contact)
    after = None if params["cursor"] is None else (params["cursor"],)
    page = recipients_query.page(
        filters, Place(recipients_query.ORDERS[recipients_query.TURN], after), params["limit"]
    )
    return {
        "recipients": [serializers.recipient(recipient) for recipient in page.rows],
        "next_cursor": cursors.write(page.next_cursor) if page.next_cursor else None,
    }


def _asked_for(phone_number: str | None, user_id: str | None) -> list[ContactIds]:
    """Return what the recipients have to be identified by: each of the two that is given."""
    by_number = [ids.read(phone_number, None)] if phone_number else []
    return by_number + ([ids.read(None, user_id)] if user_id else [])


def _add_entries(campaign: Campaign, fields: Mapping[str, Any]) -> dict[str, Any]:
    numbers, entries = fields["phone_numbers"], fields["recipients"]
    if (numbers is None) == (entries is None):
        message = "Give either phone_numbers or recipients."
        raise InvalidInput(message, {"phone_numbers": message})
    valid, invalid = _split_by_validity(campaign, entries or [Entry(number) for number in numbers])
    country = default_country.default_country()
    added = campaign_additions.add(campaign, valid, country, ConsentSource.API, access.actor())
    added.invalid += invalid
    return _added(campaign, added)


def _split_by_validity(
    campaign: Campaign, entries: list[Entry]
) -> tuple[list[Entry], list[dict[str, str]]]:
    """Return the valid recipients, and those whose values WhatsApp would reject, with reasons."""
    keys = {variable.key for variable in campaign.template_variables}
    valid, invalid = [], []
    for entry in map(_on_one_line, entries):
        reason = _values_error(campaign, entry.variables, keys)
        if reason:
            invalid.append(entry.invalid(reason))
        else:
            valid.append(entry)
    return valid, invalid


def _on_one_line(entry: Entry) -> Entry:
    """Return the recipient with values as they are sent."""
    return replace(entry, variables={key: one_line(text) for key, text in entry.variables.items()})


def _values_error(campaign: Campaign, values: Mapping[str, str], keys: set[str]) -> str:
    if unknown := values.keys() - keys:
        return f"The template has no variable {min(unknown)}."
    errors = faults(values, campaign.components) if values else {}
    return " ".join(fault for key, fault in errors.items() if key in values)


def _add_audience(campaign: Campaign) -> Any:
    if campaign.target_audience is None:
        message = "The campaign has no target audience: PATCH it with one first."
        raise InvalidInput(message, {"target_audience": message})
    most = from_audience.MAX_RECIPIENTS_ADDED_IN_REQUEST
    if not audiences.are_more_than(most, campaign.target_audience):
        return _added(campaign, from_audience.add(campaign))
    params = {"campaign_id": str(campaign.id)}
    task = tasks.add(TaskKind.ADD_AUDIENCE, params, access.actor())
    db.session.commit()
    queues.enqueue_task(task.id)
    location = url_for("api.tasks.show", task_id=task.id)
    return {"task_id": str(task.id)}, 202, {"Location": location}


def _added(campaign: Campaign, added: Added) -> dict[str, Any]:
    lifecycle.plan_added(campaign)
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    return asdict(added)
