"""What feeds, sitemaps and pages say, whatever their dialect; and hostile ones."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentError
from ingest.extract.addresses import tidied
from ingest.extract.entries import Entry
from ingest.extract.feeds import read_feed
from ingest.extract.sandboxed import feed_in_sandbox

BASE = "https://site.exemple.test/flux"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Flux</title>
<link>https://site.exemple.test/</link>
<item><title>Un plan &amp; un &lt;b&gt;projet&lt;/b&gt;</title>
 <link>https://site.exemple.test/plan?utm_source=rss&amp;id=3#haut</link>
 <pubDate>Thu, 06 Nov 2025 10:00:00 +0100</pubDate></item>
<item><guid>https://site.exemple.test/permanent</guid><dc:date>2025-03-03</dc:date></item>
<item><guid isPermaLink="false">42</guid></item>
<item><link>/relatif</link></item>
<item><link>javascript:alert(1)</link></item><item><link>https://a[b/x</link></item><item><link>file:///etc/passwd</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://site.exemple.test/actes/">
<entry><title>Acte</title><link rel="self" href="https://autre.test/"/><link href="acte-1"/>
<published>2025-01-02T03:04:05Z</published><updated>2025-06-07T00:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><item><title>T</title><link>https://site.exemple.test/x</link>
</item></rdf:RDF>"""
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://site.exemple.test/a </loc><lastmod>2025-11-06</lastmod></url>
<url><loc>https://site.exemple.test/a</loc></url><url><loc></loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://site.exemple.test/plan-1.xml.gz</loc></sitemap></sitemapindex>"""
PAGE = """<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/rss">
<link rel="alternate" hreflang="en" href="/en"></head><body>Bonjour</body></html>"""


def site(path: str) -> str:
    return f"https://site.exemple.test{path}"


def test_rss_gives_its_pages_with_title_and_day() -> None:
    feed = read_feed(RSS.encode(), BASE)
    assert feed.kind == "feed"
    assert feed.entries == (
        Entry(site("/plan?id=3"), "", "2025-11-06", "Un plan & un projet"),
        Entry(site("/permanent"), "", "2025-03-03", ""),
        Entry(site("/relatif")),
    )


def test_atom_and_rss_1_are_feeds_too() -> None:
    [entry] = read_feed(ATOM.encode(), BASE).entries
    assert entry == Entry(site("/actes/acte-1"), "2025-06-07T00:00:00Z", "2025-01-02", "Acte")
    [entry] = read_feed(RDF.encode(), BASE).entries
    assert entry == Entry(site("/x"), title="T")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_sitemaps_and_their_index_packed_or_not(pack: type) -> None:
    feed = read_feed(pack(MAP.encode()), BASE)
    assert (feed.kind, feed.entries) == ("sitemap", (Entry(site("/a"), "2025-11-06"),))
    feed = read_feed(pack(INDEX.encode()), BASE)
    assert (feed.entries, feed.children) == ((), (site("/plan-1.xml.gz"),))


def test_a_page_says_where_its_feed_is() -> None:
    feed = read_feed(PAGE.encode(), BASE)
    assert (feed.kind, feed.children) == ("page", (site("/rss"),))


BILLION = (
    "<!DOCTYPE rss [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {x} '{f'&{y};' * 20}'>" for x, y in zip("bcdefgh", "abcdefg", strict=True))
    + "]><rss><channel><item><title>&h;</title></item></channel></rss>"
)
STOLEN = (
    "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item>"
    "<link>https://site.exemple.test/&x;</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BILLION.encode(), "entités"),
        (STOLEN.encode(), "entités"),
        (gzip.compress(b" " * (60 * 2**20)), "se décompresse"),
        (gzip.compress(MAP.encode())[:-30], "abîmé"),
        (b"\x1f\x8bn'importe quoi", "GZIP"),
        (b"Bonjour", "ni un flux"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ni un flux"),
        (b"<rss><channel>", "abîmé"),
        (b"", "ni un flux"),
        (("<rss>" + "<a>" * 100_000).encode(), "abîmé"),
    ],
)
def test_what_is_no_feed_or_hostile_ends_in_a_message(data: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        feed_in_sandbox(data, BASE)


@given(st.binary(max_size=300) | st.text(alphabet="<>/rsitemlnkuo &;='\"", max_size=200).map(
    lambda text: b"<rss><channel>" + text.encode() + b"</channel></rss>"
))  # fmt: skip
def test_any_bytes_give_a_feed_or_a_message(data: bytes) -> None:
    try:
        feed = read_feed(data, BASE)
    except DocumentError:
        return
    assert all(one.url.startswith(("http://", "https://")) for one in feed.entries)


@given(st.text(max_size=60), st.sampled_from(["https://a.test/", "//", "http:", "https://[", ""]))
def test_an_address_is_tidied_once_or_refused(text: str, before: str) -> None:
    found = tidied(before + text)
    assert found == "" or tidied(found) == found
