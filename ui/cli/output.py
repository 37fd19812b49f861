"""What goes to stdout: JSON or text, UTF-8, nothing else."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any


def prepare_streams() -> None:
    """Write UTF-8 into pipes and files, and never fail on a character in a terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence_stdout() -> None:
    """Let the interpreter flush stdout at its end although nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: Any) -> None:
    """Print a value for people and programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_json_line(value: Any) -> None:
    """Print a value on a line of its own, at once."""
    print(json.dumps(value, ensure_ascii=False), flush=True)
