"""The pages to show: every address, and some in further states."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Flask

from tools.rehearsal import addresses
from tools.rehearsal.addresses import FRAGMENTS, NOT_PAGES
from tools.screenshots.things import (
    CROWDED_OUT,
    FINISHED,
    HELD,
    campaign_id,
    import_id,
    recipient_id,
    things,
)
from webapp.domain.imports.status import ImportStatus
from webapp.domain.recipients.status import RecipientStatus

#: Pages without a sign-in.
SIGN_IN = "auth-sign-in"
#: Addresses without a page of their own if all is well.
NOT_SHOWN = (
    *("campaigns.group", "contacts.group", "recipients.group", "styleguide"),
    "campaigns.remap",  # only after WhatsApp changed the template's text
)


class Scene(NamedTuple):
    """A page to show, and the name of its picture."""

    path: str
    name: str


class State(NamedTuple):
    """An address in a special state: about another object, or with parameters."""

    name: str
    endpoint: str
    about: Mapping[str, Callable[[], Any]] = MappingProxyType({})
    query: str = ""


_WHAT_IF = "limit=500&people=2000&a_day=200&its_priority=3&no_weekends=y"
_HELD = {"campaign_id": campaign_id(HELD)}

#: A scene with the name of an address's own picture replaces it.
STATES = (
    State("calendar-what-if", "calendar.what_if", query=_WHAT_IF),
    State("campaigns-waiting", "campaigns.show", {"campaign_id": campaign_id(CROWDED_OUT)}),
    State("campaigns-paused", "campaigns.show", _HELD),
    State("campaigns-completed", "campaigns.show", {"campaign_id": campaign_id(FINISHED)}),
    State("campaigns-ask-retry", "campaigns.ask_retry", _HELD),
    State("campaigns-ask-unconfirmed", "campaigns.ask_unconfirmed", _HELD),
    State("campaigns-group-pause", "campaigns.group", query="whom=all&do=pause"),
    State("contacts-group-tag", "contacts.group", query="whom=all&do=tag"),
    State("recipients-group-skip", "recipients.group", query="whom=all&do=skip"),
    State("imports-columns", "imports.columns", {"import_id": import_id(ImportStatus.UPLOADED)}),
    State("imports-done", "imports.show", {"import_id": import_id(ImportStatus.DONE)}),
    State("imports-refused", "imports.show", {"import_id": import_id(ImportStatus.REFUSED)}),
    State("imports-undo", "imports.undo", {"import_id": import_id(ImportStatus.DONE)}),
    State(
        "recipients-failed",
        "recipients.show",
        {"recipient_id": recipient_id(RecipientStatus.FAILED)},
    ),
    State("replies-to-review", "replies.index", query="effect=to_review"),
    State("wizard-schedule-what-if", "wizard.schedule", query="limit=500&a_day=200"),
)


def of(app: Flask) -> list[Scene]:
    """Return every page of the application, and the further states."""
    known = things()
    every = {name_of(endpoint): path for path, endpoint in _addresses(app, known)}
    return [Scene(path, name) for name, path in (every | dict(_states(app, known))).items()]


def _states(app: Flask, known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for state in STATES:
        about = {name: find() for name, find in state.about.items()}
        paths = {endpoint: path for path, endpoint in _addresses(app, {**known, **about}, ())}
        path = paths[state.endpoint]
        yield state.name, f"{path}?{state.query}" if state.query else path


def _addresses(
    app: Flask, known: Mapping[str, Any], without: tuple[str, ...] = NOT_SHOWN
) -> Iterator[addresses.Address]:
    return addresses.of(app, known, (*NOT_PAGES, *FRAGMENTS, *without))


def name_of(endpoint: str) -> str:
    """Return the name of the picture of an address."""
    return endpoint.replace(".", "-").replace("_", "-")
