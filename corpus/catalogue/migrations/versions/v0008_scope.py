"""An index of what scopes ask: among a million passages, half a second a dated question."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_versions_scope", "versions", ["state", "audience", "date", "document_id", "hash"]
    )
