"""What is set for the whole process."""

from __future__ import annotations

import gc
import os
from pathlib import Path


def keep_to_this_machine(model: str | None) -> None:
    """Tell every library to send nothing; to be called before they are imported.

    Args:
        model: the embedding model that the operator named, which may come from a hub.
    """
    for variable, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "LANGSMITH_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "DO_NOT_TRACK": "1",
    }.items():
        os.environ[variable] = value
    if model is None or Path(model).expanduser().is_dir():
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["TRANSFORMERS_OFFLINE"] = "1"


def leave_in_peace() -> None:
    """Have the garbage collector pass over what the libraries have built by now.

    It is half a million objects that stay until the end: going through them holds a question up
    for a quarter of a second, every hundred questions or so.
    """
    if not gc.get_freeze_count():
        gc.freeze()
