"""People in countries that are not allowed are left out, as the rules of the day say."""

from datetime import date

import pytest
from sqlalchemy import event

from tests.support.factories import (
    a_contact,
    a_draft,
    a_sender,
    a_template,
    an_active_campaign,
    with_recipients,
)
from tests.support.inbox import recipients_of
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.webhook.events import IdentityChanged
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import AuditEntry, Batch, Campaign
from webapp.queries.campaigns import statistics
from webapp.queries.planning import audience_reach, schedules
from webapp.queries.recipients import country_rules
from webapp.services.campaigns import daily, lifecycle
from webapp.services.contacts import campaign_additions, identity_changes, subscriptions
from webapp.services.operations import settings
from webapp.services.planning import batches
from webapp.services.sending import claims, envelopes

COLOMBIA, US, CANADA, PUERTO_RICO = "+573001112233", "+13105550123", "+14165550123", "+17875550123"
CUBA, SYRIA = "+5351234567", "+963944567890"
EVERYWHERE = [COLOMBIA, US, CANADA, CUBA]
EVERYONE = {"match": "all", "conditions": []}
S = RecipientStatus


def statuses(campaign: Campaign) -> dict[str, RecipientStatus]:
    db.session.flush()
    db.session.expire_all()
    return {each.phone_number: each.status for each in recipients_of(campaign)}


def left_out(campaign: Campaign) -> list[str]:
    return [number for number, status in statuses(campaign).items() if status == S.SKIPPED]


def switch(country: str, is_on: bool, since: date | None = None, until: date | None = None) -> None:
    settings.change_country_rule(country, is_on, since, until, "eva")


def utility(sender):
    return {"sender": sender, "message_template": a_template(sender, category="UTILITY")}


def test_marketing_is_not_sent_to_the_united_states_nor_anything_to_sanctioned_countries(app):
    campaign = an_active_campaign([*EVERYWHERE, PUERTO_RICO])

    assert left_out(campaign) == [US, CUBA]
    reasons = {each.skip_reason for each in recipients_of(campaign)}
    assert reasons == {None, SkipReason.COUNTRY_NOT_ALLOWED}
    assert statistics.for_campaign(campaign.id).counts[S.PENDING] == 3


def test_utility_is_sent_to_the_united_states(app):
    assert left_out(an_active_campaign(EVERYWHERE, **utility(a_sender()))) == [CUBA]


def test_people_of_an_audience_and_people_added_later_are_left_out(app):
    for number in EVERYWHERE:
        a_contact(number)
    campaign = a_draft(target_audience=EVERYONE)
    lifecycle.activate(campaign, "tests")
    assert left_out(campaign) == [US, CUBA]

    entries = [campaign_additions.Entry(number) for number in ("+13105550124", "+573001112299")]
    added = campaign_additions.add(campaign, entries, "US", ConsentSource.API, "tests")

    assert (added.recipients_added, added.country_not_allowed) == (2, 1)
    assert left_out(campaign) == [US, CUBA, "+13105550124"]


def test_a_draft_counts_them_before_it_starts(app):
    for number in EVERYWHERE:
        a_contact(number)
    draft = with_recipients(a_draft(target_audience=EVERYONE), ["+13105550199", "+573009999999"])

    reach = audience_reach.for_draft(draft, country_rules.blocked(draft, clock.now()))

    assert reach.not_allowed == {"US": 2, "CU": 1}
    assert reach.recipients == 3
    lifecycle.activate(draft, "tests")
    assert statistics.for_campaign(draft.id).counts[S.PENDING] == 3


@pytest.mark.parametrize("missing", [{}, {"missing": "skip"}])
def test_someone_in_a_country_that_is_not_allowed_needs_no_value(app, missing):
    a_contact(COLOMBIA, "Ana")
    a_contact(US)
    variables = {"first_name": {"attribute": "name", **missing}}
    draft = a_draft(target_audience=EVERYONE, variables=variables)

    reach = audience_reach.for_draft(draft, country_rules.blocked(draft, clock.now()))
    lifecycle.activate(draft, "tests")

    assert (reach.recipients, reach.lacking) == (1, 0)
    assert [each.skip_reason for each in recipients_of(draft)] == [
        None,
        SkipReason.COUNTRY_NOT_ALLOWED,
    ]


def test_a_rule_that_is_switched_off_leaves_nobody_out(app):
    switch("US", False)

    assert left_out(an_active_campaign(EVERYWHERE)) == [CUBA]


