"""A fault in one item of a tick, and the other items that are due."""

from collections.abc import Callable

import pytest

from jobs.check_incidents import check_incidents
from jobs.plan_day import plan_day
from jobs.sync_templates import sync_templates
from tests.support import payloads
from tests.support.factories import a_sender, an_active_campaign
from tests.support.inbox import a_sent_campaign, now, open_incidents, receive, recipients_of
from tests.support.starting_campaigns import a_draft_for_three, begin, tick
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Incident, Sender
from webapp.queries.campaigns import statistics
from webapp.queries.planning import quota
from webapp.services.campaigns import lifecycle
from webapp.services.message_templates import reviews
from webapp.services.planning import allocation, replanning

S = RecipientStatus


@pytest.fixture
def broken(monkeypatch):
    """Make a function raise for some arguments; after the fix it works again."""

    def break_(module: object, name: str, is_bad: Callable[..., bool]) -> Callable[[], None]:
        sound = getattr(module, name)

        def faulty(*given: object, **named: object) -> object:
            if is_bad(*given):
                raise RuntimeError("a bug")
            return sound(*given, **named)

        monkeypatch.setattr(module, name, faulty)
        return lambda: monkeypatch.setattr(module, name, sound)

    return break_


def waiting_and_queued(campaign: Campaign) -> tuple[int, int]:
    counts = statistics.for_campaign(campaign.id).counts
    return counts[S.PENDING], counts[S.QUEUED]


def test_a_fault_in_one_portfolio_keeps_nobody_of_another_waiting(app, broken, caplog):
    first, second = a_sender(), a_sender()
    taken = an_active_campaign(2, sender=first, priority=1)
    bad = an_active_campaign(2, sender=first, priority=5)
    other = an_active_campaign(3, sender=second)
    mend = broken(allocation, "allocate", lambda campaign, *_: campaign.id == bad.id)
    db.session.commit()

    plan_day()

    assert waiting_and_queued(other) == (0, 3)
    assert waiting_and_queued(taken) == (2, 0)  # nothing is half finished
    assert quota.remaining_now(first.portfolio, clock.now()) == 250
    assert open_incidents() == ["cutting_fault"]
    assert "RuntimeError: a bug" in caplog.text
    mend()
    plan_day()
    assert (waiting_and_queued(taken), waiting_and_queued(bad)) == ((0, 2), (0, 2))
    assert open_incidents() == []


def test_staff_are_told_of_what_a_fault_holds_up(app, broken):
    campaign = an_active_campaign(1)
    broken(allocation, "allocate", lambda *_: True)
    db.session.commit()

    plan_day()
    plan_day()

    told = db.session.query(Incident).one()
    portfolio_id = campaign.sender.portfolio_id
    assert told.subject == f"portfolio {portfolio_id}"
    assert told.message.startswith(f"Portfolio {portfolio_id} can't go on, because of a fault")
    assert told.message.endswith("its log says more of RuntimeError.")


def test_a_completed_campaign_that_cannot_go_on_holds_up_no_other(app, at, broken):
    at("2025-10-05 12:00")
    bad, good = a_sent_campaign(2), a_sent_campaign(2)
    plan_day()
    for campaign in (bad, good):
        receive(payloads.receipt(recipients_of(campaign)[0].wamid, "failed", now(), code=131049))
    bad_portfolio = bad.sender.portfolio_id
    broken(replanning, "replan", lambda portfolio, _: portfolio.id == bad_portfolio)

    plan_day()

    db.session.expire_all()
    assert (bad.status, good.status) == (CampaignStatus.COMPLETED, CampaignStatus.ACTIVE)


def test_a_start_that_fails_holds_up_no_other(app, at, broken):
    bad, good = a_draft_for_three(at), a_draft_for_three(at)
    begin(bad)
    begin(good)
    at("2025-10-05 09:02")
    broken(lifecycle, "activate", lambda campaign, *_: campaign.id == bad.id)

    tick()

    assert (bad.status, good.status) == (CampaignStatus.DRAFT, CampaignStatus.ACTIVE)
    assert open_incidents() == ["starting_fault"]


def test_a_template_that_cannot_be_looked_at_holds_up_no_other(app, broken):
    bad, good = an_active_campaign(1), an_active_campaign(1)
    bad_id, good_template = bad.message_template_id, good.message_template
    good_template.status = "REJECTED"
    broken(reviews, "review", lambda template: template.id == bad_id)
    db.session.commit()

    check_incidents()

    assert (bad.status, good.status) == (CampaignStatus.ACTIVE, CampaignStatus.PAUSED)
    assert open_incidents() == ["template_not_approved", "templates_fault"]


def test_a_number_that_whatsapp_does_not_know_keeps_no_other_from_being_synced(app, simulator):
    unknown = a_sender()
    db.session.commit()

    sync_templates()

    synced = db.session.query(Sender).filter(Sender.synced_at.is_not(None))
    assert unknown.id not in [sender.id for sender in synced]
    assert synced.count() == 1
    assert open_incidents() == []
