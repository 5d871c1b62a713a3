"""Adding everyone in the target audience to a campaign."""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from webapp import clock
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient
from webapp.queries.audiences import audiences
from webapp.queries.recipients import country_rules
from webapp.services.background.progress import ReportProgress, report_nothing
from webapp.services.recipients import adding, frozen_values
from webapp.services.recipients.adding import Added

#: Recipients: more than these are added by a worker, so that no page keeps a user waiting.
MAX_RECIPIENTS_ADDED_IN_REQUEST = 50_000
#: Contacts read by one statement; there are several, so that progress can be reported.
SLICE_CONTACTS = 100_000


def add(campaign: Campaign, report_progress: ReportProgress = report_nothing) -> Added:
    """Add everyone in the campaign's target audience.

    Safe to call again: only new contacts are added, in the transaction of the caller.
    """
    adding.lock_open(campaign)
    filter_ = campaign.target_audience or {}
    everyone = audiences.selected(filter_, subscribed_only=False)
    agreed = func.count().filter(audiences.IS_SUBSCRIBED)
    counts = everyone.with_only_columns(func.count(), agreed)
    matching, subscribed = db.session.execute(counts).one()
    last = adding.last_position(campaign)
    added, slices = 0, list(_slices())
    for number, (after, upto) in enumerate(slices, 1):
        added += _add_slice(campaign, after, upto)
        report_progress(number, len(slices))
    not_allowed = country_rules.count_after(campaign, last, clock.now())
    return Added(added, not_allowed, subscribed - added, matching - subscribed)


def _slices() -> Iterator[tuple[int, int]]:
    """Return ranges of contact ids: after the first, up to and including the second."""
    first, last = db.session.execute(select(func.min(Contact.id), func.max(Contact.id))).one()
    if first is None:
        return iter(())
    return pairwise([*range(first - 1, last, SLICE_CONTACTS), last])


def _add_slice(campaign: Campaign, after: int, upto: int) -> int:
    # Existing recipients are left out here: a conflict costs as much as a row.
    is_there = select(Recipient.id).where(
        Recipient.campaign_id == campaign.id,
        Recipient.contact_id == Contact.id,
        Recipient.contact_id > after,
        Recipient.contact_id <= upto,
    )
    new = audiences.selected(campaign.target_audience or {}).where(
        Contact.id > after, Contact.id <= upto, ~is_there.exists()
    )
    return adding.insert_into(
        campaign,
        new.with_only_columns(
            Contact.id,
            Contact.phone_number,
            Contact.country,
            func.row_number().over(order_by=Contact.id),
            literal(None, JSONB(none_as_null=True)),
            frozen_values.values_sql(campaign, Contact.name, Contact.attributes),
        ),
    )
