"""Know how long WhatsApp tries to deliver a template's messages."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message_templates", sa.Column("send_ttl_seconds", sa.Integer()))


def downgrade() -> None:
    op.drop_column("message_templates", "send_ttl_seconds")
