"""The alignment of two streams of blocks."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.compare.alignment.blocks import Found, align
from archiver.compare.alignment.sequence import common_subsequence
from archiver.models import Block, BlockKind

TOKENS = st.lists(st.sampled_from("abcdefgh"), max_size=14)


def lcs_length(first: list[str], second: list[str]) -> int:
    """The textbook table, as an oracle."""
    row = [0] * (len(second) + 1)
    for a in first:
        previous, row = row, [0] * (len(second) + 1)
        for j, b in enumerate(second):
            row[j + 1] = previous[j] + 1 if a == b else max(row[j], previous[j + 1])
    return row[-1]


@given(TOKENS, TOKENS)
def test_pairs_are_equal_and_rise_on_both_sides(source: list[str], page: list[str]) -> None:
    pairs = common_subsequence(source, page)
    assert all(source[i] == page[j] for i, j in pairs)
    assert pairs == sorted(set(pairs))
    assert [j for _, j in pairs] == sorted({j for _, j in pairs})


@given(st.lists(st.integers(), unique=True, max_size=30).map(lambda all_: [str(n) for n in all_]),
       st.randoms())  # fmt: skip
def test_without_repeats_the_pairing_is_as_long_as_can_be(
    source: list[str], random: object
) -> None:
    page = list(source)
    random.shuffle(page)  # type: ignore[attr-defined]
    assert len(common_subsequence(source, page)) == lcs_length(source, page)


@given(TOKENS, st.data())
def test_what_was_only_dropped_or_added_is_never_taken_for_moved(
    source: list[str], data: st.DataObject
) -> None:
    kept = [token for token in source if data.draw(st.booleans())]
    assert len(common_subsequence(source, kept)) == len(kept)
    padded = [part for token in source for part in ("#", token)]
    assert len(common_subsequence(source, padded)) == len(source)


def test_hostile_repetition_ends_soon() -> None:
    pairs = common_subsequence(["a", "b"] * 20_000, ["b", "a", "c"] * 20_000)
    assert len(pairs) > 20_000


def paragraph(text: str) -> Block:
    return Block(kind=BlockKind.TEXT, text=text)


def picture(name: str) -> Block:
    return Block(kind=BlockKind.IMAGE, url=f"https://cdn.example/{name}.jpg")


BLOCKS = st.lists(st.integers(0, 10_000), unique=True, min_size=1, max_size=40).map(
    lambda numbers: [
        picture(str(n)) if n % 3 == 0 else paragraph(f"Paragraph {n} has its own words {n * 7}.")
        for n in numbers
    ]
)


@settings(deadline=None)
@given(BLOCKS, st.data())
def test_dropping_blocks_leaves_exactly_those_without_a_place(
    source: list[Block], data: st.DataObject
) -> None:
    dropped = data.draw(st.sets(st.sampled_from(range(len(source)))))
    page = [picture("head"), paragraph("A theme's own line")]
    page += [block for i, block in enumerate(source) if i not in dropped]
    page += [picture("advert"), paragraph("Read also")]
    places = align(source, page).places
    assert set(range(len(source))) - places.keys() <= dropped
    found = {i for i, place in places.items() if place.found is not Found.NEAR}
    assert found == set(range(len(source))) - dropped


@given(BLOCKS)
def test_a_page_in_reverse_order_loses_nothing(source: list[Block]) -> None:
    places = align(source, source[::-1]).places
    assert places.keys() == set(range(len(source)))


def test_a_sidebar_does_not_draw_a_picture_from_its_paragraph() -> None:
    source = [paragraph("One is here."), picture("a"), paragraph("Two is here.")]
    page = [picture("a"), picture("b"), *source, picture("a")]
    assert align(source, page).places[1].page == 3


def test_text_split_or_merged_is_found_within_other_blocks() -> None:
    source = [paragraph("First sentence. Second sentence."), paragraph("Third one.")]
    split = [paragraph("First sentence."), paragraph("Second sentence."), paragraph("Third one.")]
    assert align(source, split).places[0].found is Found.WITHIN
    merged = [paragraph("First sentence. Second sentence. Third one.")]
    assert [place.found for place in align(source, merged).places.values()] == [Found.WITHIN] * 2


def test_text_in_other_words_is_near_only_at_its_place() -> None:
    source = [paragraph(f"Line number {n} of the poem.") for n in range(5)]
    page = [*source[:2], paragraph("Line number 2 in the poem!"), *source[3:]]
    assert align(source, page).places[2].found is Found.NEAR
    elsewhere = [*source[:2], *source[3:], paragraph("Line number 2 in the poem!")]
    assert 2 not in align(source, elsewhere).places


def test_pictures_that_share_one_of_their_addresses_are_one() -> None:
    a, b, c = (f"https://cdn.example/{name}.jpg" for name in "abc")
    source = [Block(kind=BlockKind.IMAGE, url=a, alternates=(b,))]
    page = [Block(kind=BlockKind.IMAGE, url=c, alternates=(b,))]
    assert align(source, page).places[0].page == 0


def hidden(block: Block) -> Block:
    return replace(block, visible=False)


def test_what_is_seen_is_chosen_before_its_hidden_copy() -> None:
    source = [paragraph("One is here."), picture("a"), paragraph("Two is here.")]
    page = [*map(hidden, source), *source]
    for shown, pages in ((page, [3, 4, 5]), (page[3:] + page[:3], [0, 1, 2])):
        places = align(source, shown).places
        assert [places[i].page for i in range(3)] == pages


def test_what_is_hidden_at_its_place_is_there_though_a_copy_is_seen_elsewhere() -> None:
    source = [paragraph("One is here."), picture("a"), paragraph("Two is here.")]
    source = [paragraph("Nought is here."), *source]
    page = [picture("a"), *source[:2], hidden(source[2]), source[3]]
    place = align(source, page).places[2]
    assert (place.found, place.page) == (Found.IN_ORDER, 3)


def test_a_title_that_the_body_begins_with_is_the_bodys_own() -> None:
    title = Block(kind=BlockKind.HEADING, text="The weir of Harl")
    source = [title, paragraph("One is here.")]
    assert align(source, [title, paragraph("By Ann"), *source]).places[0].page == 2


def test_a_players_address_may_gain_a_query_where_its_path_names_the_film() -> None:
    def player(url: str) -> Block:
        return Block(kind=BlockKind.PLAYER, url=url)

    film, bare = "https://p.example/embed/XNslow14==", "https://p.example/player"
    assert 0 in align([player(film)], [player(film + "?autoplay=0&auto=0")]).places
    assert 0 not in align([player(bare)], [player(bare + "?vid=77")]).places


def test_hostile_pages_are_aligned_soon() -> None:
    start = time.process_time()
    source = [paragraph(f"河水涨了{n}米，人们都上了山。" * 20) for n in range(400)]
    page = [hidden(paragraph(f"\ufffd{n}????城里 &quot;no&quot; one" * 20)) for n in range(2_000)]
    align(source, page)
    align(source, [hidden(block) for block in source] * 5)
    align([paragraph("same words here")] * 2_000, [paragraph("same words here")] * 2_000)
    assert time.process_time() - start < 30
