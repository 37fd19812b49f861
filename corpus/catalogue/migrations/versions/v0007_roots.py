"""From which folder, or which feed, each name came."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("names", sa.Column("root", sa.Text, nullable=False, server_default=""))
