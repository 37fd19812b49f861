"""The catalogue's tables, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

REVISION = "0008"
"""The newest migration's identifier; ``migrations/versions`` holds the file."""

metadata = MetaData()
_Id = BigInteger().with_variant(Integer, "sqlite")

documents = Table(
    "documents",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("added", String(32), nullable=False),
    sqlite_autoincrement=True,
)

names = Table(
    "names",
    metadata,
    Column("name", Text, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("source_hash", String(32), nullable=False),
    # What the source said of its audience; empty where it said nothing.
    Column("audience", String(16), nullable=False, server_default=""),
    # The file as the system showed it when it was read: an equal one need not be read again.
    Column("stamp", Text, nullable=False, server_default=""),
    # The folder or the address that was followed to it.
    Column("root", Text, nullable=False, server_default=""),
)

versions = Table(
    "versions",
    metadata,
    Column("hash", String(32), primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False, index=True),
    Column("state", String(8), nullable=False, index=True),
    Column("added", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("alignment", LargeBinary, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    # The name that a pending version is for, and its source, until the swap writes them.
    Column("pending_name", Text),
    Column("pending_stamp", Text),
    Column("source_hash", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("type", String(32), nullable=False),
    Column("date", String(10)),
    Column("reference", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("replaces", JSON, nullable=False),
    Column("replaces_some", Boolean, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("found_in", JSON, nullable=False),
    # The version that took this one's place, and when.
    Column("replaced_by", String(32)),
    Column("replaced_at", String(32)),
    # The metadata as the source gave it, before anybody's corrections.
    Column("read", JSON(none_as_null=True)),
    # MinHash of the text, to find documents that are nearly the same.
    Column("signature", LargeBinary),
    Column("boxes", LargeBinary),  # of its words, as ``corpus.word_boxes`` packs them
    # What a scope asks of a version, without its texts: in their rows it stands behind them.
    Index("ix_versions_scope", "state", "audience", "date", "document_id", "hash"),
)

originals = Table(
    "originals",
    metadata,
    Column("version", ForeignKey("versions.hash"), primary_key=True),
    Column("name", Text, primary_key=True, index=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
)

field_corrections = Table(
    "field_corrections",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("value", JSON),
    # What the source had said when the field was corrected.
    Column("was", JSON),
    Column("author", Text, nullable=False),
    Column("at", String(32), nullable=False),
)

removed_names = Table(
    "removed_names",
    metadata,
    Column("name", Text, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), primary_key=True, index=True),
    Column("removed", String(32), nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("version", ForeignKey("versions.hash"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer),
    Column("turns", JSON(none_as_null=True)),  # offsets and numbers of the pages that begin in it
    Column("headings", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("content_hash", String(32), nullable=False, index=True),
    Column("vector", LargeBinary, nullable=False),
    Column("term_vectors", LargeBinary, nullable=False),
    Index("ix_passages_version_ordinal", "version", "ordinal"),
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", _Id, primary_key=True, autoincrement=True),
    Column("action", String(8), nullable=False),
    Column("passages", JSON, nullable=False),
    sqlite_autoincrement=True,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("attempts", Integer, nullable=False),
    Column("created", String(32), nullable=False),
    Column("started", String(32)),
    Column("finished", String(32)),
    # « transient » or « permanent »; a transient failure is tried again, not before that time.
    Column("failure", String(10)),
    Column("not_before", String(32)),
    # The process that runs it, and until when it has said so.
    Column("owner", String(32)),
    Column("lease", String(32)),
    sqlite_autoincrement=True,
)

suspects = Table(
    "suspects",
    metadata,
    Column("source_hash", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reading", Boolean, nullable=False),
    Column("owner", String(32)),  # the process that was the last to read it
)

# How often callers have called, of all processes that share the catalogue; who calls is kept as
# a digest, and for two periods at most.
calls = Table(
    "calls",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("period", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("ends", BigInteger, nullable=False, index=True),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

# A token's secret is not kept, only its digest; ``used`` is a day: no more is needed to find
# those that nobody uses.
tokens = Table(
    "tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("rate", Text),
    Column("created", String(32), nullable=False),
    Column("expires", String(32)),
    Column("revoked", String(32)),
    Column("used", String(10)),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("moment", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("details", JSON, nullable=False),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("moment", String(32), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("comment", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("treated", String(32), index=True),
    Column("treated_by", Text),
    sqlite_autoincrement=True,
)
