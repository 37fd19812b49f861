"""The network is cut: all works but what is configured to be elsewhere."""

from __future__ import annotations

import logging
import re

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


@pytest.mark.drill(minutes=15, needs=("postgresql", "unshare"))
def test_all_works_but_what_is_elsewhere() -> None:
    assert passed_cut_off("tests/ui/cut_off.py") >= 4


@pytest.mark.longest
@pytest.mark.drill(minutes=60, needs=("postgresql", "unshare"))
def test_the_usual_tests_pass_without_a_network() -> None:
    assert passed_cut_off(*SUITE) > 100


def passed_cut_off(*files: str) -> int:
    """How many tests passed with the network cut; none failed, none was skipped."""
    command = ("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *files)
    done = cut_off(*command, seconds=3600)
    said = done.stdout.strip().splitlines()[-1]
    _log.info("%s", said)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    found = re.search(r"\b(\d+) passed", said)
    assert found, said
    assert "skipped" not in said
    return int(found[1])
