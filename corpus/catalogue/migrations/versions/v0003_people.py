"""People and what they say: accounts, conversations, corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("login", sa.String(200), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("issuer", sa.String(200)),
        sa.Column("subject", sa.String(200)),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.UniqueConstraint("issuer", "subject", name="uq_accounts_issuer_subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("account_id", _Id, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("expires", sa.String(32), nullable=False),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "conversations",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("account_id", _Id, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("updated", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "exchanges",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", _Id, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "questions",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("asked", sa.String(32), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("abstained", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "validated_answers",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("paraphrases", sa.JSON, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "blocked_passages",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_ins_account_id", "sign_ins", ["account_id"])
    op.create_index("ix_sign_ins_expires", "sign_ins", ["expires"])
    op.create_index("ix_sign_in_failures_key", "sign_in_failures", ["key"])
    op.create_index("ix_sign_in_failures_at", "sign_in_failures", ["at"])
    op.create_index("ix_conversations_account_id", "conversations", ["account_id"])
    op.create_index("ix_conversations_updated", "conversations", ["updated"])
    op.create_index("ix_exchanges_conversation_id", "exchanges", ["conversation_id"])
    op.create_index("ix_questions_asked", "questions", ["asked"])
    op.create_index("ix_validated_answers_version", "validated_answers", ["version"])
    op.create_index("ix_blocked_passages_version", "blocked_passages", ["version"])
