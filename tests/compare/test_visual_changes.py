"""What is seen to differ is named by the blocks of the page, and what is only pushed by none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sights import (
    APART_PX,
    BANNER,
    LEFT,
    PICTURE_PX,
    TEXT_PX,
    WIDTH,
    WORDS,
    at,
    came,
    caption,
    file,
    image,
    level,
    named,
    paragraph,
    pictures,
    player,
    sight,
    stacked,
    text,
    told,
    went,
)

from archiver.compare.visual.changes import visual_changes
from archiver.compare.visual.sight import Sight
from archiver.models import (
    AlignedBand,
    Band,
    BandKind,
    Block,
    Box,
    Overlay,
    Region,
    VisualKind,
)

FIRST, SECOND, THIRD, FOURTH = (paragraph(number) for number in range(1, 5))
LINE_PX = TEXT_PX + APART_PX


def test_equal_pictures_have_no_change_whatever_the_blocks_say() -> None:
    rows = Band(top_px=0, bottom_px=100)
    same = pictures(height=100, bands=[AlignedBand(kind=BandKind.SAME, old=rows, new=rows)])
    assert visual_changes(same, sight(FIRST), sight(SECOND)) == ()


def test_what_is_not_seen_is_not_told() -> None:
    elsewhere = level(Box(900, 700, 50, 50))
    found = named(sight(FIRST, SECOND), sight(FIRST, text("Quite another thing")), elsewhere)
    assert [change.kind for change in found] == [VisualKind.CHANGED]
    assert found[0].new == elsewhere.new


# --- text


def test_a_lost_paragraph_is_one_change_and_what_it_pulled_up_is_none() -> None:
    old, new = sight(FIRST, SECOND, THIRD, FOURTH), sight(FIRST, THIRD, FOURTH)
    found = named(old, new, went(LINE_PX, LINE_PX), level(at(2, new)))
    assert told(found) == [("removed", f'the paragraph "2. {WORDS[:56]}…" was removed')]
    assert found[0].old is not None
    assert found[0].new is None
    assert found[0].blocks == (1,)


def test_paragraphs_that_stand_together_went_together() -> None:
    old, new = sight(FIRST, SECOND, THIRD, FOURTH), sight(FIRST, FOURTH)
    (change,) = named(old, new, went(LINE_PX, 2 * LINE_PX))
    assert change.blocks == (1, 2)
    assert change.sentence.endswith("were removed")


def test_a_rewritten_paragraph_shows_both_versions() -> None:
    new = sight(FIRST, text("2. The river runs through the new town, and somebody has counted."))
    old = sight(FIRST, text("2. The river runs through the old town, and nobody has counted."))
    (change,) = named(old, new, level(at(1, new)))
    assert change.kind is VisualKind.REWRITTEN
    assert "old town" in change.sentence
    assert 'now reads "2. The river runs through the new town' in change.sentence


def test_a_new_paragraph_says_after_which_it_stands() -> None:
    old, new = sight(FIRST, THIRD), sight(FIRST, SECOND, THIRD)
    (change,) = named(old, new, came(LINE_PX, LINE_PX))
    assert change.kind is VisualKind.ADDED
    assert change.sentence.endswith(f'added after the paragraph "1. {WORDS[:56]}…"')


def test_the_same_words_in_another_colour_are_drawn_otherwise() -> None:
    page = sight(FIRST, SECOND, THIRD, FOURTH)
    (change,) = named(page, page, level(at(2, page)))
    assert change.kind is VisualKind.RESTYLED
    assert change.blocks == (2,)
    assert "the same words, in another font, size or colour" in change.sentence


def test_the_same_words_in_a_higher_box_are_drawn_otherwise_with_both_sizes() -> None:
    taller = replace(SECOND, box=Box(LEFT, LINE_PX, WIDTH, 90))
    old, new = sight(FIRST, SECOND, THIRD), sight(FIRST, taller, THIRD)
    (change,) = named(old, new, Region(old=at(1, old), new=at(1, new), pixels=900))
    assert "(700 x 90 px, was 700 x 60 px)" in change.sentence


def test_another_font_of_the_whole_article_is_one_change() -> None:
    page = sight(*(paragraph(number) for number in range(1, 20)))
    (change,) = named(page, page, *(level(at(number, page)) for number in range(19)))
    assert change.kind is VisualKind.RESTYLED
    assert change.sentence.startswith("19 blocks are drawn otherwise, from the paragraph")


def test_lines_that_were_rounded_to_other_rows_are_not_drawn_otherwise() -> None:
    old, new = sight(FIRST, SECOND, THIRD), sight(FIRST, THIRD, top=0.4)
    found = named(old, new, went(LINE_PX, LINE_PX), level(at(1, new), down=-LINE_PX))
    assert [change.kind for change in found] == [VisualKind.REMOVED]


def test_one_row_that_came_with_something_else_is_rounding() -> None:
    old, new = sight(FIRST, SECOND, THIRD), sight(FIRST, THIRD)
    assert len(named(old, new, went(LINE_PX, LINE_PX), came(LINE_PX + 30, 1))) == 1


# --- media


def test_other_bytes_at_the_same_address_are_another_picture() -> None:
    blocks = (FIRST, image("bay"), caption("▲ The bay", of=1), SECOND)
    old, new = (sight(*blocks, files={"bay": file(name)}) for name in ("one", "other"))
    (change,) = named(old, new, level(at(1, new)))
    assert told([change]) == [
        ("another picture", 'picture 1, caption "▲ The bay", shows another picture')
    ]


def test_a_picture_that_was_encoded_anew_is_no_other_one() -> None:
    blocks = (FIRST, image("bay"))
    old, new = (
        sight(*blocks, files={"bay": file(name, phash=look)})
        for name, look in (("one", "0f0f0f0f0f0f0f0f"), ("other", "0f0f0f0f0f0f0f0e"))
    )
    assert told(named(old, new, level(at(1, new)))) == [("looks other", "picture 1 looks other")]


@pytest.mark.parametrize(
    ("share", "sentence"),
    [(1.0, "picture 1 shows another picture"), (0.1, "a part of picture 1 looks other")],
)
def test_of_a_picture_without_known_bytes_the_part_that_differs_decides(
    share: float, sentence: str
) -> None:
    page = sight(FIRST, image("bay"))
    box = at(1, page)
    part = Box(box.x, box.y, box.width, box.height * share)
    assert [change.sentence for change in named(page, page, level(part))] == [sentence]


def test_an_animation_is_silent() -> None:
    page = sight(FIRST, image("bay"), files={"bay": file("one", media_type="image/gif")})
    assert named(page, page, level(at(1, page))) == ()


def test_another_address_at_its_place_is_another_picture_and_elsewhere_none() -> None:
    old, new = sight(FIRST, image("bay"), SECOND), sight(FIRST, image("hill"), SECOND)
    assert [c.kind for c in named(old, new, level(at(1, new)))] == [VisualKind.REPLACED]
    new = sight(FIRST, SECOND, image("hill"))
    kinds = [c.kind for c in named(old, new, level(at(1, new)), level(at(2, new)))]
    assert sorted(kinds) == [VisualKind.ADDED, VisualKind.REMOVED]


def test_the_same_bytes_at_another_address_are_the_same_picture() -> None:
    old = sight(FIRST, image("bay"), SECOND, files={"bay": file("one")})
    new = sight(FIRST, image("hill"), SECOND, files={"hill": file("one")})
    assert [c.kind for c in named(old, new, level(Box(900, 0, 50, 50)))] == [VisualKind.CHANGED]


def test_a_broken_picture_is_not_shown_any_more() -> None:
    old = sight(FIRST, image("bay"))
    new = sight(FIRST, image("bay", width_px=0, height_px=0))
    (change,) = named(old, new, level(at(1, new)))
    assert change.sentence == "picture 1 is not shown any more"


def test_a_picture_that_changed_places_with_a_paragraph_is_what_moved() -> None:
    bay, words = image("bay"), caption("▲ The bay", of=1)
    old = sight(FIRST, bay, words, SECOND, THIRD)
    new = sight(FIRST, SECOND, bay, replace(words, caption_of=(2,)), THIRD)
    rows = (PICTURE_PX + APART_PX) + LINE_PX
    (change,) = named(old, new, went(LINE_PX + rows, LINE_PX), came(LINE_PX, LINE_PX))
    assert change.kind is VisualKind.MOVED
    assert change.sentence == (
        f'picture 1, caption "▲ The bay", was moved, now after the paragraph "2. {WORDS[:56]}…"'
    )


def test_a_paragraph_that_moved_over_another_is_a_paragraph() -> None:
    old, new = sight(FIRST, SECOND, THIRD, FOURTH), sight(SECOND, THIRD, FIRST, FOURTH)
    (change,) = named(old, new, went(0, LINE_PX), came(2 * LINE_PX, LINE_PX))
    assert change.kind is VisualKind.MOVED
    assert change.blocks == (2,)


def test_the_other_player_is_told_though_a_mask_lies_on_it() -> None:
    old, new = sight(FIRST, player("a"), SECOND), sight(FIRST, player("b"), SECOND)
    (change,) = named(old, new)
    assert change.sentence == "the player http://player.test/b shows another player"


# --- bands and layers


def test_an_empty_band_is_one_change_and_all_below_it_none() -> None:
    page = [paragraph(number) for number in range(1, 30)]
    old, new = sight(*page, top=10), sight(*page, top=50)
    pushed = [level(at(number, new), down=0) for number in range(29)]
    (change,) = named(old, new, came(0, 40), *pushed)
    assert change.kind is VisualKind.ADDED
    assert change.new == Box(0, 0, 1280, 40)
    assert change.sentence.startswith("a band of 40 px was inserted before the paragraph")
    (back,) = named(new, old, went(0, 40))
    assert back.kind is VisualKind.REMOVED
    assert back.sentence.startswith("a band of 40 px was taken out before the paragraph")


def test_a_band_over_two_columns_is_one() -> None:
    aside = [
        replace(text(f"Most read: {n}. {WORDS}"), box=Box(900, n * 80, 300, 60)) for n in (1, 2)
    ]
    page = [FIRST, SECOND, THIRD, *aside]
    old = Sight.of_blocks(stacked(*page), {})
    lower = [
        replace(b, box=Box(b.box.x, b.box.y + 40, b.box.width, 60)) for b in old.blocks if b.box
    ]
    (change,) = named(old, Sight.of_blocks(lower, {}), came(0, 40))
    assert change.sentence.startswith("a band of 40 px was inserted")


def test_a_band_in_one_column_is_found_though_no_row_is_as_before() -> None:
    aside = [replace(text(f"{n}. Most read"), box=Box(900, n * 80, 300, 60)) for n in range(5)]
    old = Sight.of_blocks([*stacked(FIRST, SECOND, THIRD), *aside], {})
    below = [replace(b, box=Box(LEFT, b.box.y + 40, WIDTH, 60)) for b in old.blocks[1:3] if b.box]
    new = Sight.of_blocks([old.blocks[0], *below, *aside], {})
    mess = Region(old=Box(100, 70, 1100, 160), new=Box(100, 70, 1100, 200), pixels=9_000)
    (change,) = named(old, new, mess)
    assert change.kind is VisualKind.ADDED
    assert change.sentence.startswith('a band of 40 px was inserted before the paragraph "2. ')


def test_a_column_that_is_as_long_as_the_other_one_is_not_drawn_otherwise() -> None:
    aside = replace(text("Most read"), box=Box(900, 0, 300, 3_000))
    old = Sight.of_blocks([*stacked(FIRST, SECOND, THIRD), aside], {})
    shorter = replace(aside, box=Box(900, 0, 300, 2_920))
    new = Sight.of_blocks([*stacked(FIRST, THIRD), shorter], {})
    (change,) = named(old, new, went(LINE_PX, LINE_PX))
    assert change.kind is VisualKind.REMOVED
    assert change.blocks == (1,)


def test_what_is_set_over_the_page_covers_it_and_then_is_gone() -> None:
    page = [paragraph(number) for number in range(1, 12)]
    old, new = sight(*page), sight(*page, overlays=[BANNER])
    (change,) = named(old, new, level(BANNER.box))
    assert change.kind is VisualKind.COVERED
    assert change.sentence.startswith('a banner "We use cookies" of 1280 x 120 px covers the para')
    (back,) = named(new, old, level(BANNER.box))
    assert back.kind is VisualKind.UNCOVERED
    assert "is gone that covered" in back.sentence


def test_a_layer_with_its_own_words_is_one_change() -> None:
    page = [paragraph(number) for number in range(1, 12)]
    words = text("We use cookies", box=Box(20, 620, 300, 40))
    old = sight(*page)
    new = Sight.of_blocks([*stacked(*page), words], {}, [BANNER])
    assert len(named(old, new, level(BANNER.box))) == 1


def test_a_banner_in_rows_of_its_own_is_a_band() -> None:
    page = [paragraph(number) for number in range(1, 5)]
    bar = Overlay(position="sticky", box=Box(0, 0, 1280, 40), text="Subscribe")
    old, new = sight(*page), sight(*page, top=40, overlays=[bar])
    (change,) = named(old, new, came(0, 40))
    assert change.kind is VisualKind.ADDED
    assert change.sentence.endswith('with the words "Subscribe"')


def test_a_page_that_is_wider_says_so() -> None:
    page = sight(FIRST, SECOND)
    beside = Region(old=None, new=Box(1_280, 0, 300, 8_000), pixels=2_400_000)
    (change,) = named(page, page, beside)
    assert change.kind is VisualKind.ADDED
    assert change.new == beside.new


def test_a_page_without_blocks_is_told_by_its_regions() -> None:
    found = named(Sight(), Sight(), came(0, 40), level(Box(10, 900, 50, 50)))
    assert [change.kind for change in found] == [VisualKind.ADDED, VisualKind.CHANGED]
    assert "at the end of the page" in found[0].sentence


def test_a_difference_is_never_silent_altogether() -> None:
    old, new = sight(FIRST, SECOND, top=0), sight(FIRST, SECOND, top=3)
    (change,) = named(old, new, level(at(0, new)))
    assert change.sentence.startswith("a band of 3 px was inserted")


# --- fingerprints


def mark(old: Sight, new: Sight, *regions: Region) -> str:
    (change,) = named(old, new, *regions)
    assert len(change.fingerprint) == 16
    return change.fingerprint


def test_a_fingerprint_stays_when_the_page_is_pushed_and_others_differ_too() -> None:
    def both(top: float, last: Block) -> list[str]:
        old = sight(FIRST, image("bay"), SECOND, THIRD, top=top, files={"bay": file("one")})
        new = sight(FIRST, image("bay"), SECOND, last, top=top, files={"bay": file("other")})
        found = named(old, new, level(at(1, new)), level(at(3, new)))
        return [each.fingerprint for each in found if each.kind is VisualKind.REPLACED]

    assert both(0, THIRD) == both(500, THIRD) == both(77, text(f"3. {WORDS}, and more."))


def test_fingerprints_of_distinct_things_are_distinct() -> None:
    bay = sight(FIRST, image("bay"), files={"bay": file("one")})
    marks = {
        mark(sight(FIRST, SECOND), sight(FIRST), went(80, 80)),
        mark(sight(FIRST), sight(FIRST, SECOND), came(80, 80)),
        mark(sight(FIRST, SECOND, THIRD), sight(FIRST, SECOND), went(160, 80)),
        mark(sight(FIRST, SECOND), sight(FIRST, SECOND), level(Box(100, 80, 700, 60))),
        mark(sight(FIRST), sight(FIRST), level(Box(100, 0, 700, 60))),
        mark(bay, sight(FIRST, image("bay"), files={"bay": file("two")}), level(at(1, bay))),
        mark(bay, sight(FIRST, image("bay"), files={"bay": file("three")}), level(at(1, bay))),
        mark(bay, sight(FIRST), went(80, 420)),
        mark(sight(FIRST), sight(FIRST, overlays=[BANNER]), level(BANNER.box)),
        mark(sight(FIRST, overlays=[BANNER]), sight(FIRST), level(BANNER.box)),
    }
    assert len(marks) == 10


def test_a_counter_is_one_thing_whatever_it_counts() -> None:
    def reads(before: str, after: str) -> str:
        old, new = (sight(FIRST, text(f"{reads} views")) for reads in (before, after))
        return mark(old, new, level(at(1, new)))

    assert reads("1,203", "1,204") == reads("7", "90,001")


def test_figures_of_long_prose_are_words() -> None:
    def year(before: int, after: int) -> str:
        old, new = (
            sight(FIRST, text(f"{WORDS * 3} In {year} it ran dry.")) for year in (before, after)
        )
        return mark(old, new, level(at(1, new)))

    assert year(1961, 1962) != year(1961, 1963)


def test_repeated_pictures_are_told_apart() -> None:
    page = sight(FIRST, *[image("star")] * 6)
    found = named(page, page, *(level(at(number, page)) for number in range(1, 7)))
    assert len(found) == len({change.fingerprint for change in found}) == 6
    assert [change.sentence.split()[1] for change in found] == list("123456")
