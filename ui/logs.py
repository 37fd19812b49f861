"""Logs that an operator may keep: what happened, where, in which request; never what was said.

An exception is logged by its kind and its place: its message may hold a question.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from ui.request_context import current_request

OWN = ("ui", "assistant", "ingest", "corpus")
_Exc = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logs(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send this process's log to ``stream`` (stderr).

    Libraries speak from warnings on, whatever ``level`` is: below, some write what they are
    given, questions included.

    Args:
        level: least severity of what Vigie itself logs.
        form: ``json`` (one object a line) or ``texte``.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    handler.addFilter(_with_request)
    root = logging.getLogger()
    for former in list(root.handlers):
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OWN:
        logging.getLogger(name).setLevel(level.upper())


def _with_request(record: logging.LogRecord) -> bool:
    request = current_request()
    record.request_id = request.id if request else ""
    return True


class TextFormatter(logging.Formatter):
    """A line for a person."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s")

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The kind and the place of an exception."""
        return "\n".join(_places(ei))


class JsonFormatter(logging.Formatter):
    """A line for a program."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one JSON object; what ``extra={"champs": …}`` gives stands beside."""
        content: dict[str, Any] = {
            "moment": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "niveau": record.levelname.lower(),
            "source": record.name,
            "message": record.getMessage(),
        }
        if request := getattr(record, "request_id", ""):
            content["request_id"] = request
        content.update(getattr(record, "champs", {}))
        if record.exc_info and record.exc_info[0] is not None:
            content["exception"] = _places(record.exc_info)
        return json.dumps(content, ensure_ascii=False, default=str)


def _places(error: Any) -> list[str]:
    kind, _, trace = error
    frames = traceback.extract_tb(trace)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames] + [kind.__name__]
