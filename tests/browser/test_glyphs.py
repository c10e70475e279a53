"""Characters that no font has: drawn as a box, or not at all."""

from __future__ import annotations

import base64
import struct

import pytest

from archiver.browser.common_han import common_han
from archiver.dom import blocks_of, element_from_snapshot
from archiver.testing import media
from archiver.testing.http_server import Response

from .conftest import Site
from .trees import html, nodes

# Planes that are for private use, and a place that Unicode keeps empty: no font has these.
_PRIVATE = "\U000f1234"
_UNASSIGNED = "\u0378"


def _blank_font(first: str, last: str) -> bytes:
    """Return a font that has the characters from `first` to `last`, and draws nothing for them."""
    font = bytearray(media.read("blank.ttf"))
    count = ord(last) - ord(first) + 1
    # Two segments of a character map, the last one empty: ends, starts, deltas, and where the
    # glyphs of each are listed. All characters have glyph 1.
    segments = [ord(last), 0xFFFF, 0, ord(first), 0xFFFF, 0, 1, 4, 0, *[1] * count]
    table = struct.pack(f">7H{len(segments)}H", 4, 14 + 2 * len(segments), 0, 4, 4, 1, 0, *segments)
    start = font.index(b"cmap")
    struct.pack_into(">II", font, start + 8, len(font), 12 + len(table))
    return bytes(font) + struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


_PAGE = f"""
<style>
@font-face {{ font-family: Hollow; src: url(/hollow.ttf) }}
.icon::before {{ content: "{_PRIVATE}" }}
.hollow {{ font-family: Hollow, sans-serif }}
</style>
<p id=plain>Plain words, 汉字也有, とかな, 한글, Ελληνικά, кириллица: 1234 — “quotes” … €
  ☎ 口 回 囗 □ ▯</p>
<p id=box>one {_PRIVATE} two {_UNASSIGNED}{_PRIVATE}</p>
<p id=bold><b>{_UNASSIGNED}</b> in bold</p>
<p id=hollow class=hollow>甲乙丙</p>
<p id=spaces>a\u00a0b\u3000c\u2003d\u200b\u200d\u2060\u00ad\u200e\ufeff e\u115f\u3164\u2800</p>
<p id=marks>e\u0301 \u0301\u0308\u20dd \u094d \ufe0f\ufe0e\U000e0101</p>
<p id=emoji>😀 😀\u200d😀 😀🏽 🇨🇳 1\ufe0f\u20e3 ❤\ufe0f</p>
<p id=replaced>\ufffd\ufffc</p>
<p id=icon class=icon>home</p>
<p id=unseen style="display: none">{_PRIVATE}</p>
<p id=clear style="color: #fff">{_PRIVATE}</p>
<p id=claim :tofu=abc>abc</p>
"""


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_what_no_font_has_is_told_and_nothing_else(site: Site, visit) -> None:
    font = Response(body=_blank_font("乙", "乙"), media_type="font/ttf")
    site.add({"a.test/": html(_PAGE), "a.test/hollow.ttf": font})
    snapshot = (await visit("http://a.test/")).visit.snapshot
    told = {
        node[1].get("id") or node[0]: node[1][":tofu"]
        for node in nodes(snapshot.frames[0].tree)
        if ":tofu" in node[1]
    }
    assert told == {"box": _PRIVATE + _UNASSIGNED, "b": _UNASSIGNED, "hollow": "乙"}
    blocks = blocks_of(element_from_snapshot(snapshot.frames[0].tree), snapshot.url)
    missing = [block.missing_glyphs for block in blocks if block.missing_glyphs]
    assert missing == [_PRIVATE + _UNASSIGNED, _UNASSIGNED, "乙"]
    assert snapshot.web_fonts == ("Hollow",)


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_of_many_han_characters_the_rare_ones_are_all_looked_at(site: Site, visit) -> None:
    common = [chr(0x4E00 + place) for place in range(20_000) if _is_common(place)]
    assert len(common) > 8000
    words = "".join(f"<p>{''.join(common[i : i + 100])}</p>" for i in range(0, 3000, 100))
    site.add({"a.test/": html(f"{words}<p id=rare>{_UNASSIGNED}</p>")})
    (frame,) = (await visit("http://a.test/")).visit.snapshot.frames
    assert [n[1].get("id") for n in nodes(frame.tree) if ":tofu" in n[1]] == ["rare"]


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_where_some_of_a_script_are_missing_all_are_looked_at(site: Site, visit) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    face = "<style>@font-face { font-family: Hollow; src: url(/hollow.ttf) }</style>"
    words = f"<p style='font-family: Hollow, serif'>{letters}{letters.lower()}</p>"
    font = Response(body=_blank_font("A", "Z"), media_type="font/ttf")
    site.add({"a.test/": html(face + words), "a.test/hollow.ttf": font})
    (frame,) = (await visit("http://a.test/")).visit.snapshot.frames
    (told,) = [node[1][":tofu"] for node in nodes(frame.tree) if ":tofu" in node[1]]
    assert told == letters


def _is_common(place: int) -> bool:
    return bool(base64.b64decode(common_han())[place >> 3] >> (place & 7) & 1)


@pytest.mark.parametrize(
    ("character", "common"),
    [("一", True), ("国", True), ("國", True), ("鬱", True), ("龘", False), ("镕", False)],
)
def test_common_is_what_both_old_charsets_hold_first(character: str, common: bool) -> None:
    assert _is_common(ord(character) - 0x4E00) is common
