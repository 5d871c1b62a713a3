"""Actions on many contacts, each in a few statements."""

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

Conditions = Sequence[ColumnElement[bool]]


def unsubscribe(conditions: Conditions, words: str, actor: str) -> int:
    """Unsubscribe the subscribed contacts, and withdraw them from campaigns; return how many.

    A second call changes none.
    """
    ids = _lock([*conditions, Contact.subscription == Subscription.SUBSCRIBED])
    if not ids:
        return 0
    now = clock.now()
    db.session.execute(
        update(Contact)
        .where(Contact.id.in_(ids))
        .values(subscription=Subscription.UNSUBSCRIBED, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    event = {
        "kind": ConsentKind.OPT_OUT,
        "source": ConsentSource.STAFF,
        "actor": actor,
        "words": words,
        "occurred_at": now,
    }
    events = select(
        func.unnest(literal(ids, ARRAY(BigInteger))),
        *(literal(value, ConsentEvent.__table__.c[name].type) for name, value in event.items()),
    )
    db.session.execute(insert(ConsentEvent).from_select(["contact_id", *event], events))
    adding.withdraw_all(ids)
    _note(actor, "contacts.unsubscribe", len(ids), words=words)
    return len(ids)


def tag(conditions: Conditions, name: str, actor: str) -> int:
    """Add the tag; return how many contacts did not have it."""
    tags = func.concat_ws(", ", func.nullif(_tags(), ""), name)
    count = _set_tags([*conditions, ~has_tag(name)], tags)
    _note(actor, "contacts.tag", count, tag=name)
    return count


def untag(conditions: Conditions, name: str, actor: str) -> int:
    """Remove the tag; return how many contacts had it."""
    each = func.regexp_split_to_table(_tags(), r"\s*,\s*").table_valued("tag").render_derived()
    others = (
        select(func.coalesce(func.string_agg(each.c.tag, ", "), ""))
        .select_from(each)
        .where(func.lower(each.c.tag) != func.lower(name))
        .scalar_subquery()
    )
    count = _set_tags([*conditions, has_tag(name)], others)
    _note(actor, "contacts.untag", count, tag=name)
    return count


def _tags() -> ColumnElement[str]:
    return func.coalesce(Contact.attributes.op("->>")("tags"), "")


def _set_tags(conditions: Conditions, tags: ColumnElement[str]) -> int:
    ids = _lock(conditions)
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


def _lock(conditions: Conditions) -> list[int]:
    """Lock the contacts, in the order that all workers use, and return their ids."""
    statement = select(Contact.id).where(*conditions).order_by(Contact.match_key, Contact.id)
    return list(db.session.scalars(statement.with_for_update(key_share=True)))


def _note(actor: str, action: str, count: int, **details: Any) -> None:
    if count:
        audit.note(actor, action, f"{count} contacts", people=count, **details)
