"""The names and pages of the subjects of incidents and audit log entries."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from webapp import labels
from webapp.domain import messages
from webapp.domain.operations import audit_labels
from webapp.domain.translatable import NN_
from webapp.language import number, translated
from webapp.models import Role

#: The page of each type, the first word of a subject; the second word is the id.
PAGES = {
    "campaign": ("campaigns.show", "campaign_id", Role.VIEWER),
    "contact": ("contacts.show", "contact_id", Role.VIEWER),
    "audience": ("audiences.show", "audience_id", Role.VIEWER),
    "template": ("message_templates.show", "template_id", Role.VIEWER),
    "sender": ("settings.senders", None, Role.ADMIN),
    "webhook": ("settings.webhook", None, Role.ADMIN),
}


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(
        describe_subject=words, describe_actor=actor, describe_detail=detail, subject_url=page
    )


def where(subject: str) -> tuple[str, Role] | None:
    """Return the address of the subject's page and the role it needs; None without a page."""
    word, _space, key = subject.partition(" ")
    endpoint, name, role = PAGES.get(word, ("", None, Role.VIEWER))
    if not endpoint or not _fits(name, key):
        return None
    url_values: dict[str, Any] = {name: key} if name else {}
    return url_for(endpoint, **url_values), role


def page(subject: str) -> str:
    """Return the address of the subject's page; "" if there is none."""
    target = where(subject)
    return target[0] if target else ""


def _fits(name: str | None, key: str) -> bool:
    """Return whether the subject's second word can be part of the address."""
    if name != "campaign_id":
        return name is None or key.isdecimal()
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True


def words(subject: str, names: Mapping[str, str]) -> str:
    """Return the subject as text, with its name if known."""
    if subject == audit_labels.EVERY_BODY:
        return _("All webhook bodies")
    many, _space, things = subject.partition(" ")
    if things == "contacts" and many.isdecimal():
        return translated(NN_("%(num)s contact", "%(num)s contacts", int(many)))
    matches = (thing for thing in audit_labels.THINGS if f"{subject} ".startswith(f"{thing} "))
    thing = next(matches, "")
    if not thing:
        return subject
    key = names.get(subject) or subject.removeprefix(thing).strip()
    key = translated(audit_labels.SETTINGS.get(key, key)) if thing == "setting" else key
    return f"{translated(audit_labels.THINGS[thing])} {key}".strip()


def actor(name: str) -> str:
    """Return the actor as text; for users, the e-mail address."""
    if name == "system":
        return _("the system")
    if name == "webhook":
        return _("WhatsApp")
    if name.startswith("token "):
        return _("API token %(name)s", name=name.removeprefix("token "))
    return name


def detail(entry: tuple[str, object]) -> str:
    """Return one detail of an entry as text."""
    name, value = entry
    label = audit_labels.DETAILS.get(name, labels.humanize(name))
    return f"{translated(label)}: {_value(name, value)}"


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list):
        parts = [translated(audit_labels.PARTS.get(part, labels.humanize(part))) for part in value]
        return ", ".join(dict.fromkeys(parts))
    if isinstance(value, dict):
        return translated(messages.loaded(value))
    text = str(value or "–")
    if name == "role" and text in list(Role):
        return translated(labels.ROLE_NAME[Role(text)])
    return translated(audit_labels.VALUES.get(name, {}).get(text, text))
