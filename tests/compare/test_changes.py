"""What two captures of one article differ in, and what of it is a loss."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staged import capture, entry, post

from archiver.compare.asides import differs_aside, is_aside
from archiver.compare.history.change import Change, ChangeKind, Changes
from archiver.compare.history.changes import changes
from archiver.compare.history.word_runs import word_runs
from archiver.models import BodyProbe, Capture, PlayerOutcome, PlayerState

A, B, C = (f"https://cdn.example/{name}.jpg" for name in "abc")
FIRST = "<p>The first paragraph of the article tells how the mill was built, and by whom.</p>"
SECOND = "<p>A second paragraph tells what became of its wheel when the river went dry.</p>"
THIRD = "<p>The last paragraph names those who still remember the sound of its stones.</p>"
PAGE = f"{FIRST}<img src='{A}'><p align='center'>▲The wheel</p>{SECOND}<img src='{B}'>{THIRD}"


def look(phash: str, **facts: object) -> BodyProbe:
    bare = BodyProbe(
        sniffed="image/jpeg", complete=True, width_px=500, height_px=300, phash=phash, top_share=0.1
    )
    return replace(bare, **facts)  # type: ignore[arg-type]


def difference(
    old: str | Capture, new: str | Capture, promise: str | None = PAGE, **facts: object
) -> Changes:
    pair = [capture(each) if isinstance(each, str) else each for each in (old, new)]
    return changes(post(promise) if promise else None, *pair, **facts)  # type: ignore[arg-type]


def kinds(found: Changes) -> list[tuple[str, str, str]]:
    """Kind, noun and check of each change that counts."""
    return [(str(each.kind), each.what, each.check) for each in found.changes if each.counts]


def only(found: Changes) -> Change:
    (change,) = found.changes
    return change


@pytest.mark.parametrize("promise", [PAGE, None])
def test_the_same_page_has_no_changes(promise: str | None) -> None:
    found = difference(PAGE, PAGE, promise)
    assert (found.changes, found.notes, found.has_changed) == ((), (), False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SECOND, SECOND.replace(" when", "</p><p>when")),
        (SECOND.replace(" when", "</p><p>when"), SECOND),
        (SECOND, SECOND.replace("<p>", "<h2>").replace("</p>", "</h2>")),
        (SECOND, SECOND.replace(" wheel ", "\u200b wheel\n ")),
        (SECOND, SECOND.replace("its wheel", "<b>its</b> wheel")),
        (FIRST + SECOND, FIRST.replace("</p>", " ") + SECOND.replace("<p>", "")),
        (SECOND, SECOND + "<p hidden>Nobody can read this paragraph, for it is hidden.</p>"),
    ],
)
@pytest.mark.parametrize("promise", [PAGE, None])
def test_the_same_words_in_other_blocks_are_no_change(
    old: str, new: str, promise: str | None
) -> None:
    pages = [f"{THIRD}<img src='{A}'>{words}<h2>The end of it</h2>" for words in (old, new)]
    found = difference(*pages, pages[0] if promise else None)
    assert found.changes == ()


def test_a_tracking_pixel_is_no_change() -> None:
    new = capture(PAGE + "<img src='https://t.example/p?x=1'>")
    assert new.snapshot is not None
    (frame,) = new.snapshot.frames
    shown = '":src": "https://t.example/p?x=1", ":w": "500"'
    flat = json.dumps(frame.tree)
    assert shown in flat
    tree = json.loads(flat.replace(shown, shown.replace("500", "1")))
    pixel = replace(new.snapshot, frames=(replace(frame, tree=tree),))
    assert difference(PAGE, replace(new, snapshot=pixel), None).changes == ()
    assert difference(PAGE, new, None).has_changed


def test_a_paragraph_that_the_post_does_not_promise_is_added() -> None:
    more = "<p>An editor's note of some length was set between the others in March.</p>"
    change = only(difference(PAGE, PAGE.replace(SECOND, SECOND + more)))
    assert (change.kind, change.what, change.is_loss) == (ChangeKind.ADDED, "paragraph", False)
    assert change.after == more[3:-4]
    assert (change.before, change.block, change.line, change.counts) == ("", None, None, True)
    gone = only(difference(PAGE.replace(SECOND, SECOND + more), PAGE))
    assert (gone.kind, gone.before, gone.is_loss) == (ChangeKind.REMOVED, more[3:-4], False)


def test_a_promised_paragraph_that_is_gone_is_a_loss_with_its_line() -> None:
    promise = PAGE.replace(SECOND, "\n\n" + SECOND)
    change = only(difference(PAGE, PAGE.replace(SECOND, ""), promise))
    assert (change.kind, change.check, change.line) == (ChangeKind.REMOVED, "T1", 3)
    assert change.is_loss
    assert len(change.fingerprint) == 16


def test_without_a_post_nothing_is_a_loss() -> None:
    change = only(difference(PAGE, PAGE.replace(SECOND, ""), None))
    assert (change.kind, change.is_loss, change.line) == (ChangeKind.REMOVED, False, None)


def test_a_loss_that_was_there_before_is_no_change() -> None:
    lossy = PAGE.replace(SECOND, "")
    assert difference(lossy, lossy).changes == ()


def test_a_rewritten_paragraph_shows_its_words() -> None:
    other = SECOND.replace("when the river went dry", "after the war")
    change = only(difference(PAGE, PAGE.replace(SECOND, other)))
    assert (change.kind, change.what, change.check) == (ChangeKind.REWRITTEN, "paragraph", "T1")
    assert "".join(run.text for run in change.words if run.mark != "+") == SECOND[3:-4]
    assert "".join(run.text for run in change.words if run.mark != "-") == other[3:-4]
    assert any(run.mark == "+" and "war" in run.text for run in change.words)


@pytest.mark.parametrize(
    "other",
    [
        SECOND.replace("dry.", "dry. A sentence was put behind it, as long as the first one was."),
        SECOND.replace("A second", "Corrected in May. A second"),
        SECOND.replace(" when the river went dry", ""),
        "<p>A second paragraph</p>",
    ],
)
def test_sentences_that_come_or_go_within_a_paragraph_are_told(other: str) -> None:
    for old, new in ((SECOND, other), (other, SECOND)):
        change = only(difference(PAGE.replace(SECOND, old), PAGE.replace(SECOND, new)))
        assert change.kind is ChangeKind.REWRITTEN
        assert (change.before, change.after) == (old[3:-4], new[3:-4])


def test_merged_paragraphs_with_a_new_sentence_are_one_change() -> None:
    one, other = "<p>Alpha was the first of the mills.</p>", "<p>Beta was the second one.</p>"
    merged = "<p>Alpha was the first of the mills. Beta was the second one. Gamma came last.</p>"
    change = only(difference(FIRST + one + other + THIRD, FIRST + merged + THIRD, None))
    assert change.kind is ChangeKind.REWRITTEN
    assert change.before == "Alpha was the first of the mills.\nBeta was the second one."
    assert change.after == merged[3:-4]


def test_a_block_that_moved_is_one_change_with_all_that_moved_with_it() -> None:
    block = f"{SECOND}<img src='{B}'>"
    rest = "".join(f"<p>Paragraph {n} of the rest, which is long enough.</p>" for n in range(4))
    page = FIRST + block + rest
    found = difference(page, FIRST + rest + block, page)
    change = only(found)
    assert (change.kind, change.what, change.check) == (ChangeKind.MOVED, "paragraph", "O1")
    assert change.detail == (
        'now after "Paragraph 3 of the rest, which is long enough.", 1 more with it'
    )


def test_a_caption_that_changed_is_a_caption() -> None:
    found = difference(PAGE, PAGE.replace("▲The wheel", "▲The millwheel at night"))
    assert kinds(found) == [("rewritten", "caption", "C1")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3 days ago", "1 hour ago"),
        ("59分钟前", "昨天"),
        ("1,234 views", "2.1k views"),
        ("阅读 123", "阅读 1.2万"),
        ("Posted 3 days ago by Ana", "Posted 4 days ago by Ana"),
        ("Comments (3)", "Comments (4)"),
        ("12", "13"),
    ],
)
@pytest.mark.parametrize("promise", [PAGE, None])
def test_ages_and_counters_are_kept_apart(old: str, new: str, promise: str | None) -> None:
    pages = [PAGE.replace(SECOND, f"<div>{words}</div>{SECOND}") for words in (old, new)]
    found = difference(*pages, promise)
    assert found.changes
    assert all(each.outside for each in found.changes)
    assert not found.has_changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The bridge is 700 years old.", "The bridge is 800 years old."),
        ("Price 30 euros", "Price 40 euros"),
        ("2026-01-02", "2026-01-03"),
        ("Printed in 1000 copies", "Printed in 3000 copies"),
    ],
)
def test_figures_in_prose_are_the_articles(old: str, new: str) -> None:
    pages = [PAGE.replace(SECOND, f"<p>{words}</p>{SECOND}") for words in (old, new)]
    assert difference(*pages).has_changed


def test_a_counter_that_the_post_promises_is_the_articles() -> None:
    promise = PAGE.replace(SECOND, f"<p>1,234 views</p>{SECOND}")
    found = difference(promise, promise.replace("1,234", "99"), promise)
    assert found.has_changed


def test_what_stands_beside_the_article_is_kept_apart() -> None:
    menus = [f"<ul><li>{word} and all the other news of the week</li></ul>" for word in "XY"]
    advert = "<img src='https://ads.example/{}.jpg'>"
    pages = [
        menus[at]
        + advert.format(at)
        + PAGE
        + f"<p><a href='/{at}'>Related: the story of number {at} of ten</a></p>"
        for at in (0, 1)
    ]
    found = difference(*pages)
    assert len(found.changes) >= 4
    assert all(each.outside and not each.counts for each in found.changes)


def test_a_note_below_the_article_is_the_articles() -> None:
    note = "<p>A correction of the ninth of March stands below the article.</p>"
    change = only(difference(PAGE, PAGE + note))
    assert (change.kind, change.after, change.counts) == (ChangeKind.ADDED, note[3:-4], True)
    # In another column it stands beside it.
    change = only(difference(PAGE, PAGE + note.replace("<p>", "<p box='900,0,200,40'>")))
    assert not change.counts


def test_a_picture_that_is_gone_is_a_loss_and_a_new_one_is_not() -> None:
    old, new = f"<img src='{B}'>", f"<img src='{C}'>"
    found = difference(PAGE, PAGE.replace(old, new))
    assert kinds(found) == [("removed", "picture", "M1"), ("added", "picture", "")]
    assert [(each.before, each.after) for each in found.changes] == [(B, ""), ("", C)]


@pytest.mark.parametrize(
    ("phash", "kind", "counts", "detail"),
    [
        ("00000000000000ff", ChangeKind.RE_ENCODED, False, "8 of 64 bits differ"),
        ("00000000000001ff", ChangeKind.RETOUCHED, True, "9 of 64 bits differ"),
        ("0000000000ffffff", ChangeKind.RETOUCHED, True, "24 of 64 bits differ"),
        ("0000000001ffffff", ChangeKind.REPLACED, True, "25 of 64 bits differ"),
        ("", ChangeKind.UNCLEAR, True, ""),
    ],
)
def test_other_bytes_are_told_by_how_much_the_picture_changed(
    phash: str, kind: ChangeKind, counts: bool, detail: str
) -> None:
    old = capture(PAGE, {A: entry(A, probe=look("0" * 16))})
    new = capture(PAGE, {A: entry(A, probe=look(phash), sha1="sha1:OTHER")})
    change = only(difference(old, new))
    assert (change.kind, change.counts, change.detail) == (kind, counts, detail)
    assert not change.is_loss
    # What the caller knows of the looks counts before the ledger.
    looks = {"sha1:OTHER": look("f" * 16, width_px=250, height_px=150)}
    change = only(difference(old, new, looks=looks))
    assert change.kind is ChangeKind.REPLACED
    assert change.detail == "64 of 64 bits differ, 500 x 300 px before, 250 x 150 px now"


def test_the_same_picture_at_another_address_is_told_as_such() -> None:
    shown = f"<img src='{B}'>"
    old = capture(PAGE, {B: entry(B, probe=look("0" * 16))})
    elsewhere = PAGE.replace(shown, f"<img src='{C}'>")
    new = capture(elsewhere, {C: entry(C, probe=look("0" * 15 + "1"))})
    change = only(difference(old, new, None))
    assert (change.kind, change.before, change.after) == (ChangeKind.READDRESSED, B, C)
    assert not change.counts
    other = capture(elsewhere, {C: entry(C, probe=look("f" * 16))})
    assert kinds(difference(old, other, None)) == [
        ("removed", "picture", ""),
        ("added", "picture", ""),
    ]


def test_a_picture_that_is_not_kept_any_more_is_a_loss_and_one_that_is_kept_now_is_none() -> None:
    refused = capture(PAGE, {A: entry(A, status=403)})
    change = only(difference(PAGE, refused))
    assert (change.kind, change.what, change.check) == (ChangeKind.LOST, "picture", "M3")
    change = only(difference(refused, PAGE))
    assert (change.kind, change.is_loss, change.counts) == (ChangeKind.FOUND, False, True)
    assert difference(refused, refused).changes == ()


def test_a_picture_is_the_same_in_another_size_when_its_bytes_are() -> None:
    old = capture(f"<img src='{A}?imageView2/2/w/900'>")
    new = capture(f"<img src='{A}?imageView2/2/w/600'>", {})
    same = [replace(each, sha1="sha1:SAME") for each in new.ledger]
    old = replace(old, ledger=tuple(replace(each, sha1="sha1:SAME") for each in old.ledger))
    assert difference(old, replace(new, ledger=tuple(same)), None).changes == ()


def state(outcome: PlayerOutcome, duration_s: float | None = None, **facts: object) -> PlayerState:
    bare = PlayerState(
        url="https://player.example/v/1",
        frame=1,
        provider="generic",
        outcome=outcome,
        duration_s=duration_s,
        kept_s=duration_s,
    )
    return replace(bare, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "kind", "detail"),
    [
        (
            state(PlayerOutcome.CAPTURED, 60.0),
            state(PlayerOutcome.REMOVED),
            ChangeKind.OUTCOME,
            "captured before, removed now",
        ),
        (
            state(PlayerOutcome.CAPTURED, 60.0),
            state(PlayerOutcome.CAPTURED, 42.0),
            ChangeKind.LENGTH,
            "60 s before, 42 s now",
        ),
        (state(PlayerOutcome.CAPTURED, 60.0), state(PlayerOutcome.CAPTURED, 60.9), None, ""),
        (state(PlayerOutcome.CAPTURED, 60.0), state(PlayerOutcome.CAPTURED), None, ""),
        (
            state(PlayerOutcome.CAPTURED, 60.0),
            state(PlayerOutcome.CAPTURED, 90.0, live=True),
            None,
            "",
        ),
        (
            state(PlayerOutcome.CAPTURED, 60.0),
            state(PlayerOutcome.POSTER_ONLY, wanted=False),
            None,
            "",
        ),
    ],
)
def test_players_are_compared_by_what_became_of_them(
    old: PlayerState, new: PlayerState, kind: ChangeKind | None, detail: str
) -> None:
    page = f"{FIRST}<iframe src='{old.url}'></iframe>{SECOND}"
    pair = [capture(page, players=(each,)) for each in (old, new)]
    found = [each for each in difference(*pair, page).changes if each.what == "player"]
    assert [(each.kind, each.detail) for each in found] == ([(kind, detail)] if kind else [])
    if kind is ChangeKind.OUTCOME:
        assert (found[0].check, found[0].block) == ("V2", 1)


def test_links_that_lead_elsewhere_are_told() -> None:
    old = PAGE.replace("its wheel", "<a href='/wheel'>its wheel</a>")
    new = PAGE.replace("its wheel", "<a href='/shop'>its wheel</a>")
    change = only(difference(old, new))
    assert (change.kind, change.what) == (ChangeKind.RELINKED, "paragraph")
    assert (change.before, change.after) == (
        "https://news.example/wheel",
        "https://news.example/shop",
    )
    assert (
        difference(old, old.replace("href='/wheel'", "href='https://news.example/wheel#x'")).changes
        == ()
    )


def test_title_language_and_front_matter_are_facts_of_the_page() -> None:
    plain = capture(PAGE, title="The old mill")
    assert plain.snapshot is not None
    other = replace(plain, snapshot=replace(plain.snapshot, title="The mill", language="de"))
    found = difference(plain, other, None)
    assert [(each.what, each.before, each.after) for each in found.changes] == [
        ("title", "The old mill", "The mill"),
        ("language", "", "de"),
    ]
    promise = post(PAGE, author="Ana Ruiz")
    signed = capture("<p>By Ana Ruiz</p>" + PAGE)
    found = changes(promise, signed, capture(PAGE))
    assert kinds(found) == [("removed", "author", "T3")]
    assert kinds(changes(promise, capture(PAGE), signed)) == [("added", "author", "")]


def test_a_date_is_told_by_what_machines_read() -> None:
    pages = [f"<time datetime='2026-01-0{day}'>in January</time>" + PAGE for day in (2, 3)]
    assert [(each.what, each.before, each.after) for each in difference(*pages, None).changes] == [
        ("date", "2026-01-02", "2026-01-03")
    ]


def test_a_page_that_went_is_one_change_and_one_that_came_back_too() -> None:
    gone = capture("<p>Not found</p>", status=404)
    change = only(difference(PAGE, gone))
    assert (change.kind, change.what, change.check) == (ChangeKind.LOST, "page", "P0")
    assert "404" in change.detail
    assert len(change.fingerprint) == 16
    change = only(difference(gone, PAGE))
    assert (change.kind, change.check, change.counts) == (ChangeKind.FOUND, "", True)
    assert difference(gone, gone).changes == ()
    nothing = capture(PAGE, snapshot=None, error="the page crashed")
    assert only(difference(PAGE, nothing)).what == "page"


def test_captures_of_different_browsers_say_so() -> None:
    old, new = capture(PAGE), capture(PAGE)
    wider = replace(new.environment, viewport_width_px=800, browser="Chromium 157")
    found = difference(old, replace(new, environment=wider))
    assert found.notes == (
        "another browser: Chromium 156 before, Chromium 157 now",
        "another width of the page: 1280 before, 800 now",
    )
    assert not found.has_changed


def test_changes_stand_in_the_order_of_the_page() -> None:
    new = PAGE.replace("by whom", "for whom").replace(SECOND, "").replace("stones", "wheels")
    new = new.replace("▲The wheel</p>", "▲The wheel</p><p>Something new stands here now.</p>")
    found = difference(PAGE, new, None)
    assert [str(each.kind) for each in found.changes] == [
        "rewritten",
        "removed",
        "added",
        "rewritten",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("The old bridge.", "The bridge.", "The [old ]bridge."),
        ("桥有七百年", "桥有八百年", "桥有[七]{八}百年"),
        ("", "new words", "{new words}"),
        ("old words", "", "[old words]"),
        ("same  words", "same\nwords", "same words"),
        ("a.b", "c.d", "[a.b]{c.d}"),
    ],
)
def test_words_are_told_run_by_run(before: str, after: str, told: str) -> None:
    signs = {"": "{}", "-": "[{}]", "+": "{{{}}}"}
    assert "".join(signs[run.mark].format(run.text) for run in word_runs(before, after)) == told


@given(before=st.text(max_size=80), after=st.text(max_size=80))
def test_runs_hold_both_versions_whole(before: str, after: str) -> None:
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.mark != "+") == " ".join(before.split())
    assert "".join(run.text for run in runs if run.mark != "-") == " ".join(after.split())
    assert all(run.text for run in runs)


def test_long_versions_take_bounded_time() -> None:
    old = " ".join(f"w{n}" for n in range(50_000))
    started = time.process_time()
    runs = word_runs("x " + old, "y " + old.replace("w2 ", "v ") + " z")
    assert len(runs) < 20
    word_runs("ab " * 60_000, "ba " * 60_000)
    word_runs("ab " * 2_900, "ba " * 2_900)
    assert time.process_time() - started < 20


WORDS = st.sampled_from(["mill", "wheel", "river", "stone", "3 days ago", "7", "<b>dam</b>", "▲"])
BLOCKS = st.lists(
    st.one_of(
        st.lists(WORDS, min_size=1, max_size=12).map(lambda each: f"<p>{' '.join(each)}</p>"),
        st.sampled_from([f"<img src='{url}'>" for url in (A, B, C)]),
        st.just("<iframe src='https://player.example/v/1'></iframe>"),
        st.just("<video src='blob:https://news.example/1'></video>"),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(old=BLOCKS, new=BLOCKS, promise=st.none() | BLOCKS)
def test_any_two_pages_can_be_compared(
    old: list[str], new: list[str], promise: list[str] | None
) -> None:
    promised = "".join(promise) if promise else None
    found = difference("".join(old), "".join(new), promised)
    assert difference("".join(old), "".join(old), promised).changes == ()
    for each in found.changes:
        assert each.old is not None or each.new is not None or each.what == "player"
        assert each.is_loss <= (promised is not None)


@given(text=st.text(max_size=200))
def test_asides_are_told_in_any_text(text: str) -> None:
    assert not (is_aside(text) and len(text) > 120)
    assert not differs_aside(text, text + " and a word")


def test_a_page_of_thousands_of_blocks_takes_bounded_time() -> None:
    old = "".join(
        f"<p>Paragraph {n} of many, which tells of mill {n * 7}.</p>" for n in range(1500)
    )
    new = old.replace("mill 7", "wheel 7")
    started = time.process_time()
    assert difference(old, new, None).has_changed
    assert difference(old, "<p>mill</p>" * 1500, None).has_changed
    assert time.process_time() - started < 20
