"""Bulk actions on campaigns, after a confirmation."""

import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.operations.bulk import BulkKind
from webapp.domain.translatable import N_, NN_, Text
from webapp.extensions import db
from webapp.forms.campaigns.groups import GroupForm
from webapp.language import number, translated
from webapp.models import Campaign, Role
from webapp.queries.campaigns import campaigns, statistics
from webapp.services.background import bulk_actions
from webapp.services.campaigns import groups as campaign_groups
from webapp.views.accounts.access import actor, role_required
from webapp.views.shell import selection

#: The most campaigns named in the confirmation.
NAMED = 20


class Act(NamedTuple):
    """A bulk action on campaigns."""

    words: Text
    kind: BulkKind
    consequence: Callable[[int, int], list[Text]]  # arguments: waiting, contacted
    tone: str = "primary"


def _paused(waiting: int, written: int) -> list[Text]:
    return [
        NN_(
            "%(num)s person will wait until someone resumes the campaigns.",
            "%(num)s people will wait until someone resumes the campaigns.",
            waiting,
        )
    ]


def _resumed(waiting: int, written: int) -> list[Text]:
    return [
        NN_(
            "%(num)s person who waits will be written to from the next day with room.",
            "%(num)s people who wait will be written to from the next day with room.",
            waiting,
        )
    ]


def _cancelled(waiting: int, written: int) -> list[Text]:
    return [
        NN_("%(num)s person has been written to.", "%(num)s people have been written to.", written),
        NN_("%(num)s person will not be.", "%(num)s people will not be.", waiting),
        N_("This can't be undone."),
    ]


ACTS = {
    "pause": Act(N_("Pause"), BulkKind.CAMPAIGNS_PAUSE, _paused),
    "resume": Act(N_("Resume"), BulkKind.CAMPAIGNS_RESUME, _resumed),
    "cancel": Act(N_("Cancel for good"), BulkKind.CAMPAIGNS_CANCEL, _cancelled, "danger"),
}


@role_required(Role.EDITOR)
def group() -> str | Response:
    """Show the affected campaigns and the consequences, then run the action."""
    act, selected = ACTS.get(request.args.get("do", "")), _selected()
    if act is None or not selected:
        return selection.nothing_selected(_back())
    _take, statuses = campaign_groups.STEPS[act.kind]
    fitting = [campaign for campaign in selected if campaign.status in statuses]
    form = GroupForm(key=uuid.uuid4())
    if not form.validate_on_submit() or not fitting:
        return _confirm(act, fitting, len(selected) - len(fitting), form)
    ids = [campaign.id for campaign in fitting]
    if len(ids) > campaign_groups.CAMPAIGNS_PER_TRANSACTION:
        key, params = uuid.UUID(form.key.data), {"ids": list(map(str, ids))}
        return selection.run_in_background(
            bulk_actions.begin(key, act.kind, params, len(ids), actor())
        )
    taken = campaign_groups.run(act.kind, ids, actor())
    db.session.commit()
    queues.enqueue_best_effort("plan_day")
    words = translated(NN_("Done for %(num)s campaign.", "Done for %(num)s campaigns.", taken))
    flash(words, "success" if taken else "info")
    return redirect(_back())


def _selected() -> Sequence[Campaign]:
    status = request.args.get("status", "")
    if status and status not in list(CampaignStatus):
        abort(404)
    search = request.args.get("search", "").strip()
    return campaigns.selected(
        selection.selected_uuids(), CampaignStatus(status) if status else None, search
    )


def _back() -> str:
    query = selection.query_params("status", "search")
    return url_for("campaigns.index", **query)


def _confirm(act: Act, fitting: Sequence[Campaign], others: int, form: GroupForm) -> str:
    counted = statistics.for_campaigns(campaign.id for campaign in fitting).values()
    waiting = sum(counts.waiting for counts in counted)
    written = sum(counts.written for counts in counted)
    names = ", ".join(campaign.name for campaign in fitting[:NAMED])
    named = names + (" …" if fitting[NAMED:] else "")
    said = " ".join(map(translated, act.consequence(waiting, written)))
    consequences = [named, said] if fitting else []
    if unconfirmed := sum(counts.unconfirmed for counts in counted):
        unknown = NN_(
            "It is not known whether %(num)s person got the message.",
            "It is not known whether %(num)s people got the message.",
            unconfirmed,
        )
        consequences.append(translated(unknown))
    if others:
        consequences.append(
            _(
                "%(others)s of those chosen are left as they are: their status does not allow it.",
                others=number(others),
            )
        )
    button, many = translated(act.words), len(fitting)
    counted_words = translated(NN_("%(num)s campaign", "%(num)s campaigns", many))
    return render_template(
        "bulk/confirm.html",
        question=f"{button}: {counted_words}?",
        consequences=consequences,
        form=form,
        button=button,
        tone=act.tone,
        is_possible=bool(fitting),
        back=_back(),
    )
