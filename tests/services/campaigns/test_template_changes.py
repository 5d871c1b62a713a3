"""A template that was edited or created again at WhatsApp under a campaign that was started."""

from typing import Any

import pytest

from tests.support.factories import a_sender, a_template, an_active_campaign
from tests.support.inbox import open_incidents, recipients_of
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Batch, Campaign, CampaignKind, FormerMessage, Recipient
from webapp.queries.campaigns import messages
from webapp.services.campaigns import daily, lifecycle, remapping
from webapp.services.message_templates import reviews, sync
from webapp.services.recipients import retries
from webapp.services.sending import claims, envelopes

SHOES = "Hello {{first_name}}, shoes 10 % off."
DEBT = "Dear {{first_name}}, your debt of {{amount}} is due."


def body(text: str) -> list[dict[str, Any]]:
    return [{"type": "BODY", "text": text}]


@pytest.fixture
def campaign(app, at) -> Campaign:
    at("2025-10-06 09:00")
    sender = a_sender()
    template = a_template(sender, name="shoes", components=body(SHOES))
    started = an_active_campaign(4, sender=sender, message_template=template, daily_send_limit=2)
    db.session.commit()
    return started


def listed(campaign: Campaign, **other: Any) -> None:
    """Store WhatsApp's list with these values of the template."""
    template = campaign.message_template
    item = {
        "id": template.provider_id,
        "name": template.name,
        "language": template.language,
        "status": "APPROVED",
        "category": template.category,
        "parameter_format": "NAMED",
        "components": template.components,
        **other,
    }
    sync.store(template.waba_id, [item], clock.now(), is_complete=True)
    db.session.commit()


def edit(campaign: Campaign, text: str = DEBT, **other: Any) -> None:
    listed(campaign, components=body(text), **other)


def state_of(campaign: Campaign) -> tuple[CampaignStatus, PauseReason | None]:
    return campaign.status, campaign.pause_reason


HELD = (CampaignStatus.PAUSED, PauseReason.TEMPLATE_CHANGED)


def send_today(campaign: Campaign) -> list[Recipient]:
    """Claim those who are due today, as if WhatsApp had accepted their messages."""
    daily.allocate_due(clock.now())
    for batch in db.session.scalars(db.select(Batch).filter_by(campaign_id=campaign.id)):
        claims.claim(envelopes.for_batch(batch), 10)
    sent = [one for one in recipients_of(campaign) if one.status == RecipientStatus.SENDING]
    for one in sent:
        one.status, one.accepted_at = RecipientStatus.SENT, clock.now()
    db.session.commit()
    return sent


def accept(campaign: Campaign, **variables: Any) -> None:
    mapping = {"first_name": {"attribute": "name", "fallback": "friend"}, **variables}
    remapping.accept(campaign, mapping, "tests")
    lifecycle.resume(campaign, "tests")
    db.session.commit()


def test_an_edited_template_pauses_the_campaign_and_says_what_to_do(campaign):
    edit(campaign)

    assert state_of(campaign) == HELD
    assert open_incidents() == ["template_changed"]
    assert "shoes (en_US) has another text" in str(campaign.pause_details)


def test_a_scheduled_campaign_pauses_before_its_day(campaign, at):
    campaign.start_date = at("2025-10-20 00:00").date()
    at("2025-10-06 10:00")
    edit(campaign)

    at("2025-10-20 10:00")
    daily.allocate_due(clock.now())

    assert state_of(campaign) == HELD
    assert db.session.scalars(db.select(Batch).filter_by(status="queued")).all() == []


def test_a_template_that_was_created_again_with_other_variables_pauses_it(campaign):
    edit(campaign, "Promo {{first_name}} and {{city}}.", id="777")

    assert state_of(campaign) == HELD


def test_what_nobody_notices_pauses_nothing(campaign):
    example = {"body_text_named_params": [{"param_name": "first_name", "example": "Ana"}]}
    components = [{"example": example, "text": SHOES, "type": "BODY"}]
    listed(campaign, components=components, quality_score={"score": "YELLOW"})

    assert state_of(campaign) == (CampaignStatus.ACTIVE, None)


def test_a_text_that_differs_before_the_day_s_first_batch_is_not_sent(campaign):
    campaign.message_template.components = body(DEBT)  # whoever has stored it
    db.session.commit()

    daily.allocate_due(clock.now())

    assert state_of(campaign) == HELD
    assert {one.status for one in recipients_of(campaign)} == {RecipientStatus.PENDING}


