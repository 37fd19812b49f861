"""What is kept of documents: originals, versions, corrections, audiences; and what is erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.actor import acting_as
from corpus.catalogue.traces import ERASED_ANSWER, Quoted
from corpus.errors import UnknownDocumentError, UsageError
from ingest.extract.base import Source
from ingest.pipeline import IngestReport
from ingest.worker import Worker
from tests.ingest.conftest import EVERYTHING, Corpus, open_corpus
from ui.views import answer_of

PLAN = "La Région Fictive adopte un plan de prévention doté de douze millions d’euros."
PLAN_2 = "La Région Fictive abandonne ce dispositif et finance désormais des médiateurs."
LYCEES = "Document de test : les lycées fictifs reçoivent des portiques de sécurité."


def take(corpus: Corpus, name: str, text: str, **known: str) -> IngestReport:
    """Ingest a text whose front matter says ``known``."""
    head = "".join(f"{key}: {value}\n" for key, value in known.items())
    data = f"---\n{head}---\n{text}" if head else text
    [report] = corpus.pipeline.ingest([Source(name, data.encode())])
    assert report.outcome != "failed", report.message
    return report


def audience(corpus: Corpus, name: str) -> str:
    return corpus.catalogue.document(name).metadata.audience


def test_the_file_of_each_version_is_kept_as_it_came(corpus: Corpus) -> None:
    first = take(corpus, "plan.md", PLAN, titre="Premier")
    second = take(corpus, "plan.md", PLAN_2)
    for report, data in ((first, f"---\ntitre: Premier\n---\n{PLAN}"), (second, PLAN_2)):
        original = corpus.catalogue.original(report.version)
        assert corpus.originals.read(original.sha256) == data.encode()
        assert (original.name, original.size) == ("plan.md", len(data.encode()))
        assert original.media_type == "text/markdown"
    with pytest.raises(UnknownDocumentError, match="origine"):
        corpus.catalogue.original(first.version, "autre.md")


def test_a_file_from_before_files_were_kept_is_kept_when_it_comes_again(home: Path) -> None:
    corpus = open_corpus(home)
    corpus.pipeline._intake._originals = None
    report = take(corpus, "plan.txt", PLAN)
    with pytest.raises(UnknownDocumentError):
        corpus.catalogue.original(report.version)
    corpus.close()
    later = open_corpus(home)
    later.pipeline.resume()
    assert take(later, "plan.txt", PLAN).outcome == "unchanged"
    assert later.originals.read(later.catalogue.original(report.version).sha256) == PLAN.encode()
    later.close()


def test_a_former_version_says_by_what_it_was_replaced(corpus: Corpus) -> None:
    first = take(corpus, "plan.txt", PLAN)
    second = take(corpus, "plan.txt", PLAN_2)
    former = corpus.catalogue.version(first.version)
    assert (former.state, former.replaced_by) == ("former", second.version)
    assert former.replaced_at >= former.added
    summaries = corpus.catalogue.versions("plan.txt")
    assert [one.hash for one in summaries] == [second.version, first.version]
    take(corpus, "plan.txt", PLAN)  # back to what it was
    assert corpus.catalogue.version(first.version).replaced_by == ""
    assert corpus.catalogue.version(second.version).replaced_by == first.version


def test_corrections_survive_whatever_the_source_becomes(corpus: Corpus) -> None:
    take(corpus, "plan.md", PLAN, titre="Titre lu", date="2031-02")
    with acting_as("compte:a.exemple"):
        corpus.pipeline.describe("plan.md", {"date": "2031-03-04", "titre": "Portiques fictifs"})
    assert corpus.by_words("portiqu") == [PLAN]
    # The same file, the same text described otherwise, another text.
    take(corpus, "plan.md", PLAN, titre="Titre lu", date="2031-02")
    take(corpus, "plan.md", PLAN, titre="Titre lu", date="2031-02", type="rapport")
    report = take(corpus, "plan.md", PLAN_2, titre="Titre lu", date="2031-09")
    known = corpus.catalogue.document("plan.md").metadata
    assert (known.title, known.date) == ("Portiques fictifs", "2031-03-04")
    assert known.found_in["date"].startswith("correction du ")
    assert known.found_in["date"].endswith("(compte:a.exemple)")
    assert "corrections gardées" in report.message
    assert report.message.endswith("autre chose\u00a0: date")
    corpus.pipeline.reindex()
    assert corpus.catalogue.document("plan.md").metadata.date == "2031-03-04"
    corpus.pipeline.describe("plan.md", {"date": None})
    known = corpus.catalogue.document("plan.md").metadata
    assert (known.date, known.found_in["date"]) == ("2031-09", "en-tête YAML")


def test_a_new_text_of_the_cleaner_keeps_names_corrections_and_history(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.clean import clean

    before = take(corpus, "plan.md", PLAN, audience="interne")
    take(corpus, "copie.md", PLAN)
    corpus.pipeline.describe("plan.md", {"type": "rapport"})
    monkeypatch.setattr("ingest.remaking.clean", lambda raw: clean(raw.replace("douze", "12")))
    corpus.pipeline.reindex()
    [document] = corpus.catalogue.documents("interne")
    assert document.names == ("plan.md", "copie.md")
    assert (document.metadata.type, document.metadata.audience) == ("rapport", "interne")
    assert corpus.catalogue.version(before.version).replaced_by == document.version
    assert corpus.catalogue.original(document.version, "copie.md").size == len(PLAN.encode())


@pytest.mark.parametrize(
    ("field", "value"),
    [("date", "hier"), ("type", "poème"), ("audience", ""), ("auteur", "X"), ("url", "ftp://x")],
)
def test_a_wrong_correction_is_refused(corpus: Corpus, field: str, value: str) -> None:
    take(corpus, "plan.md", PLAN)
    with pytest.raises(UsageError):
        corpus.pipeline.describe("plan.md", {field: value})
    assert corpus.catalogue.corrected_fields("plan.md") == {}


# Steps: a name, the audience that its source says, the audience that the document then has.
A, B = "plan.md", "copie.md"
STRICTER = [
    [(A, "interne", "interne"), (B, "", "interne")],
    [(A, "interne", "interne"), (B, "public", "interne")],
    [(A, "", "public"), (B, "interne", "interne"), (A, "public", "interne")],
    [(A, "interne", "interne"), (A, "", "interne"), (A, "public", "public")],
    [(A, "public", "public"), (A, "interne", "interne")],
]


@pytest.mark.parametrize("steps", STRICTER)
@pytest.mark.parametrize("changing", [False, True])
def test_nothing_internal_becomes_public_unsaid(
    corpus: Corpus, steps: list[tuple[str, str, str]], changing: bool
) -> None:
    """With the same text all along, and (of one name) with another text at each step."""
    if changing and any(name == B for name, _, _ in steps):
        changing = False
    for number, (name, said, expected) in enumerate(steps):
        text = f"{PLAN} État {number}." if changing else PLAN
        known = {"audience": said} if said else {}
        report = take(corpus, name, text, **known)
        assert audience(corpus, name) == expected
        if expected == "interne":
            ids = [one.id for one in corpus.catalogue.passages(report.version)]
            assert corpus.catalogue.stored_passages(ids, EVERYTHING)
            for one in corpus.catalogue.versions(name):
                with pytest.raises(UnknownDocumentError):
                    corpus.catalogue.version(one.hash, "public")


def test_the_report_says_that_the_audience_is_stricter(corpus: Corpus) -> None:
    take(corpus, "plan.md", PLAN)
    report = take(corpus, "copie.md", PLAN, audience="interne")
    assert "devient interne, comme «\u00a0copie.md\u00a0» le demande" in report.message
    report = take(corpus, "encore.md", PLAN, audience="public")
    assert report.message.endswith("celui-ci est interne et le reste")
    corpus.pipeline.remove("copie.md")
    assert audience(corpus, "plan.md") == "interne"
    report = take(corpus, "plan.md", PLAN_2)
    assert "vigie describe plan.md --audience public" in report.message


def test_a_person_s_word_holds_until_a_source_newly_says_otherwise(corpus: Corpus) -> None:
    take(corpus, "plan.md", PLAN, audience="interne")
    corpus.pipeline.describe("plan.md", {"audience": "public"})
    assert audience(corpus, "plan.md") == "public"
    take(corpus, "plan.md", PLAN_2, audience="interne")  # as it said before
    assert audience(corpus, "plan.md") == "public"
    take(corpus, "copie.md", PLAN_2, audience="interne")  # newly said
    assert audience(corpus, "plan.md") == "interne"
    corpus.pipeline.describe("plan.md", {"audience": "public"})
    corpus.pipeline.describe("plan.md", {"audience": None})
    assert audience(corpus, "plan.md") == "interne"


def test_a_removed_document_comes_back_with_its_history(corpus: Corpus) -> None:
    first = take(corpus, "plan.md", PLAN, audience="interne")
    corpus.pipeline.describe("plan.md", {"type": "rapport"})
    corpus.pipeline.remove("plan.md")
    assert [one.state for one in corpus.catalogue.versions("plan.md")] == ["removed"]
    take(corpus, "plan.md", PLAN_2)
    known = corpus.catalogue.document("plan.md").metadata
    assert known.type == "rapport"
    assert {one.hash for one in corpus.catalogue.versions("plan.md")} >= {first.version}
    with pytest.raises(UnknownDocumentError):
        corpus.catalogue.version(first.version, "public")


def traces(home: Path, *words: str) -> list[str]:
    """The files of a data directory that hold one of these words."""
    return [
        str(path.relative_to(home))
        for path in sorted(home.rglob("*"))
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words)
    ]


SECRET = "Zébulonville"


def keep_records(home: Path, corpus: Corpus, version: str) -> tuple[int, int]:
    """What people's records hold of the secret: two answers, an opinion, a question, a report."""
    catalogue = corpus.catalogue
    account = catalogue.accounts.add("agent", "Agent", "editeur", "x").id
    kept = None
    for said, cited in (
        (LYCEES, "lycees"), (f"Le maire de {SECRET} approuve 0.", ""), ("Oui.", version),
    ):  # fmt: skip
        quote = f"maire de {SECRET}" if cited == version else ""
        citation = {"n": 1, "document": "x.txt", "version": cited, "quote": quote}
        answer = {"answer": said, "citations": [citation], "abstained": False}
        kept = catalogue.conversations.add(account, kept, "Qui approuve ?", answer)
    assert kept is not None
    said = f"« Le maire de **{SECRET}** approuve 1. » [1]"
    catalogue.feedback.add(
        question="Qui approuve ?", useful=False, answer=said, reason="faux", comment="Bravo"
    )
    catalogue.conversations.note(
        f"Le maire de {SECRET} approuve ?", "approuve", abstained=False, confidence=0.9
    )
    (home / "logs").mkdir()
    (home / "logs" / "erreur-1.log").write_text("ValueError: secret-zz.txt: Zébulonville")
    (home / "logs" / "erreur-2.log").write_text("ValueError: autre chose")
    return account, kept


