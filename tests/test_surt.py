"""SURT keys against the `surt` package, which cdxj-indexer and pywb use."""

from __future__ import annotations

import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import urls

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own use of old escapes
    import surt

SESSION = "0123456789abcdef0123456789abcdef"


def reference(url: str) -> str:
    """What cdxj-indexer makes of an address."""
    try:
        return surt.surt(url)
    except Exception:  # noqa: BLE001 - it does the same
        return url


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org:443/A/?b=2&a=1#x", "org,example)/a?a=1&b=2"),
        ("http://archive.org/goo/?a=2&b&a=1", "org,archive)/goo?a=1&a=2&b"),
        ("http://127.0.0.1:8080/", "1,0,0,127:8080)/"),
        ("http://[::1]:8080/A/", "::1:8080)/a"),
        ("http://ex.com", "com,ex)/"),
        ("http://ex.com/?", "com,ex)/"),
        ("http://ex.com/a/../b/./c//d/", "com,ex)/b/c/d"),
        ("http://ex.com/%2525252541", "com,ex)/a"),
        ("http://ex.com/%7Ea%20b/é", "com,ex)/~a%20b/%c3%a9"),
        ("http://user:pw@ex.com:81/x", "com,ex:81)/x"),
        (f"http://ex.com/x?a=1&sid={SESSION}&b=2", "com,ex)/x?a=1&b=2"),
        ("http://ex.com/(a(0123456789abcdef01234567))/x.aspx?q", "com,ex)/x.aspx?q"),
        ("urn:view:https://www.Ex.com/x/?b=2&a=1", "urn:view:https://www.ex.com/x?a=1&b=2"),
        ("http://ex.com:bad/x", "http://ex.com:bad/x"),
    ],
)
def test_key_of_known_addresses(url, key):
    assert reference(url) == key
    assert urls.surt(url) == key


_PIECES = [
    *"abAZ019%/.?&=;:@[]{}|~!'()+,-_ \\\"<>#^`é中",
    "%2f",
    "%3F",
    "%41",
    "%C3%A9",
    "//",
    "..",
]


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["http://", "https://", "urn:view:https://"]),
    st.sampled_from(["ex.com", "www2.a.ex.co.uk:8080", "1.2.3.4", "[::1]:80", "u@ex.com", "中.cn"]),
    st.lists(st.sampled_from([*_PIECES, f"sid={SESSION}&", "&b="]), max_size=25).map("".join),
)
def test_key_equals_the_surt_packages(scheme, host, tail):
    url = f"{scheme}{host}/{tail}"
    assert urls.surt(url) == reference(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://e.com/?" + "cfid=" * 200_000,
        "http://e.com/?cftoken=1&" + "cfid=" * 200_000,
        "http://e.com/%" + "25" * 300_000,
        "http://e.com/" + "(a(" * 300_000 + ".aspx",
        "http://e.com" + "/.." * 300_000,
    ],
)
def test_hostile_address_takes_linear_time(url):
    start = time.process_time()
    urls.surt(url)
    assert time.process_time() - start < 10
