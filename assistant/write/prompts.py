"""The prompts, each a file of ``assistant/prompts`` with the variables that it declares."""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import Template

# What each file may ask for; a file that asks for more, or for less, is a mistake of ours.
VARIABLES: dict[str, frozenset[str]] = {
    "redaction.txt": frozenset(),
    "demande.txt": frozenset({"passages", "question"}),
    "reformulation.txt": frozenset({"echanges", "question"}),
    "essai.txt": frozenset(),
}


@cache
def _template(name: str) -> Template:
    text = resources.files("assistant").joinpath("prompts", name).read_text("utf-8")
    template = Template(text.strip())
    asked = frozenset(template.get_identifiers())
    if not template.is_valid() or asked != VARIABLES[name]:
        raise ValueError(f"{name!r} declares {sorted(VARIABLES[name])!r}, asks {sorted(asked)!r}")
    return template


def prompt(name: str, **values: str) -> str:
    """The text of prompt ``name``, its variables filled in once: what they hold is not read.

    Raises:
        ValueError: the file asks for other variables than it declares.
        KeyError: a variable is missing.
    """
    return _template(name).substitute(values)
