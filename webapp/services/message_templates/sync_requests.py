"""Asking WhatsApp again after news: once for all news of half a minute.

A new account may ask 200 times an hour, and 60 events may come in 15 seconds. [D:budget]
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from webapp import clock
from webapp.errors import ProviderError
from webapp.extensions import db
from webapp.models import BackgroundTask, MessageTemplate, Sender, TaskKind, TaskState
from webapp.services.background import locks, tasks
from webapp.services.message_templates import sync
from webapp.services.senders import registry
from webapp.whatsapp.client import PAGE_SIZE

#: News of this time are gathered.
GATHERING_TIME = timedelta(seconds=30)


def request(waba_id: str | None, template_id: str = "") -> None:
    """Ask soon for one template, by WhatsApp's id of it, or for all that we know of the account.

    The caller commits. Accounts that are not ours are not asked for.
    """
    if not waba_id or _sender(waba_id) is None:
        return
    locks.lock_key(uuid.uuid5(uuid.NAMESPACE_OID, f"sync {waba_id}"))
    task = _open_task(waba_id)
    if task is None:
        run_at = clock.now() + GATHERING_TIME
        params = {"waba_id": waba_id, "template_ids": [template_id]}
        tasks.add(TaskKind.SYNC_TEMPLATES, params, tasks.SYSTEM, run_at)
    elif template_id not in task.params["template_ids"]:
        ids = [*task.params["template_ids"], template_id]
        task.params = {**task.params, "template_ids": ids}


def run(params: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    """Ask for what was requested, with as few calls as possible. Raises ProviderError."""
    waba_id, template_ids = str(params["waba_id"]), list(params["template_ids"])
    sender = _sender(waba_id)
    if sender is None:
        return
    if "" in template_ids:
        for sender_id in _sender_ids(waba_id):
            sync.sync_sender(db.session.get_one(Sender, sender_id), config)
    elif len(template_ids) > _pages(waba_id) or not _ask_for(sender, template_ids, config):
        _ask_for(sender, None, config)


def _ask_for(sender: Sender, template_ids: Sequence[str] | None, config: Mapping[str, Any]) -> bool:
    """Ask for single templates, or for the list; return False if one of them is unknown."""
    try:
        reported = asyncio.run(registry.fetch_templates(sender, template_ids, config))
    except ProviderError:
        if template_ids is None:
            raise
        return False
    is_complete = template_ids is None
    sync.store(sender.waba_id, reported.templates, reported.asked_at, is_complete=is_complete)
    return True


def _sender(waba_id: str) -> Sender | None:
    of_account = select(Sender).where(Sender.waba_id == waba_id)
    return db.session.scalar(of_account.order_by(Sender.id).limit(1))


def _sender_ids(waba_id: str) -> Sequence[int]:
    of_account = select(Sender.id).where(Sender.waba_id == waba_id)
    return db.session.scalars(of_account.order_by(Sender.id)).all()


def _pages(waba_id: str) -> int:
    """Return how many calls the list of all templates takes."""
    count = select(func.count()).where(MessageTemplate.waba_id == waba_id)
    return 1 + (db.session.scalar(count) or 0) // PAGE_SIZE


def _open_task(waba_id: str) -> BackgroundTask | None:
    """Return the task that still gathers news of the account, locked."""
    gathering = select(BackgroundTask).where(
        BackgroundTask.kind == TaskKind.SYNC_TEMPLATES,
        BackgroundTask.state == TaskState.WAITING,
        BackgroundTask.attempts == 0,
        BackgroundTask.params["waba_id"].astext == waba_id,
    )
    return db.session.scalar(gathering.limit(1).with_for_update(skip_locked=True))
