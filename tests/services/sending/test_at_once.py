"""Two users, or two clicks, at the same moment."""

import uuid
from threading import Barrier

import pytest

from tests.support.concurrently import concurrently
from tests.support.factories import a_contact, a_draft, a_sender, a_template, an_active_campaign
from webapp import clock
from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.operations.bulk import BulkKind
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.webhook.opt_out_meaning import Keywords
from webapp.errors import InvalidInput, NotFound
from webapp.extensions import db
from webapp.models import (
    ApiToken,
    BulkAction,
    Campaign,
    CampaignKind,
    Contact,
    Incident,
    MessageTemplate,
    Portfolio,
    Recipient,
    Role,
    Sender,
    Subscription,
    User,
)
from webapp.queries.operations import settings as stored
from webapp.services.accounts import tokens, users
from webapp.services.background import bulk_actions
from webapp.services.campaigns import daily, drafts, follow_ups, launch, lifecycle
from webapp.services.contacts import erasure, subscriptions
from webapp.services.operations import settings
from webapp.services.senders import registry
from webapp.services.sending import single_message
from webapp.services.sending.single_message import Message


def count(model, *which) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model).where(*which))


def test_a_draft_that_is_begun_by_a_double_click_is_there_once(app):
    key, details = uuid.uuid4(), {"name": "Spring", "sender_id": a_sender().id}

    results = concurrently(app, [lambda: drafts.create(key, details, "UTC", "eva").id] * 2)

    assert results == [key, key]
    assert count(Campaign) == 1


def test_two_who_cut_the_day_at_once_spend_its_places_once(app):
    an_active_campaign(20, sender=a_sender(messaging_limit=5))

    concurrently(app, [lambda: daily.allocate_due(clock.now())] * 4)

    assert count(Recipient, Recipient.status == RecipientStatus.QUEUED) == 5
    assert count(Incident) == 0  # none of the four failed


def test_the_configured_sender_is_made_once(app):
    first, second = concurrently(app, [lambda: registry.connect_configured(app.config).id] * 2)

    assert first == second
    assert (count(Sender), count(Portfolio)) == (1, 1)


def test_a_copy_and_a_follow_up_by_a_double_click_are_there_once(app):
    begun, copy, follow_up = an_active_campaign().id, uuid.uuid4(), uuid.uuid4()

    def duplicate():
        return drafts.duplicate(db.session.get_one(Campaign, begun), copy, "Copy", "eva").id

    def follow():
        campaign = db.session.get_one(Campaign, begun)
        return follow_ups.create(campaign, FollowUp.NO_REPLY, "Again", follow_up, "eva").id

    assert concurrently(app, [duplicate] * 2) == [copy, copy]
    assert concurrently(app, [follow] * 2) == [follow_up, follow_up]
    assert count(Campaign) == 3


def test_a_bulk_action_by_a_double_click_is_there_once(app):
    key = uuid.uuid4()

    results = concurrently(
        app,
        [lambda: bulk_actions.begin(key, BulkKind.CONTACTS_TAG, {"tag": "vip"}, 9, "eva").id] * 2,
    )

    assert results == [key, key]
    assert count(BulkAction) == 1


def test_a_test_message_by_a_double_click_is_sent_once(app):
    a_contact("+573001112233", "Ana")
    key, template = uuid.uuid4(), a_template(a_sender()).id

    def send():
        to = ContactIds(phone.parse("+573001112233", "CO"))
        return single_message.send(
            message_of(template), to, "UTC", "eva", source=ConsentSource.STAFF, key=key
        ).id

    first, second = concurrently(app, [send] * 2)

    assert first == second
    assert count(Campaign, Campaign.kind == CampaignKind.MESSAGE) == 1


def message_of(template_id: int) -> Message:
    sender = db.session.scalars(db.select(Sender)).one()
    template = db.session.get_one(MessageTemplate, template_id)
    return Message(sender, template, {"first_name": {"text": "Ana"}})


def test_a_login_that_is_created_twice_at_once_is_there_once(app):
    results = concurrently(
        app,
        [lambda: users.create("ana@example.com", "long enough", Role.VIEWER, "eva").email] * 2,
    )

    [refused] = [result for result in results if result != "ana@example.com"]
    assert isinstance(refused, InvalidInput)
    assert "already" in refused.fields["email"]
    assert count(User) == 1


def test_a_token_that_is_created_twice_at_once_is_there_once(app):
    results = concurrently(app, [lambda: tokens.create("crm", Role.VIEWER, "eva")] * 2)

    assert [type(result) for result in results].count(InvalidInput) == 1
    assert count(ApiToken) == 1


def test_a_number_that_two_add_at_once_is_one_contact(app):
    number = phone.parse("+573001112233", "CO")

    def create() -> int:
        return subscriptions.create_unsubscribed(number, "Ana").id

    first, second = concurrently(app, [create] * 2)

    assert first == second
    [person] = db.session.scalars(db.select(Contact))
    assert (person.name, person.subscription) == ("Ana", Subscription.UNSUBSCRIBED)


def test_the_words_of_two_languages_that_are_set_at_once_are_both_kept(app):
    def set_words(language):
        return lambda: settings.set_keywords(language, Keywords(("begone",), ()), "eva")

    concurrently(app, [set_words("es"), set_words("pt"), set_words("de")])

    assert stored.get(stored.KEYWORDS_SETTING).keys() == {"es", "pt", "de"}


@pytest.mark.parametrize(
    "act",
    [
        lambda draft: drafts.delete(draft, "eva"),
        lambda draft: drafts.change(draft, {"priority": 1}, "eva"),
        lambda draft: launch.begin(draft, "eva"),
        lambda draft: lifecycle.pause(draft, PauseReason.PERSON, "eva"),
    ],
    ids=["delete", "change", "activate", "pause"],
)
def test_a_second_user_sees_that_a_draft_is_gone(app, act):
    key, barrier = a_draft().id, Barrier(2)

    def first():
        draft = db.session.get_one(Campaign, key)
        drafts.delete(draft, "eva")
        barrier.wait()

    def second():
        draft = db.session.get_one(Campaign, key)
        barrier.wait()
        act(draft)

    _, refused = concurrently(app, [first, second])

    assert isinstance(refused, NotFound)
    assert count(Campaign) == 0


def test_someone_is_erased_once_by_a_double_click(app):
    key, barrier = a_contact().id, Barrier(2)

    def erase():
        person = db.session.get_one(Contact, key)
        barrier.wait()
        erasure.erase(person, "eva")

    results = concurrently(app, [erase] * 2)

    assert {type(result) for result in results} == {NotFound, type(None)}
    assert count(Contact) == 0
