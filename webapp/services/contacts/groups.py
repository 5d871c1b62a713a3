"""Doing the same to many contacts, each in a few statements for all of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Subscription
from webapp.queries.audiences.events_sql import has_tag
from webapp.services.accounts import audit
from webapp.services.recipients import adding

Which = Sequence[ColumnElement[bool]]


def unsubscribe(which: Which, words: str, actor: str) -> int:
    """Unsubscribe those who are subscribed, and take them out of all campaigns; count them.

    A second time finds nobody.
    """
    ids = _locked([*which, Contact.subscription == Subscription.SUBSCRIBED])
    if not ids:
        return 0
    now = clock.now()
    db.session.execute(
        update(Contact)
        .where(Contact.id.in_(ids))
        .values(subscription=Subscription.UNSUBSCRIBED, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    said = {
        "kind": ConsentKind.OPT_OUT,
        "source": ConsentSource.STAFF,
        "actor": actor,
        "words": words,
        "occurred_at": now,
    }
    events = select(
        func.unnest(literal(ids, ARRAY(BigInteger))),
        *(literal(value, ConsentEvent.__table__.c[name].type) for name, value in said.items()),
    )
    db.session.execute(insert(ConsentEvent).from_select(["contact_id", *said], events))
    adding.withdraw_all(ids)
    _note(actor, "contacts.unsubscribe", len(ids), words=words)
    return len(ids)


def tag(which: Which, name: str, actor: str) -> int:
    """Give them the tag; count those who did not have it."""
    tags = func.concat_ws(", ", func.nullif(_tags(), ""), name)
    people = _set_tags([*which, ~has_tag(name)], tags)
    _note(actor, "contacts.tag", people, tag=name)
    return people


def untag(which: Which, name: str, actor: str) -> int:
    """Take the tag from them; count those who had it."""
    one = func.regexp_split_to_table(_tags(), r"\s*,\s*").table_valued("tag").render_derived()
    others = (
        select(func.coalesce(func.string_agg(one.c.tag, ", "), ""))
        .select_from(one)
        .where(func.lower(one.c.tag) != func.lower(name))
        .scalar_subquery()
    )
    people = _set_tags([*which, has_tag(name)], others)
    _note(actor, "contacts.untag", people, tag=name)
    return people


def _tags() -> ColumnElement[str]:
    return func.coalesce(Contact.attributes.op("->>")("tags"), "")


def _set_tags(which: Which, tags: ColumnElement[str]) -> int:
    ids = _locked(which)
    db.session.execute(
        update(Contact)
        .where(Contact.id.in_(ids))
        .values(
            attributes=Contact.attributes.op("||")(func.jsonb_build_object("tags", tags)),
            updated_at=clock.now(),
        )
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def _locked(which: Which) -> list[int]:
    """Lock the contacts, in the order in which everyone locks many of them, and name them."""
    chosen = select(Contact.id).where(*which).order_by(Contact.match_key)
    return list(db.session.scalars(chosen.with_for_update(key_share=True)))


def _note(actor: str, action: str, people: int, **details: Any) -> None:
    if people:
        audit.note(actor, action, f"{people} contacts", people=people, **details)
