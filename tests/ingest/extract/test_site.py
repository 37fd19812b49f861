"""A site that is followed: what is new, what changed, what vanished, what is left alone."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from corpus.errors import TransientError, UsageError
from corpus.french.words import term_keys
from ingest.extract.site import Followed, Site
from ingest.pipeline import IngestReport
from ingest.worker import Worker
from tests.ingest.conftest import Corpus
from tests.ingest.extract.a_site import Fake, a_site, fetcher, page


@pytest.fixture
def fake() -> Iterator[Fake]:
    with a_site() as found:
        yield found


def sitemap(*pages: tuple[str, str]) -> bytes:
    urls = "".join(
        f"<url><loc>BASE{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for path, day in pages
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()


def visit(corpus: Corpus, address: str, most: int = 100) -> dict[str, IngestReport]:
    """Follow an address once, as ``vigie sync`` does; reports by the path of their page."""
    catalogue = corpus.catalogue
    followed = Followed(catalogue.brought(address), catalogue.shunned)
    site = Site(address, fetcher(), pause=0.0, most=most)
    reports = corpus.pipeline.ingest(site.listing(catalogue.stamps(), followed))
    return {"/" + one.name.split("/", 3)[3]: one for one in reports}


def outcomes(reports: dict[str, IngestReport]) -> dict[str, str]:
    return {path: one.outcome for path, one in reports.items()}


def test_a_sitemap_is_followed(fake: Fake, corpus: Corpus) -> None:
    address = f"{fake.base}/sitemap.xml"
    fake.pages = {
        "/sitemap.xml": sitemap(("/a", "2025-01-01"), ("/b", ""), ("/c", "")),
        "/a": page("Plan A", "La Région Fictive compte douze lycées."),
        "/b": page("Plan B", "La Région Fictive compte trente gares."),
        "/c": page("Plan C", "La Région Fictive compte cent ponts."),
    }
    fake.marks = {"/b": '"b1"'}
    assert outcomes(visit(corpus, address)) == dict.fromkeys(["/a", "/b", "/c"], "added")
    fake.taken()
    # Nothing changed: « a » is known by its date, « b » by its mark, « c » by its bytes.
    assert set(outcomes(visit(corpus, address)).values()) == {"unchanged"}
    assert sorted(fake.taken()) == [("/b", 304), ("/c", 200), ("/sitemap.xml", 200)]
    # « a » says a new date, « b » another mark, « c » is gone, « d » is new.
    fake.pages["/sitemap.xml"] = sitemap(("/a", "2025-02-02"), ("/b", ""), ("/d", ""))
    fake.pages["/a"] = page("Plan A", "La Région Fictive compte treize lycées.")
    fake.pages["/b"] = page("Plan B", "La Région Fictive compte quarante gares.")
    fake.marks = {"/b": '"b2"'}
    fake.pages["/d"] = page("Plan D", "La Région Fictive compte six ports.")
    del fake.pages["/c"]
    found = visit(corpus, address)
    assert outcomes(found) == {
        "/a": "replaced", "/b": "replaced", "/d": "added", "/c": "vanished",
    }  # fmt: skip
    assert "vigie remove" in found["/c"].message
    assert corpus.by_words(*term_keys("treize"))
    assert corpus.catalogue.document(f"{fake.base}/c").metadata.url == f"{fake.base}/c"


def test_a_feed_gives_the_date_and_old_entries_stay(fake: Fake, corpus: Corpus) -> None:
    address = f"{fake.base}/rss"
    item = "<item><title>T</title><link>BASE/{0}</link><pubDate>{1}</pubDate></item>"
    day = "Thu, 06 Nov 2025 10:00:00 +0100"
    fake.pages = {
        "/rss": f"<rss><channel>{item.format('un', day)}</channel></rss>".encode(),
        "/un": page("Premier acte", "La Région Fictive adopte un acte."),
        "/deux": page("Second acte", "La Région Fictive adopte un budget."),
    }
    assert outcomes(visit(corpus, address)) == {"/un": "added"}
    metadata = corpus.catalogue.document(f"{fake.base}/un").metadata
    assert (metadata.date, metadata.found_in["date"]) == ("2025-11-06", "flux du site")
    assert metadata.title == "Premier acte"
    fake.pages["/rss"] = f"<rss><channel>{item.format('deux', day)}</channel></rss>".encode()
    assert outcomes(visit(corpus, address)) == {"/deux": "added", "/un": "unchanged"}


def test_an_index_of_packed_sitemaps_found_from_a_page(fake: Fake, corpus: Corpus) -> None:
    fake.pages = {
        "/robots.txt": b"User-agent: *\nDisallow: /presse/interdit\nSitemap: BASE/index.xml\n",
        "/presse/": page("Presse", "Toutes les nouvelles de la Région Fictive."),
        "/index.xml": b"<sitemapindex><sitemap><loc>BASE/1.xml.gz</loc></sitemap><sitemap>"
        b"<loc>BASE/perdu.xml</loc></sitemap></sitemapindex>",
        "/presse/a": page("Presse A", "La Région Fictive ouvre une maison de santé."),
        "/presse/interdit": page("Interdit", "Rien."),
        "/ailleurs": page("Ailleurs", "Rien."),
    }
    listed = sitemap(("/presse/a", ""), ("/presse/interdit", ""), ("/ailleurs", ""))
    fake.pages["/1.xml.gz"] = gzip.compress(listed.replace(b"BASE", fake.base.encode()))
    found = visit(corpus, f"{fake.base}/presse/")
    assert outcomes(found) == {"/presse/a": "added", "/presse/interdit": "skipped"}
    assert "robots.txt" in found["/presse/interdit"].message


def test_what_leaves_the_allowed_sites_is_not_read(fake: Fake, corpus: Corpus) -> None:
    others = [
        "http://169.254.169.254/latest/meta-data",
        "http://ailleurs.exemple.test/x",
        f"http://interne.exemple.test:{fake.port}/a",
        "BASE/renvoi",
    ]
    urls = "".join(f"<url><loc>{one}</loc></url>" for one in others)
    fake.pages = {"/sitemap.xml": f"<urlset>{urls}</urlset>".encode(), "/a": page("A", "Secret.")}
    fake.moved = {"/renvoi": f"http://interne.exemple.test:{fake.port}/a"}
    address = f"{fake.base}/sitemap.xml"
    site = Site(address, fetcher(), pause=0.0)
    reports = corpus.pipeline.ingest(site.listing({}, Followed()))
    assert [one.outcome for one in reports] == ["skipped", "skipped", "failed", "failed"]
    assert all("n’est pas publique" in one.message for one in reports[2:])
    assert ("/a", 200) not in fake.taken()
    assert corpus.catalogue.documents("interne") == []


@pytest.mark.parametrize(
    ("path", "content", "error", "said"),
    [
        ("/vide", page("Vide", "Rien."), UsageError, "plan de site|a répondu 404"),
        ("/image", b"\x89PNG....", UsageError, "ni un flux"),
        ("/absent", None, UsageError, "404"),
        ("/interne", None, UsageError, "n’est pas publique"),
        ("/panne", b"", TransientError, "503"),
    ],
)
def test_an_address_that_leads_to_nothing_says_so(
    fake: Fake, path: str, content: bytes | None, error: type[Exception], said: str
) -> None:
    if content is not None:
        fake.pages = {path: content}
    fake.statuses = {"/panne": 503}
    fake.moved = {"/interne": f"http://interne.exemple.test:{fake.port}/x"}
    with pytest.raises(error, match=said):
        Site(f"{fake.base}{path}", fetcher(), pause=0.0).listing({}, Followed())


def test_what_a_person_took_out_does_not_come_back(fake: Fake, corpus: Corpus) -> None:
    address = f"{fake.base}/sitemap.xml"
    fake.pages = {
        "/sitemap.xml": sitemap(("/a", ""), ("/b", ""), ("/c", "")),
        **{f"/{one}": page(one, f"La Région Fictive ouvre le lycée {one}.") for one in "abc"},
    }
    visit(corpus, address)
    corpus.pipeline.remove(f"{fake.base}/a")
    corpus.pipeline.purge(f"{fake.base}/b")
    assert outcomes(visit(corpus, address)) == {
        "/a": "skipped", "/b": "skipped", "/c": "unchanged",
    }  # fmt: skip


def test_the_server_s_worker_follows_a_site_too(
    fake: Fake, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.extract.site._PAUSE", 0.0)
    fake.pages = {
        "/sitemap.xml": sitemap(("/a", "")),
        "/a": page("A", "La Région Fictive ouvre un lycée."),
    }
    jobs = corpus.catalogue.jobs
    worker = Worker(corpus.pipeline, corpus.catalogue, fetcher=fetcher())
    address = f"{fake.base}/sitemap.xml"
    for paths in ([address], [f"{fake.base}/absent.xml"]):
        jobs.enqueue("ingest", {"paths": paths, "follow": True})
    assert worker.run_waiting() == 2
    failed, done = jobs.jobs(2)
    assert (done.state, done.message) == ("done", "1 ajouté")
    assert (failed.state, "404" in failed.message) == ("failed", True)
    assert corpus.catalogue.brought(address) == {f"{fake.base}/a"}


def test_pages_beyond_the_most_of_one_run_come_with_the_next(fake: Fake, corpus: Corpus) -> None:
    address = f"{fake.base}/sitemap.xml"
    names = [f"/p{number}" for number in range(5)]
    fake.pages = {
        "/sitemap.xml": sitemap(*((name, "2025-01-01") for name in names)),
        **{name: page(name, f"La Région Fictive ouvre la gare {name}.") for name in names},
    }
    first = outcomes(visit(corpus, address, most=3))
    assert list(first.values()) == ["added"] * 3 + ["skipped"] * 2
    assert sorted(outcomes(visit(corpus, address, most=3)).values()) == (
        ["added"] * 2 + ["unchanged"] * 3
    )