@pytest.mark.parametrize(
    ("since", "until", "is_out"),
    [
        (None, None, True),
        (date(2025, 10, 6), None, True),
        (date(2025, 10, 7), None, False),
        (None, date(2025, 10, 6), True),
        (None, date(2025, 10, 5), False),
    ],
)
def test_a_rule_holds_from_its_first_to_its_last_day(app, at, since, until, is_out):
    at("2025-10-06 09:00")
    switch("US", True, since, until)

    assert left_out(an_active_campaign([US, COLOMBIA])) == ([US] if is_out else [])


def test_a_campaign_that_starts_later_goes_by_the_rules_of_its_first_day(app, at):
    at("2025-10-06 09:00")
    switch("US", True, None, date(2025, 10, 31))

    assert left_out(an_active_campaign([US], start_date=date(2025, 11, 1))) == []


def test_the_rest_of_a_running_campaign_follows_a_rule_that_ends(app, at):
    at("2025-10-06 09:00")
    campaign = an_active_campaign([COLOMBIA, US, CANADA], daily_send_limit=1)
    assert statuses(campaign) == {COLOMBIA: S.PENDING, US: S.SKIPPED, CANADA: S.PENDING}
    switch("US", False)

    daily.allocate_due(clock.now())

    assert statuses(campaign) == {COLOMBIA: S.QUEUED, US: S.PENDING, CANADA: S.PENDING}
    assert sum(plan.planned for plan in schedules.by_day(campaign.id)) == 2


def test_the_rest_of_a_running_campaign_follows_a_rule_that_begins(app, at):
    at("2025-10-06 09:00")
    switch("SY", False)
    campaign = an_active_campaign([COLOMBIA, SYRIA, CANADA], daily_send_limit=1)
    assert left_out(campaign) == []
    switch("SY", True, since=date(2025, 10, 7))
    daily.allocate_due(clock.now())
    assert left_out(campaign) == []

    at("2025-10-07 09:00")
    daily.allocate_due(clock.now())

    assert left_out(campaign) == [SYRIA]
    assert statuses(campaign)[CANADA] == S.QUEUED


def test_who_has_unsubscribed_meanwhile_stays_out_when_a_rule_ends(app):
    campaign = an_active_campaign([US, CANADA])
    subscriptions.unsubscribe(
        recipients_of(campaign)[0].contact, ConsentSource.KEYWORD, "webhook", "STOP"
    )
    switch("US", False)

    daily.allocate_due(clock.now())

    assert left_out(campaign) == [US]


def test_a_tick_reads_the_rules_once_for_all_campaigns(app):
    for _ in range(3):
        an_active_campaign([COLOMBIA], sender=a_sender())
    sender = a_sender()
    for _ in range(3):
        an_active_campaign([COLOMBIA], sender=sender)
    db.session.commit()
    read = []

    def count(*given) -> None:
        read.extend(
            [given[2]] if "FROM settings" in given[2] and "country" in str(given[3]) else []
        )

    event.listen(db.engine, "after_cursor_execute", count)
    daily.allocate_due(clock.now())
    event.remove(db.engine, "after_cursor_execute", count)

    assert len(read) == 4  # one for each portfolio


def test_a_change_of_a_rule_is_in_the_audit_log(app):
    switch("US", False, until=date(2026, 12, 31))

    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("setting.change", "setting country_rules")
    assert entry.details["country"] == "US"
    assert entry.details["is_on"] is False
    assert entry.details["until"] == "2026-12-31"


def test_a_rule_that_ends_before_it_begins_is_refused(app):
    with pytest.raises(InvalidInput) as refused:
        switch("US", True, date(2026, 2, 1), date(2026, 1, 31))

    assert list(refused.value.fields) == ["until"]


def test_someone_queued_whose_country_is_not_allowed_any_more_gets_nothing(app):
    campaign = an_active_campaign([COLOMBIA])
    daily.allocate_due(clock.now())
    batch = db.session.scalars(db.select(Batch).filter_by(campaign_id=campaign.id)).one()
    change = IdentityChanged("w1", WhatsAppIds(COLOMBIA[1:]), WhatsAppIds(US[1:]), clock.now())
    identity_changes.apply(change)
    db.session.commit()

    assert claims.claim(envelopes.for_batch(batch), 10) == []

    batches.close(batch)
    assert statuses(campaign) == {US: S.SKIPPED}
    [recipient] = recipients_of(campaign)
    assert recipient.skip_reason == SkipReason.COUNTRY_NOT_ALLOWED
