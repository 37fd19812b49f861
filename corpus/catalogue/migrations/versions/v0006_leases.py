"""Who runs a job and until when, who reads a file, and how often callers have called."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("owner", sa.String(32)))
    op.add_column("jobs", sa.Column("lease", sa.String(32)))
    op.add_column("suspects", sa.Column("owner", sa.String(32)))
    op.create_table(
        "calls",
        sa.Column("caller", sa.String(64), primary_key=True),
        sa.Column("period", sa.BigInteger, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False, index=True),
    )
