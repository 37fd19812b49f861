"""What following a folder or a site brought, and what people took out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, select, update

from corpus.catalogue.schema import audit, names, removed_names
from corpus.catalogue.store import Store

ERASURE = "document-efface"
PROOF = "sha256_du_nom"
_ENVELOPES = (".zip", ".eml")


def proof_of(name: str) -> str:
    """What is kept of a name that was erased: enough to know it again, not to read it."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


class RootBook:
    """The part of the catalogue that knows where names came from."""

    _store: Store

    def claim(self, roots: Mapping[str, str]) -> None:
        """Say from which folder or address names came; names that are not there are passed over.

        Args:
            roots: by name. The last one that brought a name is the one that holds it.
        """
        if not roots:
            return
        with self._store.reading() as connection:
            known = {
                row.name: row.root for row in connection.execute(select(names.c.name, names.c.root))
            }
        # An unchanged folder writes nothing.
        moved = [
            {"b_name": name, "b_root": root}
            for name, root in roots.items()
            if known.get(name, root) != root
        ]
        if moved:
            with self._store.writing() as connection:
                connection.execute(
                    update(names)
                    .where(names.c.name == bindparam("b_name"))
                    .values(root=bindparam("b_root")),
                    moved,
                )

    def brought(self, root: str) -> frozenset[str]:
        """The names that came from a folder or an address; empty ``root``: from none known."""
        with self._store.reading() as connection:
            return frozenset(
                connection.execute(select(names.c.name).where(names.c.root == root)).scalars()
            )

    def with_contents(self, given: Sequence[str], *, removed: bool = False) -> list[str]:
        """Names, each archive or e-mail among them followed by those of what it holds.

        An archive that is no document itself gives its contents alone.

        Args:
            given: names.
            removed: whether what was taken out of the corpus counts as held.
        """
        tables = (names, removed_names) if removed else (names,)
        found: list[str] = []
        with self._store.reading() as connection:
            for name in given:
                inside: list[str] = []
                if name.lower().endswith(_ENVELOPES):
                    for table in tables:
                        query = select(table.c.name).where(
                            table.c.name.startswith(f"{name}/", autoescape=True)
                        )
                        inside += connection.execute(query).scalars()
                itself = [name] if not inside or not name.lower().endswith(".zip") else []
                found += [*itself, *sorted(inside)]
        return list(dict.fromkeys(found))

    def shunned(self, candidates: Collection[str]) -> frozenset[str]:
        """Those of some names that a person took out of the corpus, removed or erased."""
        with self._store.reading() as connection:
            held = set(connection.execute(select(names.c.name)).scalars())
            removed = set(connection.execute(select(removed_names.c.name)).scalars()) - held
            acts = connection.execute(select(audit.c.details).where(audit.c.action == ERASURE))
            erased = {row.details.get(PROOF) for row in acts}
        return frozenset(
            name
            for name in candidates
            if name in removed or (erased and name not in held and proof_of(name) in erased)
        )
