"""The values of a message, stored for each person at the start of the campaign."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal
from sqlalchemy.dialects.postgresql import JSONB

from tests.support.database import empty_tables
from tests.support.factories import a_contact, a_draft, an_active_campaign, with_recipients
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.message_templates import sources
from webapp.domain.message_templates.value_texts import BLANKS, INVISIBLE
from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import subscriptions
from webapp.services.recipients import from_audience, frozen_values

EVERYONE = {"match": "all", "conditions": []}
FRIEND = {"first_name": {"attribute": "name", "fallback": "friend"}}


def values(campaign: Campaign) -> list[str]:
    chosen = db.select(Recipient.variables).where(Recipient.campaign_id == campaign.id)
    return [one["first_name"] for one in db.session.scalars(chosen.order_by(Recipient.position))]


def test_an_audience_gets_its_values_when_the_campaign_starts_and_they_change_no_more(app):
    ana, _ = a_contact(name="Ana"), a_contact()
    campaign = a_draft(target_audience=EVERYONE, variables=FRIEND)
    subscriptions.edit(ana, "Anita", {}, "eva")

    lifecycle.activate(campaign, "tests")
    subscriptions.edit(ana, "Dr. Ana", {}, "eva")

    assert values(campaign) == ["Anita", "friend"]


def test_who_is_added_later_gets_the_values_of_that_moment(app):
    campaign = an_active_campaign(1, target_audience=EVERYONE, variables=FRIEND)
    a_contact(name="Eva")

    from_audience.add(campaign)

    assert values(campaign) == ["friend", "Eva"]


def test_what_was_given_with_a_number_wins(app):
    campaign = with_recipients(a_draft(variables=FRIEND), 1)
    person = db.session.scalars(db.select(Recipient)).one()
    person.given = {"first_name": "boss"}
    person.contact.name = "Ana"

    lifecycle.activate(campaign, "tests")

    assert values(campaign) == ["boss"]


@pytest.fixture(scope="module")
def of_town(migrated_app) -> Iterator[Campaign]:
    """A campaign with the attribute town as a value, with the fallback "there"."""
    with migrated_app.app_context():
        empty_tables()
        source = {"first_name": {"attribute": "town", "fallback": "there"}}
        yield a_draft(variables=source, status=CampaignStatus.ACTIVE)
        db.session.rollback()
        empty_tables()


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.one_of(texts, st.text(st.sampled_from([*BLANKS, *INVISIBLE, "a", "\u00e7"]))))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_writes_a_value_as_a_plain_reading_does(of_town, town):
    attributes = literal({"town": town}, JSONB)

    written = db.session.scalar(
        db.select(frozen_values.values_sql(of_town, literal(""), attributes))
    )

    template = of_town.message_template
    [source] = sources.parse(of_town.variables, template.variables).values()
    assert written == {"first_name": sources.value_for(source, "", {"town": town})}