def test_what_is_purged_is_nowhere_any_more(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    secret = folder / "secret-zz.txt"
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    worker = Worker(corpus.pipeline, corpus.catalogue)
    for number in range(2):
        secret.write_text(f"{PLAN}\n\nLe maire de {SECRET} approuve {number}.", encoding="utf-8")
        (folder / "lycees.txt").write_text(LYCEES, encoding="utf-8")
        corpus.catalogue.jobs.enqueue("ingest", {"paths": [str(folder)]})
        corpus.catalogue.jobs.enqueue("ingest", {"paths": [str(secret)]})
        worker.run_waiting()
    corpus.pipeline.describe("secret-zz.txt", {"titre": f"Lettre de {SECRET}"})
    versions = [one.hash for one in corpus.catalogue.versions("secret-zz.txt")]
    assert len(versions) == 2
    assert traces(home, SECRET, "secret-zz")
    account, kept = keep_records(home, corpus, versions[0])
    assert "vigie.db" in "".join(traces(home, SECRET))
    number = corpus.catalogue.jobs.enqueue("purge", {"names": ["secret-zz.txt"]})
    worker.run_waiting()
    job = corpus.catalogue.jobs.job(number)
    assert job.state == "done", job.message
    assert job.result == [
        {
            "documents": 1, "versions": 2, "files": 2, "kept_by": [],
            "answers": 2, "remarks": 2, "logs": 1,
        }
    ]  # fmt: skip
    [*_, other, quoting, citing] = corpus.catalogue.conversations.exchanges(account, kept)[1]
    assert other.answer["answer"] == LYCEES
    assert quoting.answer["citations"] == citing.answer["citations"] == []
    assert citing.answer["answer"] == ERASED_ANSWER
    assert answer_of(citing.answer).abstained
    [opinion] = corpus.catalogue.feedback.opinions()
    assert (opinion.question, opinion.comment) == ("Qui approuve ?", "Bravo")
    for version in versions:
        with pytest.raises(UnknownDocumentError):
            corpus.catalogue.version(version)
    corpus.close()
    assert traces(home, SECRET, "secret-zz", "zebulonv", *versions) == []
    again = open_corpus(home)
    assert again.pipeline.resume() == []
    assert again.by_words("portiqu") == [LYCEES]
    assert again.indexed() == (1, 1)
    with pytest.raises(UnknownDocumentError):
        again.pipeline.purge("secret-zz.txt")
    again.close()


def test_a_name_that_is_erased_leaves_the_answers_that_its_content_keeps(corpus: Corpus) -> None:
    corpus.ingest(plan=PLAN, copie=PLAN)
    citation = {"n": 1, "document": "plan.txt", "version": "x", "quote": PLAN}
    account = corpus.catalogue.accounts.add("agent", "Agent", "editeur", "x").id
    answer = {"answer": f"{PLAN} [1]", "citations": [citation], "passages": []}
    kept = corpus.catalogue.conversations.add(account, None, "Quel plan ?", answer)
    erased = corpus.pipeline.purge("plan.txt")
    assert (erased.versions, erased.answers, erased.kept_by) == (0, 1, ("copie.txt",))
    [said] = corpus.catalogue.conversations.exchanges(account, kept)[1]
    assert said.answer["citations"] == [citation | {"document": "copie.txt"}]
    assert said.answer["answer"] == answer["answer"]


def test_an_archive_and_a_mail_are_taken_out_with_what_they_hold(corpus: Corpus) -> None:
    texts = {"lot.zip/a.txt": PLAN, "lot.zip/b.txt": PLAN_2, "m.eml": LYCEES, "m.eml/c.txt": "Oui."}
    corpus.pipeline.ingest([
        Source(name, f"Objet : {text}\n\n{text}".encode())
        for name, text in texts.items() if name != "m.eml"
    ])  # fmt: skip
    catalogue = corpus.catalogue
    assert catalogue.with_contents(["lot.zip"]) == ["lot.zip/a.txt", "lot.zip/b.txt"]
    assert catalogue.with_contents(["m.eml"]) == ["m.eml", "m.eml/c.txt"]
    assert catalogue.with_contents(["lot.zip/a.txt", "rien.zip"]) == ["lot.zip/a.txt", "rien.zip"]
    corpus.pipeline.remove("lot.zip/a.txt")
    assert catalogue.with_contents(["lot.zip"]) == ["lot.zip/b.txt"]
    both = ["lot.zip/a.txt", "lot.zip/b.txt"]
    assert catalogue.with_contents(["lot.zip"], removed=True) == both


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Il est dit « adopte un plan de prévention doté de douze millions d’euros ».", True),
        ("La région fictive **adopte** un plan de PREVENTION doté de dix millions", True),
        ("Elle adopte un plan de prévention.", False),
        ("adopte un plan de prévention", True),
        ("Un plan.", False),
        ("", False),
    ],
)
def test_what_repeats_a_text(said: str, found: bool) -> None:
    assert Quoted([PLAN]).is_in(said) is found


