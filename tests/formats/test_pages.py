"""The page list (warc.md 2.6, W3)."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from archiver.formats import PageLine, page_line, pages_header


def test_header_names_the_format():
    assert json.loads(pages_header("Mine"))["format"] == "json-pages-1.0"
    assert json.loads(pages_header("Mine"))["id"] == "pages"


def test_page_has_id_url_title_and_ts_even_when_empty():
    line = page_line(PageLine(id="", url="", title="", ts=""))
    assert json.loads(line) == {"id": "", "url": "", "title": "", "ts": ""}


@given(st.text(), st.text())
def test_page_is_one_line_whatever_its_words(title, text):
    line = page_line(PageLine(id="1", url="https://site.test/", title=title, ts="", text=text))
    assert len(line.splitlines()) == 1
    assert json.loads(line).get("text", "") == text
