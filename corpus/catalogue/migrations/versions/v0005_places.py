"""Where words stand on their pages, and where in a passage a page begins."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("versions", sa.Column("boxes", sa.LargeBinary))
    op.add_column("passages", sa.Column("turns", sa.JSON))