def test_an_erasure_that_was_interrupted_is_ended(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    corpus.ingest(lycees=LYCEES, secret=f"Le maire de {SECRET} approuve.")
    monkeypatch.setattr(corpus.indexes, "rebuild", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        corpus.pipeline.purge("secret.txt")
    corpus.close()
    later = open_corpus(home)
    later.pipeline.resume()
    later.close()
    assert traces(home, SECRET, "zebulonv") == []


def test_purging_a_removed_document_and_one_of_two_names(corpus: Corpus) -> None:
    corpus.ingest(plan=PLAN, copie=PLAN, lycees=LYCEES)
    erased = corpus.pipeline.purge("plan.txt")
    assert (erased.versions, erased.files, erased.kept_by) == (0, (), ("copie.txt",))
    assert corpus.by_words("prevent") == [PLAN]
    corpus.pipeline.remove("copie.txt")
    erased = corpus.pipeline.purge("copie.txt")
    assert (erased.documents, erased.versions, len(erased.files)) == (1, 1, 1)
    assert len(corpus.originals.held()) == 1


def test_changes_that_all_indexes_know_are_forgotten(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.index.indexes._KEPT_CHANGES", 4)
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    for number in range(12):
        corpus.ingest(plan=f"{PLAN} État {number}.")
    catalogue = corpus.catalogue
    kept = catalogue.changes_since(0)
    assert catalogue.pruned() > 20
    assert kept[0].sequence == catalogue.pruned() + 1
    assert kept[-1].sequence == catalogue.last_sequence()
    assert len(kept) < 15
    # An index that was away for longer than that cannot catch up: it is rebuilt.
    state = corpus.indexes.lexical.state()
    assert state is not None
    corpus.indexes.lexical.clear()
    corpus.indexes.lexical.mark(type(state)(state.identity, state.fingerprint, 3))
    assert corpus.pipeline.resume() == ["l’index lexical"]
    assert corpus.by_words("prevent") == [f"{PLAN} État 11."]
    corpus.close()
