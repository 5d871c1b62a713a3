"""The content of the screenshots: the demo, some days later, with an object of each kind."""

import uuid
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta

from flask import Flask
from sqlalchemy import select

from tools.rehearsal import drive
from tools.rehearsal.case import Case
from tools.rehearsal.stage import Stage
from tools.screenshots import drafts, files
from tools.screenshots.drafts import ACTOR, COLLEAGUE, TIMEZONE
from tools.screenshots.things import DRAFT, HELD, RUNNING, campaign
from webapp import queues
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.contacts import phone
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.imports import column_map
from webapp.domain.operations.bulk import BulkKind
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Contact, Portfolio, Recipient, Role
from webapp.queries.contacts import lists
from webapp.services.accounts import tokens, users
from webapp.services.background import bulk_actions
from webapp.services.campaigns import lifecycle
from webapp.services.imports import steps
from webapp.services.sending import single_message

#: When the shops open, in UTC, and when the pictures are taken on the last day.
MORNING, MOMENT, DAYS = time(14), time(20, 40), 4
CONSENT = "They ticked a box when they ordered or signed up"
#: People take time to read and to reply; in seconds.
PACE = {"delivered_after_s": 9.0, "read_after_s": 500.0, "reply_after_s": 420.0}
#: Replies on the last day: the first is similar to a STOP.
WORDS = (
    "please no more of these",
    "Do you have them in size 38?",
    "Thank you! See you on Saturday",
)


def play(app: Flask, case: Case, stage: Stage) -> None:
    """Add what the demo lacks, let some days pass, and stop the clock."""
    # The simulator counts a person for whom two messages failed; we return that quota.
    stage.simulator.post("settings", enforce_messaging_limit=False, delay_spread=0.6, **PACE)
    with app.app_context():
        _people_who_work_here()
        drafts.begin_all()
        drafts.fill_in()
        db.session.commit()
    days = drive.days(app, case, stage, MORNING)
    next(days)
    _a_bad_afternoon(app, stage)
    for _ in range(DAYS - 1):
        morning = next(days)
    _the_last_afternoon(app, stage)
    stage.calendar.stop(datetime.combine(morning, MOMENT, UTC))


def _people_who_work_here() -> None:
    users.create(COLLEAGUE, "a long password", Role.EDITOR, ACTOR)
    users.create("tomas@example.com", "a long password", Role.VIEWER, ACTOR)
    tokens.create("Web shop", Role.EDITOR, ACTOR)
    db.session.scalars(select(Portfolio)).one().name = "Acme Shop"


def _a_bad_afternoon(app: Flask, stage: Stage) -> None:
    """Have messages refused and lost, a campaign held, a test sent, a template paused."""
    stage.simulator.post("settings", refuse_with=131009, rate_reset_before=0.2)
    with app.app_context():
        drafts.shop_opening()
        db.session.commit()
    drive.tick(app, stage, stage.calendar.jumped_to + timedelta(minutes=5))
    drive.settle(app, stage)
    stage.simulator.post("settings", refuse_with=0, rate_reset_before=0.0)
    with app.app_context():
        lifecycle.pause(campaign(HELD), PauseReason.PERSON, COLLEAGUE)
        _send_a_test()
        db.session.commit()
    drive.tick(app, stage, stage.calendar.jumped_to + timedelta(minutes=10))
    for status in ("PAUSED", "APPROVED"):
        stage.simulator.post(
            "templates", name="weekend_sale", language="es", status=status, notify=True
        )
        drive.settle(app, stage)
        stage.calendar.forward(minutes=35)


def _the_last_afternoon(app: Flask, stage: Stage) -> None:
    """Have some people reply, import files, and tag everyone."""
    with app.app_context():
        numbers = _who_have_read(len(WORDS))
    for number, words in zip(numbers, WORDS, strict=True):
        stage.simulator.post("inbound", **{"from": number, "text": words})
        stage.calendar.forward(minutes=6)
        drive.settle(app, stage)
    _bring_files(app, stage)
    with app.app_context():
        _tag_everyone()
    drive.settle(app, stage)


def _send_a_test() -> None:
    draft = campaign(DRAFT)
    if draft.message_template:
        message = single_message.Message(draft.sender, draft.message_template, draft.variables)
        single_message.send(
            message, ContactIds(phone.parse("+573004445566", "CO")), TIMEZONE, ACTOR
        )


def _who_have_read(people: int) -> list[str]:
    read = (Recipient.campaign_id == campaign(RUNNING).id) & (
        Recipient.status == RecipientStatus.READ
    )
    last = select(Recipient.phone_number).where(read).order_by(Recipient.position.desc())
    return list(db.session.scalars(last.limit(people)))


def _bring_files(app: Flask, stage: Stage) -> None:
    """Leave a file at each step: imported, checked, refused, just uploaded."""
    with app.app_context():
        done = _check("customers-september.csv", files.large(860, 1))
        _check("customers-october.csv", files.large(2_400, 2))
        steps.upload("customers.pdf", [files.NO_TABLE], "CO", ACTOR)
        steps.upload("fair-in-cali.csv", [files.small()], "CO", ACTOR)
        db.session.commit()
    drive.settle(app, stage)
    with app.app_context():
        steps.start(steps.lock(done), ACTOR)
        db.session.commit()
        queues.enqueue("enqueue_due_tasks")
    drive.settle(app, stage)


def _check(name: str, content: bytes) -> int:
    contact_import = steps.upload(name, [content], "CO", ACTOR)
    steps.check(contact_import, column_map.load(contact_import.columns), "CO", CONSENT)
    db.session.commit()
    queues.enqueue("enqueue_due_tasks")
    return contact_import.id


def _tag_everyone() -> None:
    selection = asdict(lists.Selection(country="CO"))
    people = db.session.query(Contact).filter_by(country="CO").count()
    params = {"whom": selection, "words": "autumn"}
    action = bulk_actions.begin(uuid.uuid4(), BulkKind.CONTACTS_TAG, params, people, ACTOR)
    db.session.commit()
    if action.task_id:
        queues.enqueue_task(action.task_id)
