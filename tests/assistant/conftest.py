"""The fictitious library, ingested once for a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.assistant.fictitious import open_library
from tests.ingest.conftest import Corpus


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """The library on the quick encoder; not to be written to."""
    opened = open_library(tmp_path_factory.mktemp("library"))
    yield opened
    opened.close()
