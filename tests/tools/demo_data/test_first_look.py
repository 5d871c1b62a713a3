"""The demo data of a first run."""

import os
import subprocess
import sys

from tools.demo_data import first_look
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, MessageTemplate, Role
from webapp.queries.campaigns import statistics
from webapp.services.accounts import users


def test_the_demo_has_people_templates_and_three_campaigns(app, simulator):
    assert first_look.fill(app.config)

    statuses = set(db.session.scalars(db.select(Campaign.status)))
    assert statuses == {CampaignStatus.DRAFT, CampaignStatus.ACTIVE, CampaignStatus.COMPLETED}
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == first_look.PEOPLE
    assert db.session.scalar(db.select(db.func.count(MessageTemplate.id))) > 10
    [finished] = db.session.scalars(db.select(Campaign).filter_by(name="Welcome"))
    assert statistics.for_campaign(finished.id).progress_percentage == 100
    assert len(statistics.by_day([finished.id])) >= 5


def test_the_demo_is_made_once(app, simulator):
    first_look.fill(app.config)

    assert not first_look.fill(app.config)


def test_the_command_creates_the_login_once_and_sound_data(app, simulator, settings):
    command = [sys.executable, "-m", "tools.demo_data"]
    for password in ("demo-login", "other-one"):
        environ = os.environ | settings | {"DEMO_PASSWORD": password}
        subprocess.run(command, env=environ, check=True)

    assert users.authenticate("admin@example.com", "demo-login", "127.0.0.1").role == Role.ADMIN
    assert app.test_cli_runner().invoke(args=["doctor"]).exit_code == 0


def test_made_up_people_are_kept_from_whatsapp_itself(app):
    first_look.begin({**app.config, "WHATSAPP_API_URL": "https://graph.facebook.com"}, "demo-login")

    assert users.authenticate("admin@example.com", "demo-login", "127.0.0.1").role == Role.ADMIN
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == 0
