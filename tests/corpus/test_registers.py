"""Tokens, the trail of who changed what, readers' opinions."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.actor import acting_as
from corpus.catalogue import Catalogue
from corpus.errors import UsageError
from tests.corpus.test_catalogue import add


def test_a_token_is_found_by_its_secret_alone(catalogue: Catalogue, home: Path) -> None:
    made, secret = catalogue.tokens.add("Site de test", ["interne", "questions"], rate="5/minute")
    other, other_secret = catalogue.tokens.add("Autre", ["questions"])
    found = catalogue.tokens.find(secret)
    assert found is not None
    assert (found.id, found.scopes, found.rate) == (made.id, ("questions", "interne"), "5/minute")
    swapped = f"vigie-{made.id}-{other_secret.rsplit('-', 1)[-1]}"
    for wrong in ("", "vigie", secret[:-1], secret + "x", swapped, f"vigie-{other.id}-", "\ud800"):
        assert catalogue.tokens.find(wrong) is None
    kept = b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())
    assert secret.split("-", 2)[2].encode() not in kept


def test_a_token_is_too_long_to_be_guessed(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = [catalogue.tokens.add("Essai", ["questions"])[1] for _ in range(20)]
    drawn = {base64.urlsafe_b64decode(one.split("-", 2)[2] + "=") for one in secrets}
    assert len(drawn) == 20
    assert {len(one) for one in drawn} == {32}  # bytes
    compared: list[str] = []

    def compare(kept: str, given: str) -> bool:
        compared.append(given)
        return kept == given

    monkeypatch.setattr("hmac.compare_digest", compare)
    assert catalogue.tokens.find(secrets[0][:-1]) is None
    assert catalogue.tokens.find(secrets[0]) is not None
    assert len(compared) == 2  # in a time that does not depend on how much is right


def test_a_token_ends_when_revoked_or_expired(catalogue: Catalogue) -> None:
    now = datetime.now(UTC)
    made, secret = catalogue.tokens.add("Durable", ["questions"], expires=now + timedelta(days=1))
    _, late = catalogue.tokens.add("Échu", ["questions"], expires=now - timedelta(seconds=1))
    assert catalogue.tokens.find(late) is None
    assert catalogue.tokens.find(secret) is not None
    revoked = catalogue.tokens.revoke(made.id)
    assert revoked.revoked is not None
    assert catalogue.tokens.find(secret) is None
    assert catalogue.tokens.revoke(made.id).revoked == revoked.revoked
    with pytest.raises(UsageError, match="vigie token list"):
        catalogue.tokens.revoke("absent")
    assert [one.name for one in catalogue.tokens.all()] == ["Durable", "Échu"]


def test_a_token_says_on_which_day_it_was_used(catalogue: Catalogue) -> None:
    _, secret = catalogue.tokens.add("Site", ["questions"])
    catalogue.tokens.find(secret)
    catalogue.tokens.find(secret)
    [token] = catalogue.tokens.all()
    assert token.used == datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize("scopes", [[], ["tout"]])
def test_scopes_are_known_ones(catalogue: Catalogue, scopes: list[str]) -> None:
    with pytest.raises(UsageError, match="questions, interne, ecriture, administration"):
        catalogue.tokens.add("Site", scopes)


def test_every_change_of_the_corpus_says_who_made_it(catalogue: Catalogue) -> None:
    with acting_as("compte:a.exemple"):
        add(catalogue, "a.txt", "Avant.")
    with acting_as("jeton:12ab"):
        add(catalogue, "a.txt", "Après.")
    catalogue.remove("a.txt")
    with acting_as("compte:b.exemple"):
        catalogue.purge("a.txt")
    said = [(act.actor, act.action, act.subject) for act in reversed(catalogue.audit.acts())]
    # Who did what stays known when a document is erased; which one it was does not.
    assert said == [
        ("compte:a.exemple", "document-ajoute", "document effacé"),
        ("jeton:12ab", "document-remplace", "document effacé"),
        ("inconnu", "document-retire", "document effacé"),
        ("compte:b.exemple", "document-efface", "document effacé"),
    ]
    newest, *_ = catalogue.audit.acts(limit=1)
    assert len(catalogue.audit.acts(before=newest.id)) == 3


def test_what_fails_leaves_no_trace(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError):
        catalogue.remove("absent.txt")
    assert catalogue.audit.acts() == []


def test_whoever_acts_in_another_thread_is_another(catalogue: Catalogue) -> None:
    with acting_as("compte:a.exemple"):
        thread = threading.Thread(target=catalogue.audit.record, args=("essai", "x"))
        thread.start()
        thread.join()
    assert [act.actor for act in catalogue.audit.acts()] == ["inconnu"]


def test_a_job_remembers_who_asked_for_it(catalogue: Catalogue) -> None:
    with acting_as("compte:a.exemple"):
        number = catalogue.jobs.enqueue("ingest", {"paths": []})
    assert catalogue.jobs.job(number).payload == {"actor": "compte:a.exemple", "paths": []}


def test_opinions_are_kept_treated_and_forgotten(catalogue: Catalogue) -> None:
    first = catalogue.feedback.add(question="Qui\u00a0?", useful=False, reason="faux")
    second = catalogue.feedback.add(question="Où\u00a0?", useful=True, comment="Bien.")
    assert [one.id for one in catalogue.feedback.opinions()] == [second, first]
    with acting_as("compte:a.exemple"):
        catalogue.feedback.treat(first)
    assert [one.id for one in catalogue.feedback.opinions(untreated=True)] == [second]
    assert catalogue.feedback.opinions()[-1].treated_by == "compte:a.exemple"
    with pytest.raises(UsageError, match="n’existe pas"):
        catalogue.feedback.treat(99)
    with pytest.raises(UsageError, match="hors-sujet"):
        catalogue.feedback.add(question="Qui\u00a0?", useful=False, reason="parce que")
    assert catalogue.feedback.forget_before("9999") == 2
    assert catalogue.feedback.opinions() == []


def test_whatever_may_change_an_answer_changes_the_state(catalogue: Catalogue) -> None:
    seen = [catalogue.answering_state()]

    def changed() -> bool:
        seen.append(catalogue.answering_state())
        return seen[-1] not in seen[:-1]

    add(catalogue, "a.txt", "Document de test.")
    assert changed()
    source = ("a.txt", "version-fictive", 0, 8)
    number = catalogue.corrections.validate("Qui\u00a0?", (), "Personne.", source, "camille")
    assert changed()
    catalogue.corrections.withdraw(number, "camille")
    assert changed()
    catalogue.corrections.block("version-fictive", 0, 8, "essai", "camille")
    assert changed()
    first = catalogue.corrections.blocked()[0].id
    catalogue.corrections.unblock(first)
    assert catalogue.answering_state() != seen[-1]
    catalogue.corrections.block("version-fictive", 0, 8, "essai", "camille")
    assert changed()
    assert catalogue.answering_state() == seen[-1]
