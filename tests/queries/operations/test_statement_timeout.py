"""Queries that are cancelled when they take too long."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from jobs.run_background_task import run_background_task
from tests.support.factories import a_contact, a_draft
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Contact
from webapp.queries.audiences import audiences
from webapp.queries.operations import statement_timeout
from webapp.services.campaigns import launch

SHORT, LONG = timedelta(milliseconds=50), timedelta(seconds=5)
EVERYONE = {"match": "all", "conditions": []}


def ask(statement):
    return lambda: db.session.scalar(text(statement))


def test_what_answers_in_time_is_answered(app):
    assert statement_timeout.within(LONG, ask("SELECT 7")) == 7


def test_what_takes_too_long_is_given_up_and_the_transaction_goes_on(app):
    contact = a_contact()

    assert statement_timeout.within(SHORT, ask("SELECT pg_sleep(5)")) is None

    assert db.session.scalar(select(Contact.id)) == contact.id


@pytest.mark.parametrize("statement", ["SELECT 7", "SELECT pg_sleep(5)"])
def test_other_questions_take_the_time_that_they_need(app, statement):
    statement_timeout.within(SHORT, ask(statement))

    assert db.session.scalar(text("SELECT 7 FROM pg_sleep(0.2)")) == 7


def test_what_is_wrong_is_not_taken_for_slow(app):
    with pytest.raises(ProgrammingError):
        statement_timeout.within(LONG, ask("SELECT nothing"))


@pytest.mark.parametrize(("people", "are_more"), [(2, True), (3, False), (4, False)])
def test_more_than_so_many_are_told_without_counting_all(app, people, are_more):
    for _ in range(3):
        a_contact()

    assert audiences.are_more_than(people, EVERYONE) is are_more


def test_too_many_to_tell_in_time_are_more(app, monkeypatch):
    monkeypatch.setattr(statement_timeout, "within", lambda *_: None)

    assert audiences.are_more_than(1, EVERYONE)


def test_a_moment_is_enough_to_say_that_there_are_more(app, monkeypatch):
    monkeypatch.setattr(audiences, "LOWER_BOUND", 2)
    for _ in range(2):
        a_contact()
    few = audiences.at_least(EVERYONE)
    a_contact()

    assert (few, audiences.at_least(EVERYONE), audiences.at_least(None)) == (0, 2, 0)


def test_a_campaign_whose_people_cannot_be_counted_in_time_is_started_by_a_worker(app, monkeypatch):
    monkeypatch.setattr(statement_timeout, "within", lambda *_: None)
    draft = a_draft(target_audience=EVERYONE)
    a_contact(name="Ana")

    task = launch.begin(draft, "eva")
    db.session.commit()
    run_background_task(task.id)

    assert (task.params["people"], draft.status) == (None, CampaignStatus.ACTIVE)
