"""Whether two answers show the same picture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placeholder_scenes import (
    flat,
    gif,
    jpeg,
    line,
    notice,
    page_of_text,
    photo,
    pixel,
    png,
    poster,
    svg,
    webp,
)
from staged import entry

from archiver.compare.placeholders.looks import Resemblance, is_flat, looks_of, resemblance
from archiver.models import BodyProbe

LARGE = (1200, 750)
SAME, UNLIKE, UNSURE = Resemblance


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (jpeg(photo(1)), jpeg(photo(1)), SAME),
        (jpeg(photo(1)), webp(photo(1)), SAME),
        (jpeg(photo(1)), jpeg(photo(1, LARGE), 50), SAME),
        (jpeg(photo(1)), jpeg(photo(2)), UNLIKE),
        (jpeg(photo(1)), png(notice()), UNLIKE),
        (jpeg(photo(1)), jpeg(poster()), UNLIKE),
        (jpeg(photo(1)), png(flat()), UNLIKE),
        (jpeg(photo(1)), svg(640, 400), UNLIKE),
        (jpeg(photo(1)), pixel(), UNLIKE),
        (png(photo(1, LARGE)), png(flat()), UNLIKE),
        (png(photo(1, LARGE)), png(notice()), UNLIKE),
        (png(photo(1, LARGE)), webp(photo(1, LARGE)), SAME),
        (png(photo(1, LARGE)), jpeg(photo(2)), UNLIKE),
        (png(flat()), jpeg(flat()), UNSURE),
        (png(flat()), gif(flat("red", (200, 500))), UNLIKE),
    ],
)
def test_pictures_are_compared_by_all_that_is_known(
    one: bytes, other: bytes, wanted: Resemblance
) -> None:
    mine, theirs = line("https://cdn.example/a", one), line("https://cdn.example/a", other)
    assert resemblance(mine, theirs) is resemblance(theirs, mine) is wanted


def test_without_a_probe_only_the_digest_tells() -> None:
    one, other = entry("https://cdn.example/a"), entry("https://cdn.example/b", probe=None)
    assert resemblance(one, other) is UNSURE
    assert resemblance(one, entry("https://cdn.example/a", probe=None)) is SAME


def test_signs_and_pages_of_text_are_flat_and_photographs_are_not() -> None:
    for body, wanted in (
        (png(notice()), True),
        (jpeg(notice()), True),
        (png(flat()), True),
        (png(page_of_text(30)), True),  # which is why flatness is but a hint
        (jpeg(photo(1)), False),
        (pixel(), False),
    ):
        assert is_flat(line("https://cdn.example/a", body)) == wanted


def test_evidence_leaves_out_what_is_not_known() -> None:
    assert looks_of(entry("https://cdn.example/a", probe=None)) == {}
    drawing = BodyProbe(sniffed="image/svg+xml", complete=True)
    assert looks_of(entry("https://cdn.example/a", probe=drawing)) == {}


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.text())
def test_any_probes_compare_in_either_order(
    width: int, height: int, other_width: int, other_height: int, phash: str
) -> None:
    def made(wide: int, high: int, bits: str) -> BodyProbe:
        return BodyProbe(
            sniffed="image/png", complete=True, width_px=wide, height_px=high, phash=bits
        )

    one = entry("https://cdn.example/a", probe=made(width, height, phash))
    other = entry("https://cdn.example/b", probe=made(other_width, other_height, "0" * 16))
    assert resemblance(one, other) is resemblance(other, one)
