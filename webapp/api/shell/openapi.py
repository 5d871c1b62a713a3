"""The OpenAPI 3.1 description of the API, generated from the views' tables of fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint

from webapp.api.campaigns import steps
from webapp.api.campaigns.campaigns import LISTING
from webapp.api.campaigns.fields import CAMPAIGN
from webapp.api.contacts import contacts
from webapp.api.recipients import recipients
from webapp.api.sending import messages
from webapp.api.shell import idempotency
from webapp.api.shell.errors import CODES
from webapp.api.shell.json_schemas import ID, TEXT, ref
from webapp.api.shell.openapi_schemas import SCHEMAS
from webapp.api.shell.schemas import Fields, schema
from webapp.version import VERSION

bp = Blueprint("openapi", __name__)

#: Errors of any call with a token, in addition to those of the operation itself.
COMMON_ERRORS = (401, 403, 429, 500, 503)


@dataclass(frozen=True)
class Operation:
    """One call: its summary, its parameters, and the schema of each successful response."""

    summary: str
    responses: Mapping[int, str | None]
    query: Fields = field(default_factory=dict)
    body: Fields | None = None
    changes: bool = False
    errors: tuple[int, ...] = ()
    is_open: bool = False


CONTACT_IN_PATH = "A phone number in any usual writing, or WhatsApp's user id as it is."
#: Of every POST.
IDEMPOTENCY_KEY = {
    "name": idempotency.HEADER,
    "in": "header",
    "description": "A new text for each call; repeated within 24 hours, the call is not done again "
    "and its first response is returned.",
    "schema": {"type": "string", "pattern": f"^{idempotency.KEY.pattern}$"},
}
BODY_ERRORS = (400, 413, 415, 422)
ONE = "/campaigns/{campaign_id}"
CONTACT = "/contacts/{number_or_user_id}"

#: Every call of the API.
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("post", "/campaigns"): Operation(
        "Make a draft", {201: "Campaign"}, body=CAMPAIGN, errors=BODY_ERRORS
    ),
    ("get", "/campaigns"): Operation(
        "List campaigns, the newest first", {200: "Campaigns"}, query=LISTING, errors=(422,)
    ),
    ("get", ONE): Operation("Show a campaign", {200: "Campaign"}),
    ("patch", ONE): Operation(
        "Change a campaign; once it has begun, nothing of its message",
        {200: "Campaign"},
        body=CAMPAIGN,
        changes=True,
        errors=(409, *BODY_ERRORS),
    ),
    ("delete", ONE): Operation("Delete a draft", {204: None}, errors=(409,)),
    ("post", f"{ONE}/recipients"): Operation(
        "Add people: phone_numbers or recipients, or whom the target audience selects",
        {200: "Added", 202: "Accepted"},
        query=recipients.AUDIENCE,
        body=recipients.ADDING,
        errors=(409, *BODY_ERRORS),
    ),
    ("get", f"{ONE}/recipients"): Operation(
        "List recipients in the order in which they are written to",
        {200: "Recipients"},
        query=recipients.LISTING,
        errors=(422,),
    ),
    ("post", f"{ONE}/activate"): Operation(
        "Freeze the message, plan the days and begin",
        {200: "Activated", 202: "Accepted"},
        query=steps.START,
        body=steps.START,
        errors=(409, *BODY_ERRORS),
    ),
    **{
        ("post", f"{ONE}/{step}"): Operation(summary, {200: "Campaign"}, errors=(409,))
        for step, summary in {
            "pause": "Stop writing to people, within seconds",
            "resume": "Go on writing to people",
            "cancel": "End the campaign for good",
            "release": "Send to the rest without waiting for the initial group's outcomes",
        }.items()
    },
    ("post", f"{ONE}/accept-text"): Operation(
        "Accept the text that a template has now, with values for its variables",
        {200: "Campaign"},
        body=steps.NEW_TEXT,
        errors=(409, *BODY_ERRORS),
    ),
    ("get", f"{ONE}/stats"): Operation("Count what became of people", {200: "Statistics"}),
    ("get", f"{ONE}/analytics"): Operation("What became of each day", {200: "Analytics"}),
    ("get", f"{ONE}/schedule"): Operation("The plan beside what was done", {200: "Schedule"}),
    ("get", "/tasks/{task_id}"): Operation("Show how far long work is", {200: "Task"}),
    ("post", "/process-daily"): Operation(
        "Reopen, cut and complete what is due now; safe to call any number of times", {200: "Cut"}
    ),
    ("post", "/messages"): Operation(
        "Send one template message; 409 when the person is unsubscribed",
        {201: "Message"},
        body=messages.MESSAGE,
        errors=(409, *BODY_ERRORS),
    ),
    ("get", "/messages"): Operation(
        "List the messages to one person, the newest first",
        {200: "Messages"},
        query=messages.LISTING,
        errors=(422,),
    ),
    ("get", "/messages/{message_id}"): Operation("Show a message", {200: "Message"}),
    ("get", CONTACT): Operation("Show a contact", {200: "Contact"}, errors=(422,)),
    ("put", CONTACT): Operation(
        "Set name and attributes; an unknown number or user id becomes a contact with an opt-in",
        {200: "Contact", 201: "Contact"},
        body=contacts.CONTACT,
        errors=(409, *BODY_ERRORS),
    ),
    ("delete", CONTACT): Operation(
        "Erase a contact, who is not added again before a new opt-in", {204: None}, errors=(422,)
    ),
    ("post", f"{CONTACT}/subscribe"): Operation(
        "Note an opt-in", {200: "Contact"}, body=contacts.CONSENT, errors=BODY_ERRORS
    ),
    ("post", f"{CONTACT}/unsubscribe"): Operation(
        "Note an opt-out, and withdraw the person from every campaign",
        {200: "Contact"},
        body=contacts.CONSENT,
        errors=BODY_ERRORS,
    ),
    ("get", "/health"): Operation(
        "Tell whether every part works", {200: "Health", 503: "Health"}, is_open=True
    ),
    ("get", "/openapi.json"): Operation("This description", {200: None}, is_open=True),
}


@bp.get("/openapi.json")
def show() -> dict[str, Any]:
    """Return the description of the whole API."""
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), operation in OPERATIONS.items():
        paths.setdefault(f"/marketing{path}", {})[method] = _described(method, path, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Campaigns on WhatsApp", "version": VERSION},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(method: str, path: str, operation: Operation) -> dict[str, Any]:
    in_path = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    is_post = method == "post"
    errors = operation.errors if operation.is_open else (*operation.errors, *COMMON_ERRORS)
    errors = (*errors, 404) if in_path else errors
    errors = (*errors, 409, 422) if is_post else errors
    described: dict[str, Any] = {
        "summary": operation.summary,
        "parameters": [
            *map(_in_path, in_path),
            *_in_query(operation.query),
            *([IDEMPOTENCY_KEY] if is_post else []),
        ],
        "responses": {
            **{str(code): _response(code, name) for code, name in operation.responses.items()},
            **{str(code): _response(code, "Error") for code in sorted(set(errors))},
        },
    }
    if operation.body is not None:
        described["requestBody"] = {"content": _json(_body(operation))}
    return described | ({"security": []} if operation.is_open else {})


def _body(operation: Operation) -> dict[str, Any]:
    """Return the body's schema; for changes, no field is required and absent fields stay."""
    described = schema(operation.body or {})
    if operation.changes:
        del described["required"]
        for property_ in described["properties"].values():
            property_.pop("default", None)
    return described


def _response(code: int, name: str | None) -> dict[str, Any]:
    described = {"description": CODES.get(code, "done").replace("_", " ")}
    return described | ({"content": _json(ref(name))} if name else {})


def _json(described: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": described}}


def _in_path(name: str) -> dict[str, Any]:
    is_contact = name == "number_or_user_id"
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": TEXT if is_contact else ID,
        **({"description": CONTACT_IN_PATH} if is_contact else {}),
    }


def _in_query(fields: Fields) -> list[dict[str, Any]]:
    described = schema(fields)["properties"]
    return [
        {"name": name, "in": "query", "schema": property_} for name, property_ in described.items()
    ]
