"""A fault leaves no personal data and no token in the log, in Redis or in stored texts."""

import pytest
from aiohttp import web
from rq.job import Job
from sqlalchemy import insert, text

from jobs import compact_counters
from jobs.deliver_outbox import deliver_outbox
from jobs.registry import REGISTRY
from jobs.send_batch import send_batch
from tests.api.conftest import a_token
from tests.support.factories import a_contact
from tests.support.small_cloud_api import refused, serving
from webapp import queues
from webapp.api.contacts import contacts as contacts_api
from webapp.extensions import db
from webapp.models import BackgroundTask, Contact, Recipient, TaskKind
from webapp.services.background import tasks

NUMBER, NAME, TOKEN = "+573001112233", "Ximena Quispe", "EAAGm0PX4ZCpsBAKZCx"
SECRETS = (NUMBER, NUMBER[1:], "Ximena", "Quispe", TOKEN)


def same_contact_again(*_):
    """Store a contact twice: the database repeats the values in its error."""
    values = {"phone_number": NUMBER, "match_key": NUMBER, "name": f"{NAME} {TOKEN}"}
    known = db.session.query(Contact).first()
    row = {column.name: getattr(known, column.key) for column in Contact.__table__.columns}
    db.session.execute(insert(Contact).values({**row, **values}))


def a_wrong_number(*_):
    db.session.execute(text("SELECT CAST(:name AS integer)"), {"name": f"{NAME} {TOKEN}"})


def a_broken_copy(*_):
    connection = db.session.connection().connection.cursor()
    with connection.copy("COPY contacts (id, name) FROM STDIN") as copy:
        copy.write_row((NAME, TOKEN))


def an_error_of_our_own(*_):
    raise RuntimeError(f"{NUMBER} refused: Bearer {TOKEN}")


FAULTS = (same_contact_again, a_wrong_number, a_broken_copy, an_error_of_our_own)


def leaked(content: str) -> list[str]:
    return [secret for secret in SECRETS if secret in content]


@pytest.fixture(params=FAULTS)
def fault(request, app):
    a_contact("+573009999999")
    db.session.commit()
    return request.param


def test_a_failed_job_shows_none_in_the_log_and_in_redis(fault, work, monkeypatch, caplog):
    monkeypatch.setattr(compact_counters, "compact_counters", fault)
    queues.enqueue("compact_counters", job_id="leaky")

    work()

    job = Job.fetch("leaky", connection=queues.redis())
    result = job.latest_result()
    in_redis = f"{result.exc_string} {job.description} {job.args} {job.kwargs}"
    assert "Traceback" in in_redis
    assert "exception raised while executing" in caplog.text
    assert leaked(caplog.text) == leaked(in_redis) == []


def test_a_failed_task_stores_none(fault, monkeypatch, caplog):
    handling = REGISTRY[TaskKind.FORWARD]._replace(handler=fault)
    monkeypatch.setitem(REGISTRY, TaskKind.FORWARD, handling)
    tasks.add_all(TaskKind.FORWARD, [{"event_id": 1}])
    db.session.commit()

    deliver_outbox()

    stored = db.session.scalars(db.select(BackgroundTask)).one()
    assert stored.error
    assert "failed" in caplog.text
    assert leaked(caplog.text) == leaked(str(stored.error)) == []


def test_a_failed_call_of_the_api_is_logged_by_its_rule(fault, monkeypatch, client, caplog):
    headers = {"Authorization": f"Bearer {a_token()}"}
    monkeypatch.setattr(contacts_api.subscriptions, "subscribe", fault)

    path = f"/marketing/contacts/%2B{NUMBER[1:]}/subscribe"
    answer = client.post(path, json={"words": NAME}, headers=headers)

    assert answer.status_code == 500
    assert "POST /marketing/contacts/<number_or_user_id>/subscribe" in caplog.text
    assert leaked(caplog.text) == []


@pytest.mark.parametrize("code", [190, 100, 131000])
def test_a_token_that_whatsapp_repeats_is_not_stored(app, a_cut_campaign, monkeypatch, code):
    own = "simulator-token"
    message = f"Malformed access token {own} (Bearer {TOKEN}) for {NUMBER}"
    _, [batch_id] = a_cut_campaign(1)

    def respond(call):
        if call.method == "GET":
            return web.json_response({"error": {"message": message, "code": code}}, status=400)
        return refused(code, message=message, error_data={"details": message})

    with serving(respond) as (url, _):
        monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
        send_batch(batch_id)

    db.session.expire_all()
    recipient = db.session.scalars(db.select(Recipient)).one()
    assert recipient.error_code == code
    assert "Malformed access token ***" in recipient.error_details
    dump = " ".join(
        str(row)
        for table in ("campaign_recipients", "incidents", "audit_log", "senders")
        for row in db.session.execute(text(f"SELECT * FROM {table}"))
    )
    assert not any(secret in dump for secret in (own, TOKEN))
