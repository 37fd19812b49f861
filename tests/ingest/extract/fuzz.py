"""Readers fed with damaged files until something gives: python -m tests.ingest.extract.fuzz.

With atheris (guided by coverage, ``make fuzz`` installs it) where it is there, else with random
damage. What a reader may do with any bytes: refuse them with a ``DocumentError``, or give a text
whose pages and boxes lie inside it and that cleans, describes and splits. All else is a crash; its
input is kept in the folder that is named.

What is to be read is imported late: atheris instruments it on the way.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ENDINGS = ("docx", "eml", "feed", "html", "md", "odt", "pdf", "pptx", "rtf")
_MAIN = {
    "docx": "word/document.xml", "odt": "content.xml", "pptx": "ppt/slides/slide1.xml",
}  # fmt: skip
_MARKDOWN = b"---\ntitre: Essai\ndate: 2025-11-06\n---\n# Titre\n\nUn texte.\n"


def seeds() -> dict[str, list[bytes]]:
    """Sound files to begin with, by ending; of an office file its main part."""
    from tests.ingest.extract.reports.flowing import html_report, rtf_report
    from tests.ingest.extract.reports.messages import eml_report
    from tests.ingest.extract.reports.pdf import pdf_report
    from tests.ingest.extract.test_feeds import ATOM, INDEX, MAP, RDF, RSS

    found = {
        "pdf": [pdf_report(scanned=False)], "rtf": [rtf_report()], "html": [html_report()],
        "eml": [eml_report()], "md": [_MARKDOWN],
        "feed": [text.encode() for text in (RSS, ATOM, RDF, MAP, INDEX)],
    }  # fmt: skip
    for ending, whole in _offices().items():
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            found[ending] = [archive.read(_MAIN[ending])]
    return found


def _offices() -> dict[str, bytes]:
    from tests.ingest.extract.reports.flowing import docx_report, odt_report
    from tests.ingest.extract.reports.messages import pptx_report

    return {"docx": docx_report(), "odt": odt_report(), "pptx": pptx_report()}


def checker(ending: str) -> Callable[[bytes], None]:
    """What is asked of some bytes; raises where a reader does what it may not."""
    from corpus.errors import DocumentError
    from corpus.records import Metadata
    from corpus.word_boxes import unpack
    from ingest.clean import clean
    from ingest.describe import describe
    from ingest.extract.base import Source
    from ingest.extract.feeds import read_feed
    from ingest.extract.formats import read_format
    from ingest.extract.storable import storable
    from ingest.extract.text import read_text
    from ingest.split import split

    whole = _offices().get(ending)

    def check(data: bytes) -> None:
        name = f"essai.{ending}"
        with contextlib.suppress(DocumentError, MemoryError, RecursionError):
            if ending == "feed":
                for one in read_feed(data, "https://site.exemple.test/").entries:
                    assert one.url.startswith(("http://", "https://"))
                return
            source = Source(name, data if whole is None else _repacked(whole, ending, data))
            read = storable(
                read_text(source) if ending == "md" else read_format(source, lambda: None)
            )
            assert read.raw.encode()
            size = len(read.raw)
            assert any(map(str.isalnum, read.raw))
            assert all(0 <= page.start <= page.end <= size for page in read.pages)
            boxes = unpack(read.boxes)
            cleaned = clean(read.raw)
            if boxes is not None:
                boxes.of_span(cleaned.alignment, 0, len(cleaned.text))
            for cut in split(cleaned.text):
                assert 0 <= cut.start < cut.end <= len(cleaned.text)
            describe(cleaned.text, Metadata(), read.found)

    return check


def _repacked(whole: bytes, ending: str, part: bytes) -> bytes:
    """An office file with another main part."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(into, "w") as new:
        for name in old.namelist():
            new.writestr(name, part if name == _MAIN[ending] else old.read(name))
    return into.getvalue()


def damage(ending: str, seconds: float, folder: Path, seed: int) -> int:
    """Random damage for some time. Returns how many files were read."""
    check, sound, count = checker(ending), seeds()[ending], 0
    began = time.monotonic()
    for data in _endless(sound, seed):
        if time.monotonic() - began >= seconds:
            return count
        count += 1
        try:
            check(data)
        except Exception:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{ending}-{seed}-{count}").write_bytes(data)
            raise
    return count


def _endless(sound: list[bytes], seed: int) -> Iterator[bytes]:
    from tests.ingest.extract.reports.hostile import mutated

    while True:
        for one in sound:
            seed += 1
            yield from mutated(one, 50, seed)


def _with_atheris(ending: str, seconds: int, folder: Path) -> None:
    """Does not come back: the library ends the process, with 0 where nothing was found."""
    import atheris

    with atheris.instrument_imports(include=["ingest", "corpus", "email", "html"]):
        check = checker(ending)
    start = folder / f"depart-{ending}"
    start.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds()[ending]):
        (start / str(number)).write_bytes(data)
    options = [f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=1500", "-max_len=200000"]
    command = [sys.argv[0], *options, f"-artifact_prefix={folder}/{ending}-", str(start)]
    atheris.Setup(command, check)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("endings", nargs="*", choices=[*ENDINGS, []])
    parser.add_argument("--seconds", type=int, default=60, help="for each")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.endings = options.endings or list(ENDINGS)
    try:
        import atheris  # noqa: F401
    except ImportError:
        for ending in options.endings:
            count = damage(ending, options.seconds, options.folder, options.seed)
            print(f"{ending}: {count} files, seed {options.seed}", flush=True)
        return 0
    if options.inside:
        _with_atheris(options.endings[0], options.seconds, options.folder.absolute())
    failed = []
    for ending in options.endings:
        command = [sys.executable, "-m", "tests.ingest.extract.fuzz", ending, "--inside"]
        more = ["--seconds", str(options.seconds), "--folder", str(options.folder)]
        done = subprocess.run([*command, *more], check=False, capture_output=True, text=True)
        last = [line for line in done.stderr.splitlines() if line.startswith("Done")]
        print(f"{ending}: {last[-1] if last else 'stopped'}", flush=True)
        if done.returncode:
            failed.append(ending)
            print(done.stderr[-3000:], flush=True)
    print(f"Failed: {', '.join(failed)}" if failed else "Nothing was found.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
