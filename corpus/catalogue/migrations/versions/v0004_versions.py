"""Originals, corrections, what replaced a version, what was removed, and why a job failed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("versions", sa.Column("pending_stamp", sa.Text))
    op.add_column("versions", sa.Column("replaced_by", sa.String(32)))
    op.add_column("versions", sa.Column("replaced_at", sa.String(32)))
    op.add_column("versions", sa.Column("read", sa.JSON))
    op.add_column("versions", sa.Column("signature", sa.LargeBinary))
    op.add_column("names", sa.Column("audience", sa.String(16), nullable=False, server_default=""))
    op.add_column("names", sa.Column("stamp", sa.Text, nullable=False, server_default=""))
    # What was internal stays so: every name of such a document counts as having said it.
    op.execute(
        "UPDATE names SET audience = 'interne' WHERE document_id IN (SELECT document_id "
        "FROM versions WHERE state = 'current' AND audience = 'interne')"
    )
    op.add_column("jobs", sa.Column("failure", sa.String(10)))
    op.add_column("jobs", sa.Column("not_before", sa.String(32)))
    op.create_table(
        "originals",
        sa.Column("version", sa.String(32), sa.ForeignKey("versions.hash"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
    )
    op.create_index("ix_originals_name", "originals", ["name"])
    op.create_index("ix_originals_sha256", "originals", ["sha256"])
    op.create_table(
        "field_corrections",
        sa.Column("document_id", _Id, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("field", sa.String(16), primary_key=True),
        sa.Column("value", sa.JSON),
        sa.Column("was", sa.JSON),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "removed_names",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("document_id", _Id, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("removed", sa.String(32), nullable=False),
    )
    op.create_index("ix_removed_names_document_id", "removed_names", ["document_id"])
    op.create_table(
        "suspects",
        sa.Column("source_hash", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reading", sa.Boolean, nullable=False),
    )
