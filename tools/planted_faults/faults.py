"""The faults: each is one change of one file, and the tests that are expected to catch it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault as data. The old text is in the file exactly once; keep it to a line or two."""

    name: str
    kind: str
    sentence: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


FAULTS = (
    # Claims and the sending engine
    Fault(
        "claim-unsubscribed",
        "dropped WHERE",
        "A person who unsubscribed while queued is written to.",
        "webapp/services/sending/claims.py",
        " AND p.subscription = 'subscribed'",
        "",
        ("tests/services/sending/test_claims.py",),
    ),
    Fault(
        "claim-unlocked",
        "dropped lock",
        "A claim overwrites the STOP that is being recorded at the same moment.",
        "webapp/services/sending/claims.py",
        "        FOR UPDATE OF r SKIP LOCKED\n",
        "",
        ("tests/services/sending/test_claims.py",),
    ),
    Fault(
        "claim-uncommitted",
        "missing commit",
        "WhatsApp is called before the claim is durable.",
        "webapp/services/sending/engine/claims.py",
        "if self._is_same_database() else []\n        db.session.commit()\n",
        "if self._is_same_database() else []\n",
        ("tests/jobs/test_send_batch.py",),
    ),
    Fault(
        "outcome-of-another-claim",
        "dropped WHERE",
        "A worker that lost its claim overwrites the outcome of the present one.",
        "webapp/services/sending/outcomes.py",
        " AND r.claim_token = o.token",
        "",
        ("tests/services/sending/test_claims.py",),
    ),
    Fault(
        "endpoint-after-unknown",
        "dropped condition",
        "After a lost response the other endpoint gets the message too.",
        "webapp/services/sending/engine/calls.py",
        "        if not isinstance(outcome, Refused):\n            return outcome\n",
        "        if not isinstance(outcome, Refused):\n"
        '            if not hasattr(outcome, "wamid"):\n'
        "                return await self._send_once(body, Endpoint.MESSAGES)\n"
        "            return outcome\n",
        ("tests/jobs/test_other_endpoint.py",),
    ),
    Fault(
        "endpoint-of-strict",
        "dropped condition",
        "A sender that must not fall back sends marketing by the Cloud API.",
        "webapp/domain/sending/routing.py",
        "self.product_policy != ProductPolicy.STRICT and not",
        "not",
        ("tests/domain/sending/test_routing.py", "tests/jobs/test_other_endpoint.py"),
    ),
    Fault(
        "retry-after-unread",
        "dropped condition",
        "The wait that WhatsApp asks for is ignored.",
        "webapp/domain/sending/error_policy.py",
        "if policy.wait is None or policy.wait >= asked:",
        "if policy.wait is None or policy.wait:",
        ("tests/domain/sending/test_error_policy.py", "tests/jobs/test_asked_to_wait.py"),
    ),
    Fault(
        "unknown-sender",
        "dropped row",
        "A sender that Graph does not show fails its recipients.",
        "webapp/domain/sending/error_policy.py",
        "= {(100, 33): NO_SENDER}",
        "= {}",
        ("tests/jobs/test_asked_to_wait.py",),
    ),
    # Recovery
    Fault(
        "lease-comparison",
        "changed comparison",
        "Claims become unconfirmed while their lease lasts, and never after it.",
        "webapp/services/sending/claims.py",
        "lease_until < :now",
        "lease_until > :now",
        ("tests/jobs/test_send_batch.py",),
    ),
    Fault(
        "unconfirmed-uncounted",
        "dropped statement",
        "Someone who may have the message uses none of the messaging limit.",
        "webapp/services/sending/claims.py",
        "        quota_ledger.write(portfolio_id, [key for key in contact_ids if key], now)\n",
        "        pass\n",
        ("tests/services/planning/test_quota_ledger.py",),
    ),
    # Planning and quota
    Fault(
        "quota-arguments",
        "swapped argument",
        "The limit and its use are mixed up.",
        "webapp/queries/planning/quota.py",
        "quota.remaining(portfolio.quota, used(portfolio, now))",
        "quota.remaining(used(portfolio, now), portfolio.quota)",
        ("tests/services/planning/test_batching.py",),
    ),
    Fault(
        "quota-hours",
        "wrong time unit",
        "People leave the window of 24 hours after 24 minutes.",
        "webapp/domain/planning/quota.py",
        "timedelta(hours=24, minutes=1)",
        "timedelta(minutes=24, seconds=1)",
        ("tests/services/planning/test_quota_ledger.py",),
    ),
    Fault(
        "portfolio-unlocked",
        "dropped lock",
        "Two cuts at the same moment spend the same quota twice.",
        "webapp/services/planning/replanning.py",
        "        .with_for_update()\n",
        "",
        ("tests/services/sending/test_at_once.py",),
    ),
    Fault(
        "warm-up-day",
        "off by one",
        "The warm-up begins with the limit of its second day.",
        "webapp/domain/planning/plan.py",
        "self.start + days_before * self.growth",
        "self.start + (days_before + 1) * self.growth",
        ("tests/domain/planning/test_plan.py",),
    ),
    # Receipts and their order
    Fault(
        "delivered-after-failed",
        "missing status in a table",
        "A late 'delivered' no longer lifts a failed recipient.",
        "webapp/domain/recipients/status.py",
        "S.FAILED: frozenset({S.PENDING, S.DELIVERED, S.READ})",
        "S.FAILED: frozenset({S.PENDING, S.READ})",
        ("tests/domain/webhook/test_receipt_transitions.py",),
    ),
    Fault(
        "first-moment",
        "changed comparison",
        "The last receipt decides when a message was delivered, not the first.",
        "webapp/domain/webhook/receipt_transitions.py",
        "known is None or at < known",
        "known is None or at > known",
        ("tests/domain/webhook/test_receipt_transitions.py",),
    ),
    Fault(
        "failure-twice",
        "dropped idempotency guard",
        "The same failed receipt counts each time it comes.",
        "webapp/services/webhook/receipts.py",
        "if receipt.error and not update.has_failure_of(receipt.wamid):",
        "if receipt.error:",
        ("tests/services/webhook/test_receipts.py",),
    ),
    # Webhook
    Fault(
        "body-twice",
        "dropped idempotency guard",
        "A webhook body that comes again is refused instead of ignored.",
        "webapp/services/webhook/inbox.py",
        "\nON CONFLICT (digest) DO NOTHING",
        "",
        ("tests/services/webhook/test_inbox.py", "tests/views/webhook/test_webhook.py"),
    ),
    Fault(
        "empty-secret",
        "skipped check",
        "Without an app secret, anyone can sign webhooks with the empty one.",
        "webapp/whatsapp/signature.py",
        "for secret in secrets if secret]",
        "for secret in secrets]",
        ("tests/whatsapp/test_signature.py",),
    ),
    # Opt-out, suppression and erasure
    Fault(
        "stop-keeps-waiting",
        "dropped statement",
        "STOP leaves the person waiting in running campaigns.",
        "webapp/services/contacts/opt_outs.py",
        "    if not contact.is_subscribed:\n        adding.withdraw(contact)\n",
        "",
        ("tests/services/webhook/test_replies.py", "tests/services/webhook/test_preferences.py"),
    ),
    Fault(
        "erased-unsuppressed",
        "dropped statement",
        "A file can bring back someone who asked to be erased.",
        "webapp/services/contacts/erasure.py",
        "        _store_digest(identity.key)\n",
        "",
        ("tests/services/contacts/test_people.py",),
    ),
    Fault(
        "merged-counted-twice",
        "dropped statement",
        "Two contacts that are merged count twice against the messaging limit.",
        "webapp/services/contacts/merge.py",
        "    quota_ledger.move(other.id, target.id)\n",
        "",
        ("tests/services/contacts/test_automatic_merges.py",),
    ),
    Fault(
        "replaced-id-lost",
        "dropped statement",
        "A STOP by the user id before the present one is a stranger's.",
        "webapp/services/contacts/known_ids.py",
        "            self.former += [before] if before else []\n",
        "",
        ("tests/services/contacts/test_user_ids.py",),
    ),
    # Imports
    Fault(
        "empty-name",
        "dropped condition",
        "An empty cell of a file erases the name that we have.",
        "webapp/services/imports/merge.py",
        "name = coalesce(nullif(p.name, ''), c.name),",
        "name = p.name,",
        ("tests/services/imports/test_steps.py",),
    ),
    Fault(
        "copy-escape",
        "missing escape",
        "A backslash in a name breaks the COPY of a file.",
        "webapp/services/imports/copy_rows.py",
        'ESCAPES = str.maketrans({"\\\\": "\\\\\\\\", ',
        "ESCAPES = str.maketrans({",
        ("tests/services/imports/test_steps.py",),
    ),
    # Audiences
    Fault(
        "any-and-all",
        "swapped branches",
        "'Any of these' means all of them, and the other way round.",
        "webapp/queries/audiences/clauses.py",
        'or_ if match == "any" else and_',
        'and_ if match == "any" else or_',
        ("tests/queries/audiences/test_audiences.py",),
    ),
    # Permissions
    Fault(
        "api-role",
        "skipped permission check",
        "A viewer's token may start campaigns.",
        "webapp/api/shell/access.py",
        "Role.VIEWER if request.method in READ_METHODS else Role.EDITOR",
        "Role.VIEWER",
        ("tests/api/shell/test_access.py",),
    ),
    Fault(
        "page-role",
        "skipped permission check",
        "A viewer may cancel a campaign.",
        "webapp/views/campaigns/steps.py",
        "@role_required(Role.EDITOR)\ndef take(",
        "def take(",
        ("tests/views/shell/test_every_page.py",),
    ),
    Fault(
        "recipient-of-another-campaign",
        "skipped permission check",
        "The page of one campaign shows the recipients of another.",
        "webapp/views/accounts/access.py",
        "if recipient.campaign_id != campaign.id:",
        "if recipient.campaign_id is None:",
        ("tests/views/recipients/test_pages.py",),
    ),
    Fault(
        "form-without-csrf",
        "template without CSRF token",
        "The form that unsubscribes a contact is always refused.",
        "webapp/templates/contacts/subscription.html",
        "      {{ token() }}\n",
        "",
        ("tests/views/shell/test_every_page.py",),
    ),
    # Incidents and automatic safety
    Fault(
        "incident-index",
        "dropped index predicate",
        "A condition that comes back is never reported again.",
        "migrations/initial/administration.sql",
        "ON incidents (kind, subject) WHERE ended_at IS NULL",
        "ON incidents (kind, subject)",
        ("tests/services/operations/test_incidents.py",),
    ),
    Fault(
        "initial-group-share",
        "wrong default",
        "An initial group of which hardly anything arrived counts as good.",
        "webapp/domain/sending/canary.py",
        "delivered: float = 0.5",
        "delivered: float = 0.05",
        ("tests/domain/sending/test_canary.py",),
    ),
    # Counters and statistics
    Fault(
        "counter-sign",
        "wrong sign",
        "A recipient who changes status is counted twice.",
        "webapp/models/sql/triggers/counter_update.sql",
        "-1 AS sign\n            FROM old_rows\n        ) s\n",
        "1 AS sign\n            FROM old_rows\n        ) s\n",
        ("tests/services/sending/test_counters.py",),
    ),
    Fault(
        "last-days",
        "off by one",
        "The last thirty days end yesterday.",
        "webapp/queries/campaigns/statistics.py",
        "range(days - 1, -1, -1)",
        "range(days, 0, -1)",
        ("tests/views/operations/test_overview.py",),
    ),
    # Clock
    Fault(
        "clock-backwards",
        "wrong sign",
        "Under a steered clock, time runs backwards.",
        "webapp/clock.py",
        "virtual + (time.time() - real) * speed",
        "virtual - (time.time() - real) * speed",
        ("tests/test_clock.py",),
    ),
    # Files for spreadsheets
    Fault(
        "wide-formula",
        "missing escape",
        "A cell that begins with the wide equals sign runs as a formula.",
        "webapp/domain/imports/csv_cells.py",
        '"＝", ',
        "",
        ("tests/domain/imports/test_csv_cells.py",),
    ),
)
