"""Known placeholders, true repeats, and rules that are refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.models import BodyProbe
from archiver.rules.placeholders import PlaceholderRule, PlaceholderRules
from archiver.rules.table import Table, read_tables

OWN = PlaceholderRules.of(read_tables("placeholder"))
DIGEST = "sha1:" + "A" * 32


def probe(width: int = 500, height: int = 300, phash: str = "") -> BodyProbe:
    return BodyProbe(
        sniffed="image/jpeg", complete=True, width_px=width, height_px=height, phash=phash
    )


def rules(**values: object) -> PlaceholderRules:
    return PlaceholderRules.of([Table("mine.toml: [[placeholder]] 1", {"name": "x", **values})])


@pytest.mark.parametrize(
    ("url", "size", "name"),
    [
        ("https://mmbiz.qpic.cn/mmbiz_jpg/abc/640?wx_fmt=jpeg", (470, 349), "WeChat's notice"),
        ("http://mmbiz.qpic.cn/sz_mmbiz_png/abc/0", (470, 349), "WeChat's notice"),
        ("https://relay.example/mmbiz_png/abc/640", (470, 349), "WeChat's notice"),
        ("https://mmbiz.qpic.cn/mmbiz_jpg/abc/640", (640, 349), ""),
        ("https://qpic.cn.example/a.jpg", (470, 349), ""),
        ("https://i.ytimg.com/vi/abc/maxresdefault.jpg", (120, 90), "YouTube's grey picture"),
        ("https://i3.ytimg.com/vi_webp/abc/hq720.webp", (120, 90), "YouTube's grey picture"),
        ("https://i.ytimg.com/vi/abc/default.jpg", (120, 90), ""),
        ("https://img.youtube.com/vi/abc/2.jpg", (120, 90), ""),
        ("https://i.ytimg.com/vi/abc/maxresdefault.jpg", (1280, 720), ""),
    ],
)
def test_known_notices_are_known_by_address_and_size(
    url: str, size: tuple[int, int], name: str
) -> None:
    assert OWN.known_as(url, probe(*size), DIGEST) == name
    assert OWN.known_as(url, None, DIGEST) == ""


def test_one_pixel_is_a_hint_and_nothing_more() -> None:
    url = "https://cdn.example/photo.jpg"
    assert OWN.known_as(url, probe(1, 1), "") == ""
    assert OWN.suspected_as(url, probe(1, 1), "") == "a picture of one pixel"
    assert OWN.suspected_as(url, probe(2, 1), "") == ""


@pytest.mark.parametrize(
    "name",
    ["img/divider.png", "emoji/1f600.png", "site-logo@2x.png", "hr_2.gif", "s/spacer.gif",
     "icons/3.svg", "QRCode.jpg", "wx_qr_258.png", "avatar-99.jpg"],
)  # fmt: skip
def test_ornaments_may_repeat(name: str) -> None:
    assert OWN.is_repeat(f"https://cdn.example/a/{name}?v=2", DIGEST)


@pytest.mark.parametrize(
    "name",
    ["2024/harbour.jpg", "line-up.jpg", "face-of-the-moon.jpg", "hrvatska.jpg", "baseline.png",
     "iconic-view.jpg", "a/statue.jpg", "deadline.jpg", "outline.png", "dotted.jpg"],
)  # fmt: skip
def test_photographs_may_not_because_of_a_part_of_a_word(name: str) -> None:
    assert not OWN.is_repeat(f"https://cdn.example/{name}", DIGEST)


def test_hosts_of_random_pictures_are_known() -> None:
    assert OWN.is_random("https://picsum.photos/400/300?random=1")
    assert not OWN.is_random("https://cdn.example/picsum.photos/400")


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/403.png", True),
        ("/static/404.jpg", True),
        ("/img/no-image.png", True),
        ("/removed.png", True),
        ("/hotlink.gif", True),
        ("/nopic.jpg", True),
        ("/not_found.png", True),
        ("/img/4031.png", False),
        ("/deniedness.png", False),
        ("/2024/forest.jpg", False),
        ("/photo/1.jpg", False),
        ("/1403.png", False),
    ],
)
def test_a_redirect_tells_a_refusal_by_its_name(path: str, refused: bool) -> None:
    assert OWN.is_refusal(f"https://cdn.example{path}") == refused


def test_a_digest_or_a_near_hash_makes_a_picture_known() -> None:
    mine = rules(sha1=[DIGEST], phash=["00000000000000ff"], hosts=["*.cdn.example"])
    url = "https://a.cdn.example/x.jpg"
    assert mine.known_as(url, None, DIGEST) == "x"
    assert mine.known_as(url, probe(phash="00000000000000f0"), "sha1:other") == "x"
    assert mine.known_as(url, probe(phash="00000000000000e0"), "sha1:other") == ""
    assert mine.known_as(url, probe(), "sha1:other") == ""
    assert mine.known_as("https://else.example/x.jpg", None, DIGEST) == ""


def test_a_size_beside_a_digest_must_fit_too() -> None:
    mine = rules(sha1=[DIGEST], width=10, height=20)
    assert mine.known_as("https://a.example/", probe(10, 20), DIGEST) == "x"
    assert mine.known_as("https://a.example/", probe(20, 10), DIGEST) == ""
    assert mine.known_as("https://a.example/", probe(10, 20), "sha1:other") == ""


def test_a_repeat_is_known_by_its_digest_at_any_host() -> None:
    mine = rules(kind="repeat", sha1=[DIGEST])
    assert mine.is_repeat("https://a.example/1.jpg", DIGEST)
    assert not mine.is_repeat("https://a.example/1.jpg", "sha1:other")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "must say which pictures"),
        ({"kind": "sort"}, "kind is 'sort'"),
        ({"width": 3}, "together"),
        ({"width": -3, "height": -3}, "together"),
        ({"sha1": ["abc"]}, "'abc' is no digest"),
        ({"phash": ["ABC"]}, "'ABC' is no phash"),
        ({"kind": "random"}, "must say which pictures"),
        ({"kind": "repeat", "hosts": ["a.example"]}, "must say which pictures"),
        ({"kind": "redirect", "names": ["("]}, "no regular expression"),
        ({"name": "", "width": 1, "height": 1}, "name must not be empty"),
        ({"widht": 1}, "unknown key 'widht'"),
        ({"width": "1"}, "width must be a whole number"),
        ({"sha1": [DIGEST], "hosts": ["not a host"]}, "is no host"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(values: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=r"^mine\.toml: \[\[placeholder\]\] 1: ") as refused:
        rules(**values)
    assert words in str(refused.value)


def test_every_rule_of_our_own_names_its_source() -> None:
    for table in read_tables("placeholder"):
        assert table.text("source"), table.where
        assert isinstance(PlaceholderRule.of(table), PlaceholderRule)


@settings(deadline=None)
@given(st.text(max_size=3_000), st.text(max_size=40))
def test_any_address_can_be_asked_about(url: str, sha1: str) -> None:
    for address in (url, f"https://{url}", f"https://cdn.example/{url}"):
        OWN.known_as(address, probe(), sha1)
        OWN.is_repeat(address, sha1)
        OWN.is_random(address)
        OWN.is_refusal(address)
