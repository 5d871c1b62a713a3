"""Keep phone numbers unique by their match key alone, which follows from them.

Nobody looks a contact up by the number as it is written; the second index cost a tenth of an
import.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("uq_contacts_phone_number", "contacts")
    op.execute("ALTER INDEX ix_contacts_words SET (gin_pending_list_limit = 16384)")  # KB


def downgrade() -> None:
    op.execute("ALTER INDEX ix_contacts_words RESET (gin_pending_list_limit)")
    op.create_unique_constraint("uq_contacts_phone_number", "contacts", ["phone_number"])