def test_nobody_is_claimed_with_the_former_text(campaign):
    daily.allocate_due(clock.now())
    batch = db.session.scalars(db.select(Batch).filter_by(status="queued")).one()
    envelope = envelopes.for_batch(batch)
    db.session.commit()
    edit(campaign)
    assert claims.claim(envelope, 10) == []

    accept(campaign, amount="USD 5")
    daily.allocate_due(clock.now())
    for one in recipients_of(campaign):  # as if they were still in the old batch
        if one.status == RecipientStatus.QUEUED:
            one.batch_id = batch.id
    db.session.commit()

    assert claims.claim(envelope, 10) == []


def test_it_cannot_be_resumed_before_the_text_is_accepted(campaign):
    edit(campaign)

    with pytest.raises(WrongStatus, match="Compare both texts"):
        lifecycle.resume(campaign, "tests")

    assert state_of(campaign) == HELD


def test_one_that_a_person_paused_cannot_be_resumed_with_another_text(campaign):
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")
    edit(campaign)

    with pytest.raises(WrongStatus, match="Compare both texts"):
        lifecycle.resume(campaign, "tests")


def test_a_template_that_is_as_before_again_lets_it_resume(campaign):
    edit(campaign)
    edit(campaign, SHOES)

    lifecycle.resume(campaign, "tests")

    assert state_of(campaign) == (CampaignStatus.ACTIVE, None)
    assert open_incidents() == []


def test_a_template_that_is_approved_again_with_another_text_resumes_nothing(campaign):
    listed(campaign, status="PENDING")
    reviews.review_all()
    assert state_of(campaign) == (CampaignStatus.PAUSED, PauseReason.TEMPLATE)

    edit(campaign)
    reviews.review_all()

    assert state_of(campaign) == HELD
    assert open_incidents() == ["template_changed"]


def test_the_others_get_the_new_text_and_the_first_keep_theirs(campaign, at):
    first = send_today(campaign)
    edit(campaign)
    accept(campaign, amount="USD 5")
    at("2025-10-07 09:00")

    second = send_today(campaign)

    assert [messages.message_of(campaign, one).body for one in first] == [
        "Hello friend, shoes 10 % off."
    ] * 2
    assert [messages.message_of(campaign, one).body for one in second] == [
        "Dear friend, your debt of USD 5 is due."
    ] * 2
    assert [one.message_version for one in recipients_of(campaign)] == [1, 1, 2, 2]
    assert db.session.scalars(db.select(FormerMessage.version)).all() == [1]


def test_a_second_change_keeps_both_former_texts(campaign):
    edit(campaign)
    accept(campaign, amount="USD 5")
    edit(campaign, "Bye {{first_name}}.")
    assert state_of(campaign) == HELD

    accept(campaign)

    former = db.session.scalars(db.select(FormerMessage).order_by(FormerMessage.version)).all()
    assert [one.components for one in former] == [body(SHOES), body(DEBT)]


def test_people_without_a_value_for_the_new_text_prevent_it(campaign):
    edit(campaign)

    with pytest.raises(InvalidInput) as raised:
        accept(campaign, amount={"attribute": "amount"})

    assert "4 people have no value for amount" in raised.value.fields["variables"]


def test_it_waits_for_messages_that_are_on_their_way(campaign):
    recipients_of(campaign)[0].status = RecipientStatus.SENDING
    edit(campaign)

    with pytest.raises(WrongStatus, match="on their way"):
        accept(campaign, amount="USD 5")


def test_without_a_change_there_is_nothing_to_accept(campaign):
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")

    with pytest.raises(WrongStatus, match="nothing to fill in"):
        accept(campaign)


def test_who_comes_back_after_the_change_gets_the_values_of_the_new_text(campaign, at):
    [back, unsure] = send_today(campaign)
    edit(campaign)
    accept(campaign, amount={"attribute": "name", "fallback": "USD 5"})
    back.status, back.next_attempt_at = RecipientStatus.PENDING, clock.now()
    unsure.status = RecipientStatus.UNCONFIRMED
    db.session.commit()

    retries.resend_unconfirmed(campaign, "tests")
    at("2025-10-07 09:00")
    daily.allocate_due(clock.now())

    db.session.expire_all()
    assert [one.variables for one in (back, unsure)] == [
        {"first_name": "friend", "amount": "USD 5"}
    ] * 2


def test_a_completed_campaign_is_not_continued_with_another_text(campaign):
    campaign.status = CampaignStatus.COMPLETED
    edit(campaign)

    daily.process(clock.now())

    db.session.refresh(campaign)
    assert state_of(campaign) == HELD


def test_a_single_message_that_waits_is_cancelled(campaign):
    campaign.kind = CampaignKind.MESSAGE
    edit(campaign)

    assert campaign.status == CampaignStatus.CANCELLED
    assert open_incidents() == []
