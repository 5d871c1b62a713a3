"""The demo data of a first run."""

from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, MessageTemplate
from webapp.queries.campaigns import statistics
from webapp.services.operations import demo


def test_the_demo_has_people_templates_and_three_campaigns(app, simulator):
    assert demo.fill(app.config)

    statuses = set(db.session.scalars(db.select(Campaign.status)))
    assert statuses == {CampaignStatus.DRAFT, CampaignStatus.ACTIVE, CampaignStatus.COMPLETED}
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == demo.PEOPLE
    assert db.session.scalar(db.select(db.func.count(MessageTemplate.id))) > 10
    [finished] = db.session.scalars(db.select(Campaign).filter_by(name="Welcome"))
    assert statistics.of(finished.id).progress_percentage == 100
    assert len(statistics.by_day([finished.id])) >= 5


def test_the_demo_is_made_once(app, simulator):
    demo.fill(app.config)

    assert not demo.fill(app.config)
