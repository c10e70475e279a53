"""Referers as browsers send them, and addresses without anybody's password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import urls

PAGE = "https://news.example/p/1.html?a=1#top"


@pytest.mark.parametrize(
    ("page", "url", "sent"),
    [
        (PAGE, "https://news.example/a.jpg", "https://news.example/p/1.html?a=1"),
        (PAGE, "https://NEWS.example:443/a.jpg", "https://news.example/p/1.html?a=1"),
        (PAGE, "https://cdn.example/a.jpg", "https://news.example/"),
        (PAGE, "https://news.example:8443/a.jpg", "https://news.example/"),
        (PAGE, "http://news.example/a.jpg", ""),
        (PAGE, "http://cdn.example/a.jpg", ""),
        ("http://news.example/p", "https://news.example/a.jpg", "http://news.example/"),
        ("http://news.example:8080/p", "http://cdn.example/a", "http://news.example:8080/"),
        ("https://me:secret@news.example/p", "https://news.example/a", "https://news.example/p"),
        ("https://me:secret@news.example/p", "https://cdn.example/a", "https://news.example/"),
        ("file:///home/p.html", "https://cdn.example/a.jpg", ""),
        ("about:blank", "https://cdn.example/a.jpg", ""),
        ("data:text/html,x", "https://cdn.example/a.jpg", ""),
        ("", "https://cdn.example/a.jpg", ""),
        ("https://[broken/p", "https://cdn.example/a.jpg", ""),
        (PAGE, "", "https://news.example/"),
    ],
)
def test_the_default_policy_sends_the_origin_abroad_and_nothing_downwards(
    page: str, url: str, sent: str
) -> None:
    assert urls.default_referrer(page, url) == sent


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://me:secret@a.example:8443/p?q=x@y#f", "https://a.example:8443/p?q=x@y#f"),
        ("https://me@a.example/", "https://a.example/"),
        ("https://a@b@a.example/", "https://a.example/"),
        ("https://@a.example/", "https://a.example/"),
        ("https://a.example/@me", "https://a.example/@me"),
        ("https://a.example/p?to=me@b.example", "https://a.example/p?to=me@b.example"),
        ("mailto:me@a.example", "mailto:me@a.example"),
        ("https://[broken/@me", "https://[broken/@me"),
        ("", ""),
    ],
)
def test_credentials_are_cut_out_of_the_authority_alone(url: str, bare: str) -> None:
    assert urls.without_credentials(url) == bare


ODD = st.text(st.sampled_from("ab.:/@[]?#%1é\x00\ud800 "), max_size=30)


@given(ODD, ODD)
def test_any_addresses_are_borne(page: str, url: str) -> None:
    urls.default_referrer(page, url)
    sent = urls.default_referrer("https://me:secret@news.example/" + page, "https://" + url)
    assert "secret" not in sent
    assert "#" not in sent
    once = urls.without_credentials("https://" + url)
    assert urls.without_credentials(once) == once
