"""Which chat model writes, as the operator set it."""

from __future__ import annotations

from dataclasses import dataclass, field

OPENAI, OLLAMA, GGUF = "openai", "ollama", "gguf"
_CONTEXT = {OPENAI: 8192, OLLAMA: 8192, GGUF: 4096}


@dataclass(frozen=True)
class ModelChoice:
    """A model and how long it is waited for.

    Attributes:
        name: ``openai:NAME``, ``ollama:NAME`` or ``gguf:FILE``.
        base_url: address of its server; None: the provider's own, or the process.
        api_key: its key; never shown.
        context: tokens that it reads and writes at most; None: as usual for its provider.
        stall_s: seconds without enough text after which it is given up.
        longest_answer: tokens that an answer may take.
    """

    name: str
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    context: int | None = None
    stall_s: float = 20.0
    longest_answer: int = 600

    @property
    def provider(self) -> str:
        """``openai``, ``ollama`` or ``gguf``."""
        return self.name.partition(":")[0]

    @property
    def model(self) -> str:
        """The model's name, or its file."""
        return self.name.partition(":")[2]

    @property
    def label(self) -> str:
        """The name as readers see it: a file's without its folders."""
        return self.model.rstrip("/").rpartition("/")[2] if self.provider == GGUF else self.model

    @property
    def tokens(self) -> int:
        """Tokens of the context."""
        return self.context or _CONTEXT[self.provider]
