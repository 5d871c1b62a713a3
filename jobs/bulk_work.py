"""How each kind of bulk action handles its next portion."""

import uuid
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import ColumnElement

from webapp import sheets
from webapp.domain.operations.bulk import BulkKind
from webapp.extensions import db
from webapp.language import DEFAULT, use_language
from webapp.models import BulkAction, Campaign, Contact, Recipient
from webapp.queries.contacts import lists
from webapp.queries.recipients import recipients
from webapp.services.background import bulk_actions
from webapp.services.background.bulk_actions import PORTION_ITEMS, Portion, Work
from webapp.services.campaigns import groups as campaign_groups
from webapp.services.contacts import groups as contact_groups
from webapp.services.recipients import groups as recipient_groups
from webapp.services.recipients import retries

Conditions = list[ColumnElement[bool]]


def _contacts(action: BulkAction) -> Conditions:
    """Return the conditions of the selected contacts."""
    return lists.clauses_for(lists.Selection.load(action.given["whom"]))


def _change_contacts(
    change: Callable[[Conditions, str, str], int], action: BulkAction, after: int
) -> Portion | None:
    """Change the next contacts; `words` is the reason, or the tag."""
    ids = lists.ids_after(_contacts(action), after, PORTION_ITEMS)
    if not ids:
        return None
    changed = change([Contact.id.in_(ids)], action.given["words"], action.created_by)
    return Portion(ids[-1], len(ids), changed)


def _export_contacts(action: BulkAction, after: int) -> Portion | None:
    conditions = _contacts(action)
    if "attributes" not in action.given:  # the first portion
        action.given = action.given | {"attributes": lists.attribute_names(conditions)}
    portion = lists.after_id(conditions, after, PORTION_ITEMS)
    if not portion:
        return None
    names = action.given["attributes"]
    rows = sheets.csv_lines(sheets.contact_row(contact, names) for contact in portion)
    _keep(action, (*sheets.CONTACT_HEADINGS, *names), rows)
    return Portion(portion[-1].id, len(portion), len(portion))


def _keep(action: BulkAction, headings: Sequence[str], rows: str) -> None:
    begin = "" if action.done else sheets.BOM + sheets.csv_lines([headings])
    bulk_actions.add_piece(action, begin + rows)


def _campaign(action: BulkAction) -> Campaign:
    return db.session.get_one(Campaign, uuid.UUID(action.given["campaign_id"]))


def _recipients(action: BulkAction) -> Conditions:
    """Return the conditions of the selected recipients."""
    campaign_id = uuid.UUID(action.given["campaign_id"])
    return recipients.conditions_for(campaign_id, action.given["whom"])


def _change_recipients(
    change: Callable[[Campaign, Conditions, str], int], action: BulkAction, after: int
) -> Portion | None:
    conditions = _recipients(action)
    positions = recipients.positions_after(conditions, after, PORTION_ITEMS)
    if not positions:
        return None
    portion = [*conditions, Recipient.position > after, Recipient.position <= positions[-1]]
    changed = change(_campaign(action), portion, action.created_by)
    return Portion(positions[-1], len(positions), changed)


def _export_recipients(action: BulkAction, after: int) -> Portion | None:
    portion = recipients.export_page(_recipients(action), after, PORTION_ITEMS)
    if not portion:
        return None
    zone = _campaign(action).zone
    with use_language(action.given.get("language", DEFAULT)):
        rows = sheets.csv_lines(sheets.recipient_row(row, zone) for row in portion)
    _keep(action, sheets.RECIPIENT_HEADINGS, rows)
    return Portion(portion[-1].position, len(portion), len(portion))


def _step_campaigns(action: BulkAction, after: int) -> Portion | None:
    """Take the step with the next campaigns."""
    ids = [uuid.UUID(key) for key in action.given["ids"]]
    portion = ids[after : after + campaign_groups.CAMPAIGNS_PER_TRANSACTION]
    if not portion:
        return None
    changed = campaign_groups.run(action.kind, portion, action.created_by)
    return Portion(after + len(portion), len(portion), changed)


WORK: dict[BulkKind, Work] = {
    BulkKind.CAMPAIGNS_PAUSE: _step_campaigns,
    BulkKind.CAMPAIGNS_RESUME: _step_campaigns,
    BulkKind.CAMPAIGNS_CANCEL: _step_campaigns,
    BulkKind.CONTACTS_UNSUBSCRIBE: partial(_change_contacts, contact_groups.unsubscribe),
    BulkKind.CONTACTS_TAG: partial(_change_contacts, contact_groups.tag),
    BulkKind.CONTACTS_UNTAG: partial(_change_contacts, contact_groups.untag),
    BulkKind.CONTACTS_EXPORT: _export_contacts,
    BulkKind.RECIPIENTS_RETRY: partial(_change_recipients, retries.retry),
    BulkKind.RECIPIENTS_SKIP: partial(_change_recipients, recipient_groups.skip),
    BulkKind.RECIPIENTS_EXPORT: _export_recipients,
}
