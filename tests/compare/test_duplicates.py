"""What the article shows twice, or without the post's word; copies nobody sees are silent."""

from __future__ import annotations

import time

import pytest
from aligned import case_of

from archiver.compare import duplicates
from archiver.compare.loss import Loss

WORDS = ("one", "two", "three", "four", "five")
P = [f"<p>Paragraph {word} of this article, in its own words.</p>" for word in WORDS]
BOX = "box='0,0,600,400'"
A = f"<img {BOX} src='https://cdn.example/a.jpg'>"
B = f"<img {BOX} src='https://ads.example/b.jpg'>"
PROMISE = [P[0], A, *P[1:]]
LONG = "<p>Read the story of the lamp keeper, who for thirty years counted every ship by night.</p>"
FRAME = f"<iframe {BOX} src='https://ads.example/frame'></iframe>"


def unseen(*parts: str) -> str:
    """The same, as the browser tells of what is not displayed: nothing of it has a box."""
    return "".join(parts).replace(BOX, "").replace("<p", "<p nobox").replace("<img", "<img nobox")


def told(shown: list[str], promise: list[str] | None = None, **facts: object) -> list[Loss]:
    case = case_of("".join(promise or PROMISE), "".join(shown), **facts)  # type: ignore[arg-type]
    return list(duplicates.losses(case))


def test_what_stands_twice_is_named_in_a_sentence() -> None:
    (one,) = told([*PROMISE[:4], P[0], *PROMISE[4:]])
    assert one.message == (
        'More often than the post, the page shows the paragraph "Paragraph one of this article, in'
        ' its o…".'
    )
    (all_of_them,) = told([*PROMISE, *P])
    assert all_of_them.message.endswith(" and 2 other blocks.")
    (four,) = told([*PROMISE, *P[:4]])
    assert four.message.endswith(" and 1 other block.")


def with_(*extra: str, at: int = 3) -> list[str]:
    return [*PROMISE[:at], *extra, *PROMISE[at:]]


@pytest.mark.parametrize(
    ("shown", "kind", "block"),
    [
        (with_(P[0]), "twice", 0),
        (with_(A), "twice", 1),
        (with_(P[3], P[4], at=2), "twice", 4),
        ([*PROMISE, P[4]], "twice", 5),
        ([P[0], *PROMISE], "twice", 0),
        ([*PROMISE, *PROMISE[2:]], "twice", 2),
        (with_(B), "extra media", 2),
        (with_(FRAME), "extra media", 2),
        (with_(LONG), "extra text", 2),
        (with_("<p>Read also</p>", B, LONG), "extra media", 2),
        (with_(f"<ul>{'<li>A story of some thirty letters</li>' * 3}</ul>"), "extra text", 2),
    ],
)
def test_a_repeated_or_extra_run_is_one_finding(shown: list[str], kind: str, block: int) -> None:
    (found,) = told(shown)
    assert (found.check, found.kind, found.block) == ("O2", kind, block)


def test_two_places_are_two_findings() -> None:
    assert [loss.block for loss in told([P[0], B, A, P[1], LONG, *P[2:]])] == [0, 2]


def test_the_message_names_what_stands_there_and_where() -> None:
    (found,) = told(with_(B, FRAME))
    assert "https://ads.example/b.jpg" in found.message
    assert 'After the paragraph "Paragraph two' in found.message
    assert found.evidence == {
        "shown": "https://ads.example/b.jpg\nhttps://ads.example/frame",
        "count": "2",
    }


def test_another_advertisement_at_the_same_place_is_the_same_finding() -> None:
    one, other = told(with_(B)), told(with_(B.replace("b.jpg", "c.jpg")))
    assert (one[0].key, one[0].kind) == (other[0].key, other[0].kind)


@pytest.mark.parametrize(
    "shown",
    [
        PROMISE,
        with_("<p>Share this</p>", "<p>12 March</p>"),
        with_(B.replace("600,400", "24,24")),
        with_(B.replace("600,400", "600,40")),
        with_(B.replace(BOX, "nobox")),
        with_(A.replace("<img", "<img hidden")),
        with_(A.replace("0,0,600", "-1200,0,600")),
        with_(A.replace("0,0,600", "2400,0,600")),
        with_(unseen(LONG, B, P[0])),
        [unseen(*PROMISE), *PROMISE],
        [*PROMISE, unseen(*PROMISE)],
        [B, LONG, *PROMISE, "<h3>Read also</h3>", LONG, B, A, FRAME],
        [*PROMISE, A, "<p>Related story of the week</p>"],
        [*PROMISE, "<h3>Comments</h3>", P[4], "<p>I was there too.</p>", P[0]],
        with_("<noscript><img src='https://cdn.example/a.jpg'></noscript>"),
        [P[0].replace(", in its", ",</p><p>in its"), *PROMISE[1:]],
        [P[0], A, (P[1] + P[2]).replace("</p><p>", " "), *P[3:]],
        with_(f"<pre>{' '.join(map(str, range(1, 80)))}</pre>"),
        with_(f"<p>{'· ' * 100}</p>"),
    ],
)
def test_near_misses_are_silent(shown: list[str]) -> None:
    assert told(shown) == []


def test_what_the_post_itself_repeats_is_silent() -> None:
    promise = [P[0], A, P[1], A, P[2], P[0]]
    assert told(promise, promise) == []
    assert [loss.kind for loss in told([*promise[:3], A, *promise[2:]], promise)] == ["twice"]


def test_a_head_picture_above_a_body_that_begins_with_it_is_silent() -> None:
    promise = [A, *P]
    assert told([A, *promise], promise, headimg="https://cdn.example/a.jpg") == []


def test_a_table_of_contents_repeats_headings_in_silence() -> None:
    names = [f"<h2>Of the {word} and what became of it later</h2>" for word in ("weir", "mill")]
    promise = [P[0], names[0], P[1], names[1], P[2]]
    contents = "".join(name.replace("h2>", "li>") for name in names)
    assert told([P[0], f"<ul>{contents}</ul>", *promise[1:]], promise) == []


def test_the_posts_description_and_alternative_texts_are_its_own() -> None:
    words = (
        "How a town of four hundred people kept its library open for seventy years, night by night."
    )
    assert told(with_(f"<p>{words}</p>")) != []
    assert told(with_(f"<p>{words}</p>"), fields={"description": words}) == []
    promise = [P[0], A.replace("<img", f"<img alt='{words}'"), *P[1:]]
    assert told([*promise[:2], f"<p>{words}</p>", *promise[2:]], promise) == []


def test_what_a_shortcode_stands_for_is_silent() -> None:
    tag = "<archiver-shortcode raw='{% youtube x %}'></archiver-shortcode>"
    assert told(with_(FRAME, LONG), with_(tag)) == []
    assert told(with_(FRAME, LONG, at=4), with_(tag)) != []


def test_where_something_is_lost_the_loss_is_told_and_no_extra() -> None:
    assert told([P[0], B, *P[1:]]) == []
    assert told([P[0], A, LONG, *P[2:]]) == []


def test_a_long_page_is_judged_soon() -> None:
    start = time.process_time()
    lines = [f"<p>Paragraph number {n} of a long article it is.</p>" for n in range(1_500)]
    found = told([line for line in lines for _ in (0, 1)], lines)
    assert found
    assert time.process_time() - start < 10
