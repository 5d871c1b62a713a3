"""Deleting a contact or a campaign finds its dependent rows quickly, whatever happened before."""

from sqlalchemy import text

from tests.support.factories import some_numbers
from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact
from webapp.services.contacts import upserts

#: Foreign keys that act when a row is deleted, without an index for the referring rows.
SEARCHED = text(
    """
    SELECT key.conrelid::regclass || ' by ' || key.confrelid::regclass
    FROM pg_constraint key
    WHERE key.contype = 'f' AND key.confdeltype IN ('c', 'n') AND NOT EXISTS (
        SELECT 1 FROM pg_index i WHERE i.indrelid = key.conrelid AND i.indkey[0] = key.conkey[1]
          AND coalesce(pg_get_expr(i.indpred, i.indrelid) LIKE '%IS NOT NULL%', true)
    )
    """
)


def test_whatever_refers_to_a_deleted_row_is_found_by_an_index(app):
    assert db.session.scalars(SEARCHED).all() == []


def remember(people: int) -> None:
    given = [
        upserts.ContactData(ContactIds(phone.parse(one, "US"))) for one in some_numbers(people)
    ]
    upserts.upsert(given, ConsentSource.IMPORT, "tests")
    db.session.commit()


def delete_everyone() -> None:
    db.session.execute(db.delete(Contact))
    db.session.commit()


def test_many_contacts_go_quickly_where_the_connection_has_deleted_few_before(app):
    remember(100)
    delete_everyone()
    db.session.execute(text("ANALYZE consent_events"))
    db.session.commit()
    delete_everyone()  # the database finds that the tables are nearly empty
    remember(6_000)

    db.session.execute(text("SET LOCAL statement_timeout = '10s'"))
    delete_everyone()

    assert db.session.scalars(db.select(ConsentEvent)).all() == []
