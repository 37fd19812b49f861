"""What a document says of itself: YAML at the head of a text, or in a file beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from corpus.errors import DocumentError, UsageError
from corpus.records import AUDIENCES, DOCUMENT_TYPES, Metadata
from ingest.extract.base import LARGEST_SIDECAR

_FIELDS = {
    "titre": "title", "emetteur": "issuer", "type": "type", "date": "date",
    "reference": "reference", "url": "url", "remplace": "replaces", "audience": "audience",
}  # fmt: skip
FRENCH_FIELDS = {field: key for key, field in _FIELDS.items()}
_CHOICES = {"type": DOCUMENT_TYPES, "audience": AUDIENCES}
_LONGEST_VALUE = 1000
_HEAD = re.compile(r"\A---[ \t]*(?:\r\n|\r|\n)")
_FOOT = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_LOOKS_LIKE_A_KEY = re.compile(rf"\A\s*(?:#[^\n]*\n\s*)*(?:{'|'.join(_FIELDS)})[ \t]*:")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_NOT_KNOWN = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class Described:
    """A text without its front matter, and the values found there by French key."""

    body: str
    values: dict[str, Any]


class _Loader(yaml.BaseLoader):
    """Strings, lists and mappings only: no dates or numbers guessed, no object built."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [getattr(key, "value", None) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"clé «\u00a0{key}\u00a0» en double")
        return super().construct_mapping(node, deep)


def split_front_matter(text: str, name: str) -> Described:
    """Separate ``text`` from the YAML between « --- » lines at its very top, if there is any.

    Raises:
        DocumentError: the YAML does not end, or cannot be read.
    """
    head = _HEAD.match(text)
    if head is None:
        return Described(text, {})
    foot = _FOOT.search(text, head.end(), head.end() + LARGEST_SIDECAR)
    if foot is None:
        if _LOOKS_LIKE_A_KEY.match(text[head.end() :][:LARGEST_SIDECAR]):
            raise DocumentError(
                f"L’en-tête YAML de «\u00a0{name}\u00a0» n’est pas fermé\u00a0: ajoutez une "
                "ligne «\u00a0---\u00a0»."
            )
        return Described(text, {})
    values = _parsed(text[head.end() : foot.start()], f"L’en-tête YAML de «\u00a0{name}\u00a0»")
    if values is None:
        return Described(text, {})
    return Described(text[foot.end() :], values)


def read_sidecar(data: bytes, name: str) -> dict[str, Any]:
    """The values of the YAML file beside the document ``name``, by French key.

    Raises:
        DocumentError: it is too big, not UTF-8, or not a mapping.
    """
    label = f"«\u00a0{name}.yaml\u00a0»"
    if len(data) > LARGEST_SIDECAR:
        raise DocumentError(f"{label} dépasse {LARGEST_SIDECAR // 1024} Kio\u00a0: réduisez-le.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentError(
            f"{label} n’est pas en UTF-8\u00a0: enregistrez-le de nouveau."
        ) from None
    lines = text.strip().removeprefix("---").removesuffix("---").removesuffix("...")
    values = _parsed(lines, label)
    if values is None:
        raise DocumentError(
            f"{label} ne contient pas de lignes «\u00a0clé\u00a0: valeur\u00a0». Clés "
            f"acceptées\u00a0: {_keys()}."
        )
    return values


def metadata(head: dict[str, Any], sidecar: dict[str, Any], name: str) -> Metadata:
    """What the front matter and the sidecar of ``name`` say, each value checked.

    Raises:
        DocumentError: an unknown key, a wrong value, or two values for one key.
    """
    known: dict[str, Any] = {}
    found_in: dict[str, str] = {}
    for values, place in ((head, "en-tête YAML"), (sidecar, f"fichier «\u00a0{name}.yaml\u00a0»")):
        for key, value in values.items():
            field = _FIELDS.get(key)
            if field is None:
                raise DocumentError(
                    f"Clé inconnue «\u00a0{key}\u00a0» ({place} de «\u00a0{name}\u00a0»). Clés "
                    f"acceptées\u00a0: {_keys()}."
                )
            checked = _checked(key, value, name)
            if not checked:
                continue
            if known.get(field, checked) != checked:
                raise DocumentError(
                    f"«\u00a0{key}\u00a0» a deux valeurs pour «\u00a0{name}\u00a0», dans son "
                    "en-tête et dans "
                    f"«\u00a0{name}.yaml\u00a0»\u00a0: n’en gardez qu’une."
                )
            known[field] = checked
            found_in.setdefault(field, place)
    return Metadata(**known, found_in=found_in)


