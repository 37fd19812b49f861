"""The pages that an operator may rewrite."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from ui.info import PAGES, read_info

KNOWN = {
    "contact": "aide@region-fictive.example",
    "modele": "m",
    "redaction": "r",
    "conservation": "90 jours",
    "session": "8 heures",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_that_ship_say_whom_to_ask(name: str) -> None:
    page = read_info(name, None, KNOWN)
    assert page.html.count("<h1>") == 1
    assert "aide@region-fictive.example" in page.html
    assert "{{" not in page.html


def test_the_operators_page_comes_first_and_brings_no_html(tmp_path: Path) -> None:
    text = (
        "# Notre page\n\n<script>alert(1)</script> ![i](http://exemple.invalid/i.png) {{contact}}"
    )
    (tmp_path / "a-propos.md").write_text(text, encoding="utf-8")
    page = read_info("a-propos", tmp_path, KNOWN)
    assert page.title == "Notre page"
    assert "<script" not in page.html
    assert "<img" not in page.html
    assert read_info("accessibilite", tmp_path, KNOWN).title == "Accessibilité"


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    (tmp_path / "a-propos.md").write_text("# Page\n\n{{contakt}}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="contakt"):
        read_info("a-propos", tmp_path, KNOWN)
