"""Storing the settings of administrators."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.translatable import N_
from webapp.domain.webhook.auto_replies import MAX_TEXT_LENGTH, AutoReply
from webapp.domain.webhook.forwarding_address import address_fault
from webapp.domain.webhook.opt_out_meaning import Keywords, normalise
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Setting
from webapp.models.encrypted import encrypt
from webapp.queries.operations import settings as stored
from webapp.services.accounts import audit


def set_keywords(language: str, keywords: Keywords, actor: str) -> None:
    """Set a language's words for STOP and START. Raises InvalidInput if they can't be used."""
    if not any(normalise(word) for word in keywords.out):
        fault = N_("Give at least one word for STOP.")
        raise InvalidInput(N_("There must be a way out."), {"out": fault})
    both = {normalise(word) for word in keywords.out} & {normalise(word) for word in keywords.back}
    if both:
        fault = N_("These mean STOP and START at once: %(words)s.", words=", ".join(sorted(both)))
        raise InvalidInput(N_("A word can't mean both."), {"back": fault})
    lists = {"out": list(keywords.out), "back": list(keywords.back)}
    _store_part(stored.KEYWORDS_SETTING, {language: lists}, actor)


def set_auto_replies(auto_replies: Sequence[AutoReply], actor: str) -> None:
    """Set the texts for keywords. Raises InvalidInput for a text that WhatsApp refuses."""
    for auto_reply in auto_replies:
        if not 0 < len(auto_reply.text.strip()) <= MAX_TEXT_LENGTH:
            fault = N_("A text has 1 to %(most)s characters.", most=MAX_TEXT_LENGTH)
            raise InvalidInput(N_("An answer can't be sent."), {"text": fault})
        if not all(normalise(word) for word in auto_reply.keywords) or not auto_reply.keywords:
            fault = N_("Give a word for it.")
            raise InvalidInput(N_("An answer has no keyword."), {"keywords": fault})
    rows = [
        {"keywords": list(auto_reply.keywords), "text": auto_reply.text.strip()}
        for auto_reply in auto_replies
    ]
    store(stored.AUTO_REPLIES_SETTING, {"auto_replies": rows}, actor)


def set_stop_confirmation(language: str, text: str, actor: str) -> None:
    """Set the reply to a STOP in a language; if the text is empty, nothing is sent."""
    part = {language: text.strip()[:MAX_TEXT_LENGTH]}
    _store_part(stored.CONFIRMATIONS_SETTING, part, actor)


def set_forwarding(url: str, secret: str, actor: str) -> None:
    """Forward inbound messages to the address; an empty one ends the forwarding.

    Raises InvalidInput for an address that can't be used, or if there is no secret to sign with.
    """
    may_be_private = current_app.config["ALLOW_PRIVATE_ADDRESSES"]
    if url and (fault := address_fault(url, may_be_private=may_be_private)):
        raise InvalidInput(N_("This address can't be used."), {"url": fault})
    if url and not secret:
        raise InvalidInput(N_("There is no secret."), {"secret": N_("Give what to sign with.")})
    value = {"url": url, "sealed": encrypt(secret)} if url else {}
    store(stored.FORWARDING_SETTING, value, actor)


def set_retention(days: int, actor: str) -> None:
    """Set how long bodies are stored. Raises InvalidInput if WhatsApp may still repeat them."""
    least = stored.SHORTEST_RETENTION_DAYS
    if days < least:
        fault = N_("Keep them for %(least)s days at least.", least=least)
        raise InvalidInput(N_("That is too short."), {"days": fault})
    store(stored.RETENTION_SETTING, {"days": days}, actor)


def set_frequency_cap(messages: int | None, days: int, waits: bool, actor: str) -> None:
    """Set the most marketing messages per contact in a number of days; None removes the cap."""
    value = {"messages": messages, "days": days, "waits": waits} if messages else {}
    store(stored.FREQUENCY_CAP_SETTING, value, actor, **value)


def change_country_rule(
    country: str, is_on: bool, since: date | None, until: date | None, actor: str
) -> None:
    """Switch a rule about a country on or off, and set its dates. None: without that date.

    Raises InvalidInput if it would end before it begins.
    """
    if since and until and until < since:
        fault = N_("The last day can't come before the first.")
        raise InvalidInput(N_("The dates do not fit."), {"until": fault})
    dates = {
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }
    _write(stored.COUNTRY_RULES_SETTING, {country: {"is_on": is_on, **dates}}, replaces=False)
    subject = f"setting {stored.COUNTRY_RULES_SETTING}"
    audit.note(actor, "setting.change", subject, country=country, is_on=is_on, **dates)


def store(name: str, value: Mapping[str, Any], actor: str, **details: object) -> None:
    """Replace the value of a setting; an empty one means the default.

    The audit log gets only the details, because a value may be a secret.
    """
    _write(name, value, replaces=True)
    audit.note(actor, "setting.change", f"setting {name}", **details)


def _store_part(name: str, part: Mapping[str, Any], actor: str) -> None:
    """Set one part, such as a language's words; a change of another part is not lost."""
    _write(name, part, replaces=False)
    audit.note(actor, "setting.change", f"setting {name}")


def _write(name: str, value: Mapping[str, Any], *, replaces: bool) -> None:
    now = clock.now()
    row = insert(Setting).values(name=name, value=dict(value), updated_at=now)
    new = row.excluded.value if replaces else Setting.value.op("||")(row.excluded.value)
    db.session.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"value": new, "updated_at": now})
    )
    db.session.expire_all()
