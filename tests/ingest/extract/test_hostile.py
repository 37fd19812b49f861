"""Hostile files: each ends in a French error or a whole text, in time, the parent alive."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import DocumentError
from corpus.records import Metadata
from ingest.clean import clean
from ingest.extract import Source, extract
from ingest.extract.formats import read_format
from ingest.extract.limits import MEMORY, SECONDS
from ingest.extract.sandbox import Sandbox
from ingest.extract.sandboxed import shared
from tests.ingest.conftest import Corpus
from tests.ingest.extract import fuzz
from tests.ingest.extract.reports import hostile
from tests.ingest.extract.reports.flowing import docx_report, html_report, odt_report, rtf_report
from tests.ingest.extract.reports.messages import eml_report, pptx_report
from tests.ingest.extract.reports.pdf import pdf_report

REFUSED = hostile.refused()
STRICT = ("pdf", "docx", "odt", "pptx", "rtf")  # a cut file of these can be told
ENDINGS = (*STRICT, "html", "eml")
MUTATIONS = 16
KNOWN_TO_THE_CHILD = {
    b"PATH", b"HOME", b"LANG", b"LC_ALL", b"TESSDATA_PREFIX", b"TMPDIR", b"PYTHONPATH",
    b"PYTHONIOENCODING", b"OMP_THREAD_LIMIT", b"MALLOC_ARENA_MAX",
}  # fmt: skip
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def sound() -> dict[str, bytes]:
    """The report in each format, without a page to recognise."""
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: pdf_report(scanned=False), "docx": docx_report, "odt": odt_report,
        "rtf": rtf_report, "pptx": pptx_report, "html": html_report, "eml": eml_report,
    }  # fmt: skip
    return {ending: make() for ending, make in makers.items()}


@pytest.fixture(scope="module", autouse=True)
def end_the_child() -> Iterator[None]:
    """No child process outlives this module."""
    yield
    shared().close()


def outcome(name: str, data: bytes) -> str:
    """What reading gives: the text, or empty after an error that a reader can understand."""
    try:
        return extract(Source(name, data)).raw
    except DocumentError as error:
        said = str(error)
    assert name in said
    assert "Traceback" not in said
    return ""


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_made_to_break_is_refused(case: str) -> None:
    ending, make, words = REFUSED[case]
    began = time.monotonic()
    with pytest.raises(DocumentError, match=words) as caught:
        extract(Source(f"{case}.{ending}", make()))
    assert time.monotonic() - began < SECONDS + 5
    assert f"«\u00a0{case}.{ending}\u00a0»" in str(caught.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_cut_short_is_refused(ending: str, sound: dict[str, bytes]) -> None:
    data = sound[ending]
    for share in (0.02, 0.3, 0.7, 0.99):
        cut = data[: int(len(data) * share)]
        found = outcome(f"coupé.{ending}", cut)
        if ending in STRICT:
            assert found == "", share


@pytest.mark.parametrize("content", ENDINGS)
def test_a_file_of_another_kind_is_refused(content: str, sound: dict[str, bytes]) -> None:
    for ending in ENDINGS:
        if ending == content or {ending, content} == {"html", "eml"}:
            continue
        with pytest.raises(DocumentError, match=r"n’est pas|abîmé|ne contient"):
            extract(Source(f"faux.{ending}", sound[content]))


@pytest.mark.parametrize("ending", ENDINGS)
def test_damage_gives_an_error_or_a_text(ending: str, sound: dict[str, bytes]) -> None:
    for index, data in enumerate(hostile.mutated(sound[ending], MUTATIONS, seed=len(ending))):
        found = outcome(f"abîmé-{index}.{ending}", data)
        assert found == "" or any(map(str.isalnum, found))


@pytest.mark.parametrize("ending", ["pdf", "docx", "odt", "rtf", "pptx"])
@given(data=st.binary(max_size=400))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_behind_the_right_mark(ending: str, data: bytes) -> None:
    mark = {"pdf": b"%PDF-1.4\n", "rtf": b"{\\rtf1"}.get(ending, b"PK\x03\x04")
    outcome(f"hasard.{ending}", mark + data)


@given(st.text(max_size=300))
@settings(max_examples=40)
def test_any_markup_is_a_page_or_an_error(text: str) -> None:
    source = Source("hasard.html", f"<html><p>{text}</p>".encode("utf-8", "replace"))
    try:
        found = read_format(source, lambda: None)
    except DocumentError:
        return
    assert any(map(str.isalnum, found.raw))


@given(st.lists(st.sampled_from(
    [r"\par ", r"\page ", r"{\b a}", r"\'e9", r"\u8217?", r"\cell ", r"\row ", r"\trowd ",
     r"{\footnote n}", r"{\*\x y}", r"\intbl ", "mot ", r"\-", r"{\v caché}", r"\bin3 }}}",
     r"\pard "]
), max_size=40))  # fmt: skip
@settings(max_examples=60)
def test_any_control_words_are_a_text_or_an_error(pieces: list[str]) -> None:
    source = Source("hasard.rtf", ("{\\rtf1\\ansi " + "".join(pieces) + " fin}").encode())
    found = clean(read_format(source, lambda: None).raw).text
    assert "caché" not in found
    assert re.search(r"fin\b", found)
    assert found.count("mot") == pieces.count("mot ")


@pytest.mark.drill(minutes=10)
@pytest.mark.parametrize("ending", fuzz.ENDINGS)
def test_drill_readers_for_a_while(ending: str, tmp_path: Path) -> None:
    assert fuzz.damage(ending, seconds=20, folder=tmp_path / "kept", seed=1) > 20


def test_damage_is_no_crash(tmp_path: Path) -> None:
    for ending in ("md", "feed"):
        assert fuzz.damage(ending, seconds=0.5, folder=tmp_path / "kept", seed=2) > 3


@pytest.mark.drill(minutes=15)
@pytest.mark.usefixtures("model_folder")  # made by the measured process, it would be the largest
def test_drill_two_hundred_hostile_files(sound: dict[str, bytes], tmp_path: Path) -> None:
    """What ``vigie ingest FOLDER`` makes of them: each gets a word, the parent lives."""
    folder = tmp_path / "hostiles"
    folder.mkdir()
    for case, (ending, make, _) in REFUSED.items():
        (folder / f"{case}.{ending}").write_bytes(make())
    for content in ENDINGS:
        other = ENDINGS[ENDINGS.index(content) - 1]
        (folder / f"faux-{content}.{other}").write_bytes(sound[content])
        for share in (1, 35, 70, 99):
            cut = sound[content][: len(sound[content]) * share // 100]
            (folder / f"coupé-{share}.{content}").write_bytes(cut)
    left = 200 - len(list(folder.iterdir()))
    for number in range(left):
        ending = ENDINGS[number % len(ENDINGS)]
        [data] = hostile.mutated(sound[ending], 1, seed=number)
        (folder / f"abîmé-{number}.{ending}").write_bytes(data)
    (folder / "zzz-sain.txt").write_text("Document de test. La Région Fictive tient bon.", "utf-8")
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; raise SystemExit(main())",
         "ingest", str(folder), "--json"],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=3000,
    )  # fmt: skip
    took = time.monotonic() - began
    assert (done.returncode, done.stdout[:1]) == (1, "["), done.stderr[-2000:]
    found = {one["name"]: one for one in json.loads(done.stdout)}
    assert sum(".eml/" not in name for name in found) == 201
    assert found["zzz-sain.txt"]["outcome"] == "added"
    assert all(found[f"{case}.{ending}"]["outcome"] == "failed"
               for case, (ending, _, _) in REFUSED.items())  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    sys.stderr.write(f"201 files in {took:.0f} s, {largest / 2**20:.0f} MiB at most\n")
    assert largest < 2**30


def test_hidden_words_are_not_read_and_others_are() -> None:
    pages = {
        "a.pdf": hostile.hidden_pdf(sound=True),
        "a.docx": hostile.word(
            hostile.word_text(hostile.SOUND)
            + hostile.word_text(hostile.HIDDEN, "<w:vanish/>")
            + hostile.word_text(hostile.HIDDEN, '<w:color w:val="FFFFFF"/>')
            + hostile.word_text(hostile.HIDDEN, '<w:sz w:val="2"/>')
            + f"<w:p><w:del><w:r><w:t>{hostile.HIDDEN}</w:t></w:r></w:del></w:p>"
        ),
        "a.html": (
            f"<html><p>{hostile.SOUND}<p hidden>{hostile.HIDDEN}"
            f"<div style='visibility: hidden'>{hostile.HIDDEN}</div><!--{hostile.HIDDEN}-->"
        ).encode(),
        "a.rtf": f"{{\\rtf1 {hostile.SOUND}{{\\v {hostile.HIDDEN.replace('é', 'e')}}}}}".encode(),
    }
    for name, data in pages.items():
        text = clean(extract(Source(name, data)).raw).text
        assert hostile.SOUND in text, name
        assert "Consigne" not in text, name
    assert "Blanc sur noir" in extract(Source("a.pdf", pages["a.pdf"])).raw


def test_what_no_database_holds_is_replaced_one_for_one(corpus: Corpus) -> None:
    mail = (
        b"From: R\xe9gion\nSubject: Un \x8c essai\nContent-Type: text/plain; charset=utf-8\n\n"
        b"La R\xc3\xa9gion Fictive \xed\xa0\x80 tient \xff bon.\n"
    )
    rtf = rb"{\rtf1\ansi La R\'e9gion Fictive \u-10000? tient\u-8576? bon.\'00}"
    reports = corpus.pipeline.ingest([Source("a.eml", mail), Source("a.rtf", rtf)])
    assert [one.outcome for one in reports] == ["added", "added"], reports
    for name in ("a.eml", "a.rtf"):
        version = corpus.catalogue.version(corpus.catalogue.document(name).version)
        assert version.raw.encode()
        assert "\x00" not in version.raw


def test_a_mistake_of_ours_in_one_file_keeps_no_other_out(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(text: str, *_: object) -> Metadata:
        if "faute" in text:
            raise KeyError(text)
        return Metadata()

    monkeypatch.setattr("ingest.reading.describe", failing)
    reports = corpus.ingest(a="Document de test.", b="Une faute de test.", c="Un autre document.")
    assert [one.outcome for one in reports] == ["added", "failed", "added"]
    assert "(KeyError)" in reports[1].message
    assert "b.txt" in caplog.text
    assert corpus.catalogue.suspects.all() == []


@pytest.mark.parametrize("sign", ["\x01", "\x0c", "\ufffe", "&#1;", "&#xFFFF;"])
def test_signs_that_no_markup_may_hold_cost_nothing_else(sign: str) -> None:
    page = f"<html><body><nav>Menu</nav>Avant{sign}\n<p>La Région Fictive.<form>x</form>Fin{sign}"
    found = extract(Source("page.html", page.encode())).raw
    assert "La Région Fictive." in found
    assert "Menu" not in found


def test_words_of_no_width_are_no_words() -> None:
    data = hostile.word(hostile.word_text("com\u200bmu\u2060niqué"))
    assert clean(extract(Source("a.docx", data)).raw).text == "communiqué"


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read() -> None:
    sandbox = Sandbox(seconds=0.4)
    task = {"task": "read", "name": "long.pdf", "sidecar": False}
    try:
        with pytest.raises(DocumentError, match="a été arrêtée"):
            sandbox.ask(task, hostile.packed_pdf(), b"")
        assert sandbox._child is None
        sandbox._seconds = SECONDS
        head, parts = sandbox.ask(task, hostile.hidden_pdf(sound=True), b"")
        assert hostile.SOUND.encode() in parts[0]
        assert head["pages"]
    finally:
        sandbox.close()


def test_the_child_is_bound_reused_and_knows_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("VIGIE_CHAT_API_KEY", "VIGIE_DATABASE_URL", "VIGIE_OIDC_SECRET", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret-de-test")
    # What this process has open, even for its children to have, is not the child's.
    held = os.open(tmp_path / "secret-de-test", os.O_CREAT | os.O_RDWR)
    os.set_inheritable(held, True)
    sandbox = Sandbox()
    task = {"task": "read", "name": "a.rtf", "sidecar": False}
    try:
        sandbox.ask(task, b"{\\rtf1 Un texte}", b"")
        assert sandbox._child is not None
        first = sandbox._child.pid
        with pytest.raises(DocumentError, match="aucun texte"):
            sandbox.ask(task, b"{\\rtf1 }", b"")
        sandbox.ask(task, b"{\\rtf1 Un texte}", b"")
        assert sandbox._child.pid == first
        limits = Path(f"/proc/{first}/limits").read_text()
        assert re.search(rf"Max address space +{MEMORY} ", limits)
        process = Path(f"/proc/{first}")
        environment = process.joinpath("environ").read_bytes().rstrip(b"\0").split(b"\0")
        assert {one.partition(b"=")[0] for one in environment} <= KNOWN_TO_THE_CHILD
        assert b"secret-de-test" not in b" ".join(environment)
        assert b"secret-de-test" not in process.joinpath("cmdline").read_bytes()
        opened = {str(one.readlink()).partition(":")[0] for one in process.joinpath("fd").iterdir()}
        assert opened <= {"pipe", "/dev/null"}
        assert process.joinpath("cwd").readlink() == Path("/")
        sandbox._child.kill()
        sandbox._child.wait()
        sandbox.ask(task, b"{\\rtf1 Un texte}", b"")
    finally:
        os.close(held)
        sandbox.close()
