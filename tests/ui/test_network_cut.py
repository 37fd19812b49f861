"""The network is cut: all works but what is configured to be elsewhere."""

from __future__ import annotations

import logging

import pytest

from tests.cut import cut_off

_log = logging.getLogger(__name__)
# What the tests of these files do they do for real: commands, servers, PostgreSQL, Chroma.
SUITE = (
    "tests/ui/test_cli_ask.py", "tests/ui/test_cli_corpus.py", "tests/ui/test_cli_documents.py",
    "tests/ui/test_cli_administration.py", "tests/ui/test_api_openai.py", "tests/ui/test_mcp.py",
    "tests/ui/test_api_writing.py", "tests/ui/test_backup.py", "tests/corpus/test_postgresql.py",
    "tests/ingest/test_replicas.py", "tests/ingest/test_remote_encoder.py",
    "tests/assistant/test_ollama.py",
)  # fmt: skip


@pytest.mark.drill
@pytest.mark.parametrize("files", [("tests/ui/cut_off.py",), SUITE], ids=["service", "suite"])
def test_all_works_but_what_is_elsewhere(files: tuple[str, ...]) -> None:
    done = cut_off("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *files, seconds=1500)
    _log.info("%s", done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
