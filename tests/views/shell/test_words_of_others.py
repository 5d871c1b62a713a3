"""Texts that were stored for other users are shown in the reader's language."""

import csv
import io
from collections.abc import Callable

import pytest

from jobs.deliver_outbox import deliver_outbox
from jobs.end_undelivered import end_undelivered
from jobs.run_background_task import run_background_task
from tests.support.factories import a_contact, a_draft, a_sender, a_user, an_active_campaign
from tests.support.inbox import a_sent_campaign, receive_body, recipients_of
from tests.support.page import Page, visit
from tests.views.conftest import sign_in
from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import (
    BulkAction,
    Campaign,
    Portfolio,
    Recipient,
    Reply,
    ReplyEffect,
    Role,
    TaskKind,
    WebhookEvent,
)
from webapp.services.accounts import audit
from webapp.services.background import bulk_actions, tasks
from webapp.services.campaigns import drafts, lifecycle
from webapp.services.contacts import subscriptions
from webapp.services.operations import settings

#: An id that nothing has.
NOBODYS = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def in_spanish(app) -> Callable[[str], Page]:
    """Open an address as an administrator who reads Spanish."""
    person = a_user(Role.ADMIN)
    person.language = "es"
    client = sign_in(app, person)
    return lambda address: visit(client, address)


def entries(page: Page) -> list[list[str]]:
    return [row[1:] for row in page.rows()]


def test_the_audit_log_names_what_was_acted_on_and_leads_there(in_spanish):
    campaign = an_active_campaign(1, name="Spring")
    lifecycle.pause(campaign, PauseReason.PERSON, "token crm")

    page = in_spanish("/settings/audit")

    assert entries(page)[0] == [
        "Token de API crm",
        "Campaña en pausa",
        "Campaña Spring",
        "motivo: alguien la pausó",
    ]
    assert page.follow("Campaña Spring").heading == "Spring"


def test_what_is_there_no_more_is_named_by_its_id_and_leads_nowhere(in_spanish):
    draft = a_draft(name="Spring")
    drafts.delete(draft, "eva")

    page = in_spanish("/settings/audit")

    assert entries(page)[0][2:] == [f"Campaña {draft.id}", "nombre: Spring"]
    assert f"Campaña {draft.id}" not in page.links


@pytest.mark.parametrize(
    ("subject", "details", "words"),
    [
        ("user eva@example.com", {"role": "editor"}, ["Usuario eva@example.com", "rol: Editor"]),
        (
            "user eva@example.com",
            {"active": False},
            ["Usuario eva@example.com", "puede entrar: no"],
        ),
        ("1234 contacts", {"people": 1234}, ["1.234 contactos", "personas: 1.234"]),
        ("all webhook events", {}, ["Todos los envíos del webhook", ""]),
        (
            "setting safety",
            {"canary_minutes": 30},
            ["Ajuste Seguridad", "minutos que dura una tanda: 30"],
        ),
        ("bulk action 7", {"tag": "vip"}, ["Acción para muchos 7", "etiqueta: vip"]),
        (
            f"campaign {NOBODYS}",
            {"changed": ["quiet_from", "quiet_until", "new_thing"]},
            [f"Campaña {NOBODYS}", "cambiado: horas de silencio, New thing"],
        ),
        ("contact of old", {}, ["Contacto of old", ""]),
        ("something new", {"what": None}, ["something new", "What: –"]),
    ],
)
def test_every_kind_of_subject_and_detail_has_words(in_spanish, subject, details, words):
    audit.note("eva", "setting.change", subject, **details)

    assert entries(in_spanish("/settings/audit"))[0][2:] == words


def test_the_system_and_a_contact_are_named(in_spanish):
    ana = a_contact(name="Ana")
    subscriptions.edit(ana, "Ana", {}, "system")

    assert entries(in_spanish("/settings/audit"))[0][:3] == [
        "el sistema",
        "Contacto editado",
        "Contacto Ana",
    ]


