"""The tables of people and of what they say: accounts, conversations, corrections."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from corpus.catalogue.schema import metadata

_Id = BigInteger().with_variant(Integer, "sqlite")

accounts = Table(
    "accounts",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    # Argon2's own string; none for who signs in elsewhere.
    Column("password", Text),
    Column("issuer", String(200)),
    Column("subject", String(200)),
    Column("disabled", Boolean, nullable=False),
    Column("created", String(32), nullable=False),
    UniqueConstraint("issuer", "subject", name="uq_accounts_issuer_subject"),
    sqlite_autoincrement=True,
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created", String(32), nullable=False),
    Column("expires", String(32), nullable=False, index=True),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False, index=True),
    Column("at", String(32), nullable=False, index=True),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("created", String(32), nullable=False),
    Column("updated", String(32), nullable=False, index=True),
    sqlite_autoincrement=True,
)

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("created", String(32), nullable=False),
    sqlite_autoincrement=True,
)

questions = Table(
    "questions",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("asked", String(32), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    sqlite_autoincrement=True,
)

validated_answers = Table(
    "validated_answers",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("question", Text, nullable=False),
    Column("paraphrases", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("version", String(32), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("created", String(32), nullable=False),
    # Who took it back; nobody: it stands, as long as its version is the current one.
    Column("withdrawn_by", Text, nullable=False),
    sqlite_autoincrement=True,
)

blocked_passages = Table(
    "blocked_passages",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("version", String(32), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created", String(32), nullable=False),
    sqlite_autoincrement=True,
)
