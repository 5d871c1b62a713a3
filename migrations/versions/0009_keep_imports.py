"""Keep imports of contacts: the file in pieces, its rows, and what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATUSES = (
    *("uploaded", "checking", "checked", "running", "stopped", "done", "undoing", "undone"),
    "refused",
)
_COUNTS = (
    *("checked_to", "merged_to", "rows", "repeated", "rejected", "known", "opted_out"),
    *("in_sequence", "created", "updated", "unchanged", "undone"),
)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _json(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=nullable)


def _moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "contact_imports",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        _text("filename"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _text("created_by"),
        sa.Column(
            "status",
            sa.Enum(
                *_STATUSES, name="status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        _text("fault"),
        _json("shape"),
        _json("columns"),
        _text("country"),
        _text("encoding"),
        _text("consent"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        _moment("worked_at"),
        _moment("started_at"),
        _moment("finished_at"),
        _moment("created_at", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_imports")),
    )
    op.create_index(op.f("ix_contact_imports_status"), "contact_imports", ["status"])
    op.create_table(
        "upload_pieces",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("piece", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["contact_imports.id"],
            name=op.f("fk_upload_pieces_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_upload_pieces")),
    )
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        *(_text(name) for name in ("phone_number", "match_key", "country", "name")),
        _json("attributes"),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "rejected_rows",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.ARRAY(sa.Text()), nullable=False),
        _text("phone_number"),
        _text("reason"),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_rejected_rows")),
    )
    op.create_table(
        "imported_contacts",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        _json("before", nullable=True),
        sa.PrimaryKeyConstraint("import_id", "contact_id", name=op.f("pk_imported_contacts")),
    )
    op.create_index(op.f("ix_imported_contacts_contact_id"), "imported_contacts", ["contact_id"])
    op.create_table(
        "contact_attributes",
        _text("name"),
        _text("kind"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_contact_attributes")),
    )


def downgrade() -> None:
    for table in (
        *("contact_attributes", "imported_contacts", "rejected_rows", "import_rows"),
        *("upload_pieces", "contact_imports"),
    ):
        op.drop_table(table)
