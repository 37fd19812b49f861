"""Gradio without what it loads for a server of its own that Vigie never starts."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

_UNUSED = "mcp"


def load_gradio() -> None:
    """Load Gradio, for those who import it next to find it loaded.

    Gradio loads the MCP library wherever it is installed, a second of every start, and does
    without where it is not. Vigie's own MCP server loads it at the first request.
    """
    with _hidden(_UNUSED):
        importlib.import_module("gradio")


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """As if that library were not installed, unless it is loaded already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = cast(ModuleType, None)  # what makes its import fail
    try:
        yield
    finally:
        del sys.modules[name]
