"""What keeps a campaign from being sent."""

from collections.abc import Mapping

from sqlalchemy import exists, select

from webapp import clock
from webapp.domain.message_templates.labels import STATUSES
from webapp.domain.message_templates.rendering import faults
from webapp.domain.message_templates.sources import Attribute, InvalidValues, Source, Text
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.translatable import N_, NN_, joined
from webapp.extensions import db
from webapp.models import Campaign, Recipient, SenderStatus
from webapp.queries.recipients import recipients
from webapp.services.campaigns import option_faults


def obstacles(campaign: Campaign) -> dict[str, str]:
    """Say for each part of the campaign what keeps it from being sent; empty when nothing does."""
    checks = {
        **of_itself(campaign),
        "variables": variables_fault(campaign),
        "recipients": _recipients_fault(campaign),
    }
    return {part: fault for part, fault in checks.items() if fault}


def of_itself(campaign: Campaign) -> dict[str, str]:
    """Say for each part the same, whoever its people are; empty words where nothing does."""
    return {
        "start_date": _start_date_fault(campaign),
        **option_faults.of(campaign),
        "template_name": _template_fault(campaign),
        "sender": _sender_fault(campaign),
    }


def _start_date_fault(campaign: Campaign) -> str:
    today = campaign.date_of(clock.now())
    if campaign.start_date and campaign.start_date < today:
        return N_(
            "The first day %(start_date)s is past; choose %(today)s or a later day.",
            start_date=campaign.start_date,
            today=today,
        )
    return ""


def _template_fault(campaign: Campaign) -> str:
    template = campaign.message_template
    if template is None:
        return N_("Choose a message template.")
    if not template.is_approved:
        return N_(
            "WhatsApp has not approved %(template)s (%(language)s): %(status)s.",
            template=template.name,
            language=template.language,
            status=STATUSES.get(template.status, template.status),
        )
    if template.quality == "RED":
        return N_(
            "People block or report %(template)s (%(language)s), and WhatsApp is about "
            "to pause it: choose another, or wait until its quality is better.",
            template=template.name,
            language=template.language,
        )
    return ""


def _sender_fault(campaign: Campaign) -> str:
    if campaign.sender.status == SenderStatus.CONNECTED:
        return ""
    return N_("The sender is stopped: %(why)s", why=campaign.sender.stopped_reason)


def variables_fault(campaign: Campaign) -> str:
    """Say what is wrong with the values of the variables, and for how many people."""
    if fault := values_fault(campaign):
        return fault
    sources = campaign.sources
    needed = [gap.key for gap in campaign.gaps if _is_needed(sources.get(gap.key))]
    lacking = recipients.lacking(campaign.id, needed)
    return lacking_words(lacking)


def _is_needed(source: Source | None) -> bool:
    """Tell whether someone who lacks the value keeps the campaign from being sent."""
    return source is None or (isinstance(source, Attribute) and source.is_needed)


def values_fault(campaign: Campaign) -> str:
    """Say what is wrong with the values of the variables, whoever the people are."""
    try:
        sources = campaign.sources
    except InvalidValues as fault:
        return str(fault)
    # What each person brings is unknown here and fits by itself; "1" fits every kind of variable.
    texts = {key: source.text for key, source in sources.items() if isinstance(source, Text)}
    sample = dict.fromkeys((gap.key for gap in campaign.gaps), "1") | texts
    return joined(faults(sample, campaign.components).values())


def lacking_words(lacking: Mapping[str, int]) -> str:
    """Say for how many people each variable has neither a value nor a fallback."""
    return joined(
        NN_(
            "%(num)s person has no value for %(key)s: give one, or a fallback.",
            "%(num)s people have no value for %(key)s: give one, or a fallback.",
            people,
            key=key,
        )
        for key, people in lacking.items()
        if people
    )


def _recipients_fault(campaign: Campaign) -> str:
    anyone = exists().where(
        Recipient.campaign_id == campaign.id, Recipient.status == RecipientStatus.PENDING
    )
    return "" if db.session.scalar(select(anyone)) else N_("The campaign has no recipients.")
