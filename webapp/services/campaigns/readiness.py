"""Reasons why a campaign cannot be sent."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import exists, select

from webapp import clock
from webapp.domain.contacts import phone_zones
from webapp.domain.message_templates.labels import STATUSES
from webapp.domain.message_templates.rendering import faults
from webapp.domain.message_templates.sources import Attribute, InvalidValues, Source, Text
from webapp.domain.messages import coded, joined
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Campaign, Recipient, SenderStatus
from webapp.queries.recipients import reasons, recipients, zones
from webapp.queries.recipients.reasons import Reason

NO_RECIPIENTS = coded("campaigns.no_recipients")
#: Why nobody is left: the codes of the usual reasons.
LEFT_OUT: dict[SkipReason | None, str] = {
    SkipReason.LACKS_VALUE: "campaigns.left_out_without_value",
    SkipReason.COUNTRY_NOT_ALLOWED: "campaigns.left_out_by_country",
    SkipReason.OPTED_OUT: "campaigns.left_out_unsubscribed",
}


def obstacles(campaign: Campaign) -> dict[str, str]:
    """Return for each part of the campaign why it cannot be sent; empty if it can."""
    checks = {
        **without_recipients(campaign),
        "variables": variables_fault(campaign),
        "recipients": _recipients_fault(campaign),
    }
    return {part: fault for part, fault in checks.items() if fault}


def without_recipients(campaign: Campaign) -> dict[str, str]:
    """Return the same for each part that does not depend on recipients; "" if it can be sent."""
    return {
        "start_date": _start_date_fault(campaign),
        **_option_faults(campaign),
        "template_name": _template_fault(campaign),
        "sender": _sender_fault(campaign),
    }


def _option_faults(campaign: Campaign) -> dict[str, str]:
    """Return for each option why the campaign cannot be sent; "" if it can."""
    return {
        "latest_start_date": _before_the_first_day(campaign, "latest_start_date"),
        "end_date": _before_the_first_day(campaign, "end_date") or _end_fault(campaign),
        "minimum_share": _minimum_fault(campaign),
        "quiet_hours": _quiet_fault(campaign),
    }


def _before_the_first_day(campaign: Campaign, name: str) -> str:
    day, first = getattr(campaign, name), campaign.start_date
    if day is None or day >= (first or campaign.date_of(clock.now())):
        return ""
    return coded("campaigns.before_first_day", day=day)


def _end_fault(campaign: Campaign) -> str:
    """Return a fault if the offer ends before the first hours of sending."""
    end, now = campaign.end, clock.now()
    if end is None or not end.ends_offer:
        return ""
    first = max(campaign.window.first_day(now), campaign.start_date or date.min)
    if end.is_over(now) or end.last_day < first:
        return coded("campaigns.ends_before_it_starts")
    return ""


def _minimum_fault(campaign: Campaign) -> str:
    limit = campaign.daily_send_limit
    if campaign.minimum_share is None or campaign.minimum_share <= limit:
        return ""
    return coded("campaigns.minimum_above_limit", least=campaign.minimum_share, limit=limit)


def _quiet_fault(campaign: Campaign) -> str:
    """Return a fault if the hours leave no time to send to some of the recipients so far."""
    quiet = campaign.quiet_hours
    if quiet is None:
        return ""
    now = clock.now()
    for group in zones.waiting(campaign) or [""]:
        local_zones = phone_zones.zones(group, campaign.zone)
        if quiet.next_moment(now, local_zones, campaign.window) is None:
            places = ", ".join(zone.key.replace("_", " ") for zone in local_zones)
            return coded("campaigns.no_hours_left", places=places)
    return ""


def _start_date_fault(campaign: Campaign) -> str:
    today = campaign.date_of(clock.now())
    if campaign.start_date and campaign.start_date < today:
        return coded("campaigns.first_day_past", start_date=campaign.start_date, today=today)
    return ""


def _template_fault(campaign: Campaign) -> str:
    template = campaign.message_template
    if template is None:
        return coded("campaigns.no_template")
    if not template.is_approved:
        return coded(
            "campaigns.template_not_approved",
            template=template.name,
            language=template.language,
            status=STATUSES.get(template.status, template.status),
        )
    if template.quality == "RED":
        return coded(
            "campaigns.template_quality", template=template.name, language=template.language
        )
    return ""


def _sender_fault(campaign: Campaign) -> str:
    if campaign.sender.status == SenderStatus.CONNECTED:
        return ""
    return coded("campaigns.sender_stopped", why=campaign.sender.stopped_reason)


def variables_fault(campaign: Campaign) -> str:
    """Return what is wrong with the values of the variables, and for how many recipients."""
    if fault := values_fault(campaign):
        return fault
    sources = campaign.sources
    needed = [
        variable.key
        for variable in campaign.template_variables
        if _is_needed(sources.get(variable.key))
    ]
    if fault := missing_values_fault(recipients.missing_values(campaign.id, needed)):
        return fault
    ends = [key for key, source in sources.items() if is_link_end(key, source)]
    return whole_links_fault(recipients.whole_links(campaign.id, ends))


def is_link_end(key: str, source: Source) -> bool:
    """Return whether the variable is the end of a button's link, from an attribute."""
    return key.startswith("button.") and isinstance(source, Attribute)


def _is_needed(source: Source | None) -> bool:
    """Return whether the campaign cannot be sent if a recipient lacks the value."""
    return source is None or (isinstance(source, Attribute) and source.is_needed)


def values_fault(campaign: Campaign) -> str:
    """Return what is wrong with the values of the variables for all recipients alike."""
    try:
        sources = campaign.sources
    except InvalidValues as fault:
        return str(fault)
    # The values of each recipient are unknown here; "1" fits every kind of variable.
    texts = {key: source.text for key, source in sources.items() if isinstance(source, Text)}
    sample = dict.fromkeys((variable.key for variable in campaign.template_variables), "1") | texts
    return joined(faults(sample, campaign.components).values())


def missing_values_fault(lacking: Mapping[str, int]) -> str:
    """Return for how many recipients each variable has neither a value nor a fallback."""
    return joined(
        coded("campaigns.lacking_values", num=people, key=key)
        for key, people in lacking.items()
        if people
    )


def whole_links_fault(links: Mapping[str, int]) -> str:
    """Return for how many recipients the end of a button's link is a whole link."""
    return joined(
        coded("campaigns.whole_links", num=people, key=key)
        for key, people in links.items()
        if people
    )


def _recipients_fault(campaign: Campaign) -> str:
    anyone = exists().where(
        Recipient.campaign_id == campaign.id, Recipient.status == RecipientStatus.PENDING
    )
    if db.session.scalar(select(anyone)):
        return ""
    left_out = joined(
        (coded(code, num=reason.recipients) for code, reason in _left_out(campaign)), ", "
    )
    return coded("campaigns.nobody_left", why=left_out) if left_out else NO_RECIPIENTS


def _left_out(campaign: Campaign) -> Iterator[tuple[str, Reason]]:
    """Yield the recipients who are skipped, by the code of their reason."""
    for reason in reasons.counts(campaign.id, RecipientStatus.SKIPPED):
        yield LEFT_OUT.get(reason.skip_reason, "campaigns.left_out"), reason