def test_a_copy_is_named_as_its_maker_speaks(in_spanish):
    campaign = an_active_campaign(1, name="Spring")

    page = in_spanish(f"/campaigns/{campaign.id}/duplicate").submit("Hacer una copia")

    assert db.session.query(Campaign).filter_by(status="draft").one().name == "Copia de Spring"
    assert "Copia de Spring" in page.everything


def test_a_portfolio_that_nobody_named_and_a_new_number_are_named(in_spanish):
    sender = a_sender()
    sender.portfolio.name = Portfolio.default_name("2001")

    page = in_spanish("/settings/senders")

    assert "Portafolio de 2001" in page.text
    assert f"Id del número de teléfono {sender.phone_number_id}" in page.text
    assert page.everything.count("Portafolio de 2001") > page.text.count("Portafolio de 2001")
    sender.portfolio.name = "Portfolio 2001"  # a user's own text
    assert "Portfolio 2001" in in_spanish("/settings/senders").text


def test_what_is_wrong_with_a_webhook_is_told(in_spanish):
    receive_body(b"not json")
    receive_body(b'{"entry": [{"changes": ["x"]}]}')

    faults = [row[1] for row in in_spanish("/settings/webhook").rows("Eventos recientes")]

    assert [one.split(".")[0] for one in faults] == [
        "Un elemento de “changes” no es un objeto",
        "El envío no es JSON",
    ]


def test_what_was_given_up_is_told(in_spanish, simulator_url, app, monkeypatch):
    monkeypatch.setitem(app.config, "ALLOW_PRIVATE_ADDRESSES", True)
    settings.set_forwarding(f"{simulator_url}/nowhere", "secret", "eva")
    db.session.add(WebhookEvent(digest=b"1", body=b"{}", received_at=clock.now()))
    db.session.flush()
    tasks.add_all(TaskKind.FORWARD, [{"event_id": db.session.query(WebhookEvent.id).scalar()}])
    db.session.commit()

    deliver_outbox()

    rows = in_spanish("/settings/background-tasks").rows("Acciones que fallaron")
    assert rows[0][2] == "Respondió con HTTP 401."


def test_what_someone_sent_without_words_is_named(in_spanish):
    reply = {"wamid": "wamid.1", "kind": "image", "effect": ReplyEffect.NOTHING}
    db.session.add(Reply(**reply, received_at=clock.now()))

    assert in_spanish("/replies/").rows()[0][1] == "Imagen"
    assert "Imagen" in in_spanish("/").text


def test_a_file_that_a_worker_makes_speaks_as_whoever_asked_for_it(in_spanish, monkeypatch):
    monkeypatch.setattr("webapp.views.recipients.pages.MAX_STREAMED", 0)
    campaign = an_active_campaign(1)
    someone = db.session.query(Recipient).one()
    someone.status, someone.error_code, someone.attempts = RecipientStatus.FAILED, 131026, 1

    in_spanish(f"/campaigns/{campaign.id}/recipients/").submit("Preparar un archivo CSV")
    action = db.session.query(BulkAction).one()
    run_background_task(action.task_id)

    file = b"".join(bulk_actions.file_pieces(action.id)).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(file))
    assert row["status"] == "No entregado"
    assert row["reason"] not in ("", "this number isn't on WhatsApp")


def test_the_audit_log_is_searched_in_the_reader_s_words(in_spanish):
    campaign = an_active_campaign(1, name="Spring")
    lifecycle.pause(campaign, PauseReason.PERSON, "eva")

    rows = entries(in_spanish("/settings/audit?search=pausa+eva"))

    assert [row[1] for row in rows] == ["Campaña en pausa"]


def test_that_a_message_was_never_delivered_is_said_in_the_reader_s_language(in_spanish, at):
    at("2025-09-01 12:00")
    campaign = a_sent_campaign(1)
    [person] = recipients_of(campaign)
    at("2025-10-03 12:00")
    end_undelivered()

    page = in_spanish(f"/campaigns/{campaign.id}/recipients/{person.id}")

    assert "WhatsApp no pudo entregar el mensaje en 30 días." in page.everything
