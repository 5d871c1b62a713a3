"""Helpers for the tests of contact files."""

from tests.support.imports import import_contacts
from tests.support.page import Page
from webapp.extensions import db
from webapp.models import ContactImport

TEXT = "phone,name,city\n+573001112233,Ana,Lima\n4.47E+11,Ben,Leeds\n+573001112234,=1+1,\n"
#: A person three times, two who may be known, and four rows to correct.
MIXED = (
    "phone,name,since\n" + "+573001112230,Nora,2026-01-01\n" * 3 + "+573001112231,Ulla,\n"
    "+573001112232,Una,\n"
    "12,Short,\n+5730011,Short,\n+573001112239,Bad,2026-02-30\n+573001112238,Wide,,extra\n"
)
#: The other fields in the form of the columns.
AGREED = {"consent": "They signed a form"}


def the_import() -> ContactImport:
    db.session.expire_all()
    return db.session.scalars(db.select(ContactImport)).one()


def worked(page: Page) -> Page:
    """Return the page after a worker has done its part."""
    import_contacts(the_import().id)
    return page.follow("Look again")
