"""Bulk actions on recipients of a campaign, after a confirmation."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.operations.bulk import BulkKind
from webapp.domain.translatable import N_, NN_, Text
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.forms.campaigns.groups import GroupForm
from webapp.language import number, translated
from webapp.models import Campaign, Role
from webapp.queries.recipients import recipients
from webapp.queries.recipients import retries as retries_query
from webapp.services.background import bulk_actions
from webapp.services.recipients import groups as recipient_groups
from webapp.services.recipients import retries
from webapp.views.accounts.access import actor, get_campaign_or_404, role_required
from webapp.views.campaigns.steps import refused
from webapp.views.recipients.pages import filters_of
from webapp.views.shell import language, selection

Conditions = list[Any]


class Act(NamedTuple):
    """A bulk action on recipients of a campaign."""

    words: Text
    kind: BulkKind
    #: The conditions for recipients that the action can change.
    fitting: Callable[[Campaign], Conditions]
    consequence: Text
    take: Callable[[Campaign, Conditions, str], int]
    tone: str = "primary"


def _failed(campaign: Campaign) -> Conditions:
    codes = [reason.code for reason in retries_query.by_reason(campaign.id)]
    return list(retries_query.failed_with(campaign.id, codes))


def _waiting(campaign: Campaign) -> Conditions:
    return recipient_groups.skippable()


ACTS = {
    "retry": Act(
        N_("Try failed again"),
        BulkKind.RECIPIENTS_RETRY,
        _failed,
        N_("Nobody gets more than three attempts, and nobody who unsubscribed is written to."),
        retries.retry,
    ),
    "skip": Act(
        N_("Skip those who wait"),
        BulkKind.RECIPIENTS_SKIP,
        _waiting,
        N_("They will not be written to by this campaign. This can't be undone."),
        recipient_groups.skip,
        "danger",
    ),
}


@role_required(Role.EDITOR)
def group(campaign_id: uuid.UUID) -> str | Response:
    """Show how many selected recipients are affected, then run the action."""
    campaign = get_campaign_or_404(campaign_id)
    act, selected = ACTS.get(request.args.get("do", "")), _selected()
    conditions = recipients.matching(campaign.id, **selected)
    selected_count = recipients.count(conditions)
    if act is None or not selected_count:
        return selection.nothing_selected(_back(campaign))
    people = recipients.count([*conditions, *act.fitting(campaign)])
    form = GroupForm(key=uuid.uuid4())
    if not form.validate_on_submit() or not people:
        return _confirm(campaign, act, selected_count, people, form)
    if people > bulk_actions.MAX_ITEMS_IN_REQUEST:
        params = {"campaign_id": str(campaign.id), "whom": _as_json(selected)}
        key = uuid.UUID(form.key.data)
        return selection.run_in_background(
            bulk_actions.begin(key, act.kind, params, selected_count, actor())
        )
    return _change(campaign, act, conditions)


@role_required(Role.EDITOR)
def prepare(campaign_id: uuid.UUID, action_id: uuid.UUID) -> Response:
    """Let a worker create the file of all matching recipients. Safe to submit twice."""
    campaign = get_campaign_or_404(campaign_id)
    selected: dict[str, Any] = {**filters_of(request.args), "ids": None}
    people = recipients.count(recipients.matching(campaign.id, **selected))
    params = {
        "campaign_id": str(campaign.id),
        "whom": _as_json(selected),
        "language": language.current_language(),
    }
    kind = BulkKind.RECIPIENTS_EXPORT
    return selection.run_in_background(bulk_actions.begin(action_id, kind, params, people, actor()))


def _selected() -> dict[str, Any]:
    """Return the selection: the ids of selected rows, or the list's filter."""
    ids = selection.selected_ids()
    filters = filters_of(request.args) if ids is None else filters_of({})
    return {**filters, "ids": ids}


def _as_json(selected: dict[str, Any]) -> dict[str, Any]:
    """Return the selection as JSON values."""
    return selected | {"day": selected["day"].isoformat() if selected["day"] else None}


def _back(campaign: Campaign) -> str:
    query = selection.query_params("status", "reason", "day")
    return url_for("recipients.index", campaign_id=campaign.id, **query)


def _confirm(
    campaign: Campaign, act: Act, selected_count: int, people: int, form: GroupForm
) -> str:
    button = translated(act.words)
    counted = translated(NN_("%(num)s person", "%(num)s people", people))
    concerned = _(
        "Of the %(chosen)s chosen, it concerns %(people)s; the others stay as they are.",
        chosen=number(selected_count),
        people=number(people),
    )
    return render_template(
        "bulk/confirm.html",
        question=f"{button}: {counted}?",
        consequences=[concerned, translated(act.consequence)],
        form=form,
        button=button,
        tone=act.tone,
        is_possible=bool(people),
        back=_back(campaign),
    )


def _change(campaign: Campaign, act: Act, conditions: Conditions) -> Response:
    try:
        changed = act.take(campaign, conditions, actor())
    except WrongStatus:
        db.session.rollback()
        return refused(campaign)
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    words = translated(NN_("Done for %(num)s person.", "Done for %(num)s people.", changed))
    flash(words, "success" if changed else "info")
    return redirect(_back(campaign))
