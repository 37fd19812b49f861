"""The command line: one module a command."""

from ui.cli.main import main

__all__ = ["main"]
