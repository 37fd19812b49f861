"""The plain LangChain pipeline of the tutorials: encode, nearest four in Chroma, fill a prompt.

    python -m benchmarks.peers.plain_pipeline --model FOLDER --store FOLDER "QUESTION"

Everything is at its defaults. The chat model that would come next is left out, so what is
measured is what the tutorial does before it: the passages found, in a prompt.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOP = 4
_COLLECTION = "langchain"
_BATCH = 5_000  # Chroma takes 5,461 at most
_PROMPT = (
    "Use the following pieces of context to answer the question at the end. If you don't know "
    "the answer, say that you don't know.\n\n{context}\n\nQuestion: {question}\nAnswer:"
)


class PlainPipeline:
    """``retriever | prompt`` over one Chroma collection."""

    def __init__(self, model: Path, store: Path) -> None:
        """Load the model and open the collection in ``store``, made where there is none."""
        import chromadb
        from chromadb.config import Settings
        from langchain_core.documents import Document
        from langchain_core.prompts import PromptTemplate
        from langchain_core.runnables import RunnableLambda, RunnablePassthrough
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(str(model))
        client = chromadb.PersistentClient(str(store), Settings(anonymized_telemetry=False))
        self._collection = client.get_or_create_collection(_COLLECTION, embedding_function=None)

        def retrieve(question: str) -> list[Document]:
            found = self._collection.query(
                query_embeddings=[self.encode_query(question).tolist()], n_results=TOP
            )
            texts = (found["documents"] or [[]])[0]
            return [Document(page_content=text) for text in texts]

        def joined(documents: list[Document]) -> str:
            return "\n\n".join(document.page_content for document in documents)

        self._chain: Any = {
            "context": RunnableLambda(retrieve) | RunnableLambda(joined),
            "question": RunnablePassthrough(),
        } | PromptTemplate.from_template(_PROMPT)

    def encode_query(self, question: str) -> NDArray[np.float32]:
        """The question as a vector, fp32, shape (D,)."""
        return np.asarray(self.model.encode_query(question), np.float32)

    def add(self, ids: Sequence[str], texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store passages that are encoded already; ``vectors`` has shape (N, D)."""
        for first in range(0, len(ids), _BATCH):
            part = slice(first, first + _BATCH)
            self._collection.upsert(
                ids=list(ids[part]), documents=list(texts[part]), embeddings=vectors[part]
            )

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[str]:
        """The ids of the ``k`` nearest passages, the nearest first."""
        return list(
            self._collection.query(
                query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
            )["ids"][0]
        )

    def prompt(self, question: str) -> str:
        """The prompt that a chat model would be given."""
        return str(self._chain.invoke(question).to_string())


def main() -> None:
    """Print the prompt for one question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("question")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    options = parser.parse_args()
    print(PlainPipeline(options.model, options.store).prompt(options.question))


if __name__ == "__main__":
    main()
