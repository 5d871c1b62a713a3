"""Files with people's data: who may have them, and the audit log's entry for each."""

import uuid

import pytest

from tests.support.factories import an_active_campaign
from tests.views.files import MIXED
from webapp.extensions import db
from webapp.models import AuditEntry, ContactImport
from webapp.services.background import bulk_actions


def entries(action: str) -> list[AuditEntry]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(AuditEntry).filter_by(action=action)))


def confirm(page):
    fields = {name: page.field(name)["value"] for name in ("csrf_token", "key")}
    return page.client.post(page.address, data=fields)


@pytest.fixture
def campaign(app):
    return an_active_campaign(3)


@pytest.fixture
def export(campaign):
    return f"/campaigns/{campaign.id}/recipients/export.csv"


def test_a_viewer_gets_no_file_of_recipients(viewer, open_page, campaign, export):
    assert viewer.get(export).status_code == 403
    for address in (f"/campaigns/{campaign.id}", f"/campaigns/{campaign.id}/recipients/"):
        links = [link.get("href") for link in open_page(address, viewer).soup.find_all("a")]
        assert not any("export.csv" in (link or "") for link in links)
    assert entries("recipients.export") == []


def test_a_file_of_recipients_is_in_the_audit_log(editor, open_page, admin, campaign, export):
    answer = editor.get(f"{export}?status=pending")

    assert (answer.status_code, answer.text.count("\n")) == (200, 4)
    [entry] = entries("recipients.export")
    assert entry.subject == f"campaign {campaign.id}"
    assert entry.details == {"people": 3, "filter": "status=pending"}
    assert "File of recipients downloaded" in open_page("/settings/audit", admin).text


def test_a_file_of_contacts_is_in_the_audit_log(open_page, campaign):
    page = open_page("/contacts/group?do=export&whom=all&subscription=subscribed")
    assert entries("contacts.export") == []

    answer = confirm(page)

    assert answer.mimetype == "text/csv"
    [entry] = entries("contacts.export")
    assert entry.subject == "3 contacts"
    assert entry.details == {"filter": "subscription=subscribed"}


def test_a_number_that_was_searched_for_is_not_in_the_audit_log(open_page, campaign):
    number = db.session.execute(db.text("SELECT phone_number FROM contacts LIMIT 1")).scalar_one()

    answer = confirm(open_page(f"/contacts/group?do=export&whom=all&search=%2B{number[1:]}"))

    assert answer.mimetype == "text/csv"
    [entry] = entries("contacts.export")
    assert (entry.subject, entry.details) == ("1 contacts", {"filter": "search=***"})


def test_each_download_of_a_prepared_file_is_in_the_audit_log(editor, app):
    action = bulk_actions.begin(uuid.uuid4(), "contacts_export", {"whom": {}}, 3, "eva")
    action.done, action.finished_at = 3, action.created_at
    db.session.commit()

    for _ in range(2):
        assert editor.get(f"/bulk/{action.id}/file.csv").status_code == 200

    assert [entry.details for entry in entries("bulk.download")] == [{"people": 3}] * 2


def test_the_rows_left_out_of_an_import_are_in_the_audit_log(editor, upload):
    upload(MIXED)
    contact_import = db.session.scalars(db.select(ContactImport)).one()

    assert editor.get(f"/contacts/imports/{contact_import.id}/rejected.csv").status_code == 200

    [entry] = entries("contacts.import_left_out")
    assert entry.subject == f"import {contact_import.id}"
