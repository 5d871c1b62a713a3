"""A template that is edited, or deleted and created again, at the simulator under a campaign."""

from jobs.check_incidents import check_incidents
from jobs.plan_day import plan_day
from jobs.sync_templates import sync_templates
from tests.jobs.test_offer_that_ends import tick
from tests.jobs.test_send_batch import written_to
from tests.support.factories import some_numbers
from tests.support.inbox import recipients_of
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.extensions import db
from webapp.queries.campaigns import messages
from webapp.services.campaigns import lifecycle, remapping

NAME, CITY = {"attribute": "name", "fallback": "friend"}, {"text": "Lima"}


def edit(simulator, campaign, text: str) -> None:
    """Edit the template at WhatsApp, where it is approved at once, and read the list."""
    template = campaign.message_template
    components = [{"type": "BODY", "text": text}]
    wanted = {"name": template.name, "language": template.language, "components": components}
    simulator.post("templates", **wanted)
    sync_templates()
    check_incidents()
    db.session.expire_all()


def test_a_half_sent_campaign_stops_until_the_new_text_is_accepted(at, simulator, a_cut_campaign):
    at("2025-10-06 09:00")
    campaign, _ = a_cut_campaign(some_numbers(6), daily_send_limit=3)
    tick()
    before = messages.message_of(campaign, recipients_of(campaign)[0]).body

    at("2025-10-06 18:00")
    edit(simulator, campaign, "Dear {{first_name}}, please pay {{amount}}.")
    at("2025-10-07 09:00")
    tick()

    assert (campaign.status, campaign.pause_reason) == (
        CampaignStatus.PAUSED,
        PauseReason.TEMPLATE_CHANGED,
    )
    assert len(written_to(simulator)) == 3

    remapping.accept(campaign, {"first_name": NAME, "amount": {"text": "USD 5"}}, "tests")
    lifecycle.resume(campaign, "tests")
    db.session.commit()
    tick()

    assert len(set(written_to(simulator))) == 6
    texts = [messages.message_of(campaign, one).body for one in recipients_of(campaign)]
    assert texts == [before] * 3 + ["Dear friend, please pay USD 5."] * 3


def test_a_scheduled_campaign_is_not_sent_with_the_values_of_the_former_text(
    at, simulator, a_cut_campaign
):
    now = at("2025-10-06 09:00")
    campaign, _ = a_cut_campaign(some_numbers(3), start_date=now.date().replace(day=9))
    edit(simulator, campaign, "Promo {{first_name}} and {{second}} and {{third}}.")

    at("2025-10-09 09:00")
    plan_day()

    assert campaign.pause_reason == PauseReason.TEMPLATE_CHANGED
    assert written_to(simulator) == []
    assert clock.now().day == 9
