"""Do something to many people in portions, and take people out of a campaign."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_KINDS = (
    *("campaigns_pause", "campaigns_resume", "campaigns_cancel"),
    *("contacts_unsubscribe", "contacts_tag", "contacts_untag", "contacts_export"),
    *("recipients_retry", "recipients_skip", "recipients_export"),
)
_REASONS = (
    *("opted_out", "invalid_number", "duplicate_person", "capped", "cancelled"),
    "country_not_allowed",
)
_RECIPIENTS, _REASON = "campaign_recipients", "ck_campaign_recipients_skip_reason"


def _moment(name: str, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _allow(reasons: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{reason}'" for reason in reasons)
    op.drop_constraint(op.f(_REASON), _RECIPIENTS)
    op.create_check_constraint(op.f(_REASON), _RECIPIENTS, f"skip_reason IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="kind", native_enum=False, length=32, create_constraint=True),
            nullable=False,
        ),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        *(_count(name) for name in ("people", "done", "changed")),
        sa.Column("after", sa.BigInteger(), nullable=False),
        _moment("worked_at", nullable=False),
        _moment("finished_at", nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        _moment("created_at", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_actions")),
    )
    op.create_index(
        "ix_bulk_actions_open",
        "bulk_actions",
        ["worked_at"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "bulk_pieces",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("piece", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["bulk_actions.id"],
            name=op.f("fk_bulk_pieces_action_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", "number", name=op.f("pk_bulk_pieces")),
    )
    _allow((*_REASONS, "taken_out"))


def downgrade() -> None:
    op.execute(
        "UPDATE campaign_recipients SET skip_reason = 'cancelled' WHERE skip_reason = 'taken_out'"
    )
    _allow(_REASONS)
    op.drop_table("bulk_pieces")
    op.drop_table("bulk_actions")