def checked_fields(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a person says of the document ``name``, by field of ``Metadata``, each value checked.

    Args:
        values: by French key, as in front matter; None is kept as None.
        name: for the messages.

    Raises:
        UsageError: an unknown key or a wrong value.
    """
    checked: dict[str, Any] = {}
    for key, value in values.items():
        field = _FIELDS.get(key)
        if field is None:
            raise UsageError(
                f"Champ inconnu «\u00a0{key}\u00a0». Champs acceptés\u00a0: {_keys()}."
            )
        try:
            checked[field] = None if value is None else _checked(key, value, name)
        except DocumentError as error:
            raise UsageError(str(error)) from None
        if checked[field] in ("", ()) and field in {"type", "audience"}:
            raise UsageError(f"«\u00a0{key}\u00a0» attend une valeur.")
        if field == "date":
            checked[field] = checked[field] or None
    return checked


def _parsed(text: str, label: str) -> dict[str, Any] | None:
    """The mapping that ``text`` holds, empty for none, or None where it is something else."""
    try:
        loaded = yaml.load(text, Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is not None:
            where = f" (ligne {mark.line + 1})"
        else:
            where = f" ({error})" if isinstance(error, yaml.YAMLError) else ""
        raise DocumentError(
            f"{label} n’est pas du YAML lisible{where}\u00a0: écrivez une «\u00a0clé: "
            "valeur\u00a0» par ligne, "
            "entre guillemets si la valeur contient «\u00a0:\u00a0»."
        ) from None
    if loaded is None or loaded == "":
        return {}
    return loaded if isinstance(loaded, dict) else None


def _checked(key: str, value: Any, name: str) -> str | tuple[str, ...]:
    if key == "remplace":
        entries = value if isinstance(value, list) else [value]
        texts = [_text(key, entry, name) for entry in entries]
        return tuple(dict.fromkeys(text for text in texts if text))
    text = _text(key, value, name)
    if not text:
        return ""
    choices = _CHOICES.get(key)
    if choices and text not in choices:
        raise DocumentError(
            f"«\u00a0{key}: {text}\u00a0» n’est pas accepté pour «\u00a0{name}\u00a0». "
            f"Valeurs acceptées\u00a0: {', '.join(choices)}."
        )
    if key == "date" and not _is_date(text):
        raise DocumentError(
            f"«\u00a0date: {text}\u00a0» n’est pas une date acceptée pour "
            f"«\u00a0{name}\u00a0»\u00a0: écrivez AAAA, "
            "AAAA-MM ou AAAA-MM-JJ."
        )
    if key == "url" and not _URL.fullmatch(text):
        raise DocumentError(
            f"«\u00a0url: {text}\u00a0» n’est pas une adresse acceptée pour "
            f"«\u00a0{name}\u00a0»\u00a0: écrivez https://…"
        )
    return text


def _text(key: str, value: Any, name: str) -> str:
    if not isinstance(value, str):
        kind = "un nom ou une liste de noms" if key == "remplace" else "une seule valeur"
        raise DocumentError(f"«\u00a0{key}\u00a0» attend {kind} pour «\u00a0{name}\u00a0».")
    if value in _NOT_KNOWN:
        return ""
    visible = "".join(
        c for c in value if c in "\n\t\r" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn")
    )
    text = unicodedata.normalize("NFC", " ".join(visible.split()))
    if len(text) > _LONGEST_VALUE:
        raise DocumentError(
            f"«\u00a0{key}\u00a0» est trop long pour «\u00a0{name}\u00a0»\u00a0: {len(text)} "
            "caractères, "
            f"{_LONGEST_VALUE} au plus."
        )
    return text


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text) or not text.isascii():
        return False
    try:
        date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) < 8 else text)
    except ValueError:
        return False
    return True


def _keys() -> str:
    return ", ".join(_FIELDS)
