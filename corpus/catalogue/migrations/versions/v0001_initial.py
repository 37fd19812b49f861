"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("added", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "names",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("document_id", _Id, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("source_hash", sa.String(32), nullable=False),
    )
    op.create_index("ix_names_document_id", "names", ["document_id"])
    op.create_table(
        "versions",
        sa.Column("hash", sa.String(32), primary_key=True),
        sa.Column("document_id", _Id, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("added", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("alignment", sa.LargeBinary, nullable=False),
        sa.Column("pages", sa.JSON, nullable=False),
        sa.Column("passage_count", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("pending_name", sa.Text),
        sa.Column("source_hash", sa.String(32), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("date", sa.String(10)),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("replaces", sa.JSON, nullable=False),
        sa.Column("replaces_some", sa.Boolean, nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("found_in", sa.JSON, nullable=False),
    )
    op.create_index("ix_versions_document_id", "versions", ["document_id"])
    op.create_index("ix_versions_state", "versions", ["state"])
    op.create_table(
        "passages",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("version", sa.String(32), sa.ForeignKey("versions.hash"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(32), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("term_vectors", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_passages_version_ordinal", "passages", ["version", "ordinal"])
    op.create_index("ix_passages_content_hash", "passages", ["content_hash"])
    op.create_table(
        "changes",
        sa.Column("sequence", _Id, primary_key=True, autoincrement=True),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("passages", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "jobs",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("result", sa.JSON),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("started", sa.String(32)),
        sa.Column("finished", sa.String(32)),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_state", "jobs", ["state"])
    op.create_table(
        "meta",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
