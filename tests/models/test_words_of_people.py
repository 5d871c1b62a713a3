"""User texts are stored unchanged, whatever they contain."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.support.factories import a_contact
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, ContactImport, Reply, ReplyEffect

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)

#: A column for each kind of text, and the other required values of its row.
COLUMNS: list[tuple[Any, dict[str, Any]]] = [
    (
        Reply.text,
        {"wamid": "wamid.1", "kind": "text", "effect": ReplyEffect.NOTHING, "received_at": AT},
    ),
    (
        Reply.payload,
        {"wamid": "wamid.1", "kind": "button", "effect": ReplyEffect.NOTHING, "received_at": AT},
    ),
    (
        ConsentEvent.words,
        {
            "contact_id": 1,
            "kind": ConsentKind.OPT_OUT,
            "source": ConsentSource.KEYWORD,
            "actor": "webhook",
            "occurred_at": AT,
        },
    ),
    (ContactImport.filename, {"size": 1, "created_by": "ana@example.com"}),
    (ContactImport.consent, {"filename": "a.csv", "size": 1, "created_by": "ana@example.com"}),
]
#: Texts that PostgreSQL can store: no NUL, no half of a surrogate pair.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ONCE_FOR_ALL = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize(
    ("column", "others"),
    COLUMNS,
    ids=[f"{column.class_.__name__}.{column.key}" for column, _ in COLUMNS],
)
@ONCE_FOR_ALL
@given(written=ANY_TEXT)
@example(written='{"code": "joined", "params": {"parts": {"list": []}}}')
@example(written="%(name)s %s {0} <b>\u202e")
def test_any_text_is_read_back_equal(app, column, others, written):
    row = column.class_(**others, **{column.key: written})
    db.session.add(row)
    db.session.flush()
    db.session.expire(row)

    assert getattr(row, column.key) == written
    db.session.rollback()


@ONCE_FOR_ALL
@given(written=ANY_TEXT.filter(bool))  # an empty value is no value
@example(written='{"code": "joined", "params": {"parts": {"list": []}}}')
def test_any_name_and_value_of_a_contact_is_read_back_equal(app, written):
    contact: Contact = a_contact("+573001112233", name=written, note=written)
    db.session.expire(contact)

    assert (contact.name, contact.attributes["note"]) == (written, written)
    db.session.delete(contact)
    db.session.commit()
