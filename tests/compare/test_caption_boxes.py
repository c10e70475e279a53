"""Captions that stand in order, and are drawn at another medium or far from their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staged import capture, ids, post, report

from archiver.compare import check

URLS = {name: f"https://cdn.example/{name}.jpg" for name in "abc"}
WORDS = {
    "a": "▲The harbour at dusk",
    "b": "▲The minister arrives",
    "c": "▲The band strikes up",
    "1": "The first paragraph of the article is long enough not to be taken for a caption.",
    "2": "A second paragraph stands between the two pictures, and it runs on for a while.",
    "3": "The last paragraph of the article is about as long as the others, and ends it.",
}

Boxes = dict[str, str]
"""Of pictures by upper case letter, of captions by lower case, of paragraphs by figure."""


def article(order: str, boxes: Boxes | None = None, mark: str = "▲") -> str:
    """Blocks by their letters, in order, each in its box."""
    made = []
    for name in order:
        box = f" box='{boxes[name]}'" if boxes and name in boxes else ""
        if name.isupper():
            made.append(f"<p{box}><img src='{URLS[name.lower()]}'{box}></p>")
        else:
            centred = " align=center" if name.isalpha() else ""
            made.append(f"<p{centred}{box}>{WORDS[name].replace('▲', mark)}</p>")
    return "".join(made)


def found_in(order: str, boxes: Boxes, mark: str = "▲") -> list[str]:
    return ids(report(article(order, mark=mark), article(order, boxes, mark)))


STACK = {"1": "0,0,600,80", "A": "0,100,600,300", "a": "0,405,600,20", "2": "0,440,600,80"}
STACK |= {"B": "0,540,600,300", "b": "0,845,600,20", "3": "0,880,600,80"}
COLUMNS = {"1": "0,0,600,80", "A": "0,100,290,200", "B": "310,100,290,200", "3": "0,400,600,80"}
COLUMNS |= {"a": "0,305,290,20", "b": "310,305,290,20"}

NEAR_MISSES: dict[str, tuple[str, Boxes]] = {
    "one below the other": ("1Aa2Bb3", STACK),
    "two columns": ("1AaBb3", COLUMNS),
    "over the picture": ("1Aa2Bb3", STACK | {"a": "20,360,560,30", "b": "20,800,560,30"}),
    "beside the picture": (
        "1Aa2Bb3",
        STACK
        | {"A": "0,100,400,300", "a": "420,100,180,60", "B": "0,540,400,300"}
        | {"b": "420,800,180,40"},
    ),
    "between two pictures in a row": (
        "1AaBb3",
        COLUMNS
        | {"A": "0,100,140,200", "a": "150,280,140,20", "B": "300,100,140,200"}
        | {"b": "450,280,140,20"},
    ),
    "wider than a narrow picture": (
        "1Aa2Bb3",
        STACK | {"A": "200,100,200,300", "B": "200,540,200,300"},
    ),
    "wide lines below pictures of unequal height": (
        "1AaBb3",
        COLUMNS
        | {"A": "0,100,290,150", "B": "310,100,290,290", "a": "0,395,600,20"}
        | {"b": "0,420,600,20", "3": "0,460,600,80"},
    ),
    "above the picture": (
        "1Aa2Bb3",
        STACK | {"a": "0,85,600,14", "B": "0,560,600,300", "b": "0,540,600,18"},
    ),
    "above, right below the picture before": (
        "1AaBb3",
        STACK | {"a": "0,85,600,14", "b": "0,406,600,14", "B": "0,422,600,300"},
    ),
    "a tall caption": (
        "1Aa2Bb3",
        STACK
        | {"a": "0,405,600,900", "2": "0,1310,600,80", "B": "0,1400,600,300"}
        | {"b": "0,1705,600,20", "3": "0,1740,600,80"},
    ),
    "a picture of no height, not loaded": ("1Aa2Bb3", STACK | {"B": "0,20,600,0"}),
    "a caption of no height": ("1Aa2Bb3", STACK | {"b": "0,405,600,0"}),
    "an advertisement between": (
        "1Aa2Bb3",
        STACK
        | {"a": "0,680,600,20", "2": "0,710,600,80", "B": "0,800,600,300"}
        | {"b": "0,1105,600,20", "3": "0,1140,600,80"},
    ),
    "slides that lie on each other": (
        "1AaBb3",
        {"A": "0,100,600,300", "B": "0,100,600,300", "a": "0,405,600,20", "b": "0,405,600,20"},
    ),
    "slides side by side": (
        "1AaBb3",
        {"A": "0,100,600,300", "B": "600,100,600,300", "a": "0,405,600,20", "b": "600,405,600,20"},
    ),
    "a picture that sticks to the side": (
        "1Aa2Bb3",
        STACK | {"A": "0,1200,280,300", "a": "300,405,280,20"},
    ),
    "text of the next column at the same height": (
        "1Aa2Bb3",
        STACK | {"A": "0,0,290,100", "a": "0,600,290,20", "2": "310,200,290,80"},
    ),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_caption_that_a_reader_sees_at_its_picture_is_silent(name: str) -> None:
    order, boxes = NEAR_MISSES[name]
    assert found_in(order, boxes) == []


FAULTS: dict[str, tuple[str, Boxes, list[str]]] = {
    "drawn below the other picture": ("1Aa2Bb3", STACK | {"a": "0,842,600,2"}, ["a"]),
    "drawn far down, at the other picture": (
        "1Aa2Bb3",
        STACK | {"B": "0,2000,600,300", "a": "0,2305,600,20", "b": "0,2330,600,20"},
        ["a"],
    ),
    "columns whose captions changed sides": (
        "1AaBb3",
        COLUMNS | {"a": "310,305,290,20", "b": "0,305,290,20"},
        ["a", "b"],
    ),
    "small pictures whose captions changed places": (
        "1AaBb3",
        {"A": "0,100,200,60", "b": "0,165,200,16", "B": "0,200,200,60", "a": "0,265,200,16"},
        ["a", "b"],
    ),
    "drawn after the text that follows": (
        "1Aa2Bb3",
        STACK
        | {"2": "0,440,600,400", "a": "0,850,600,20", "B": "0,900,600,300"}
        | {"b": "0,1205,600,20", "3": "0,1240,600,80"},
        ["a"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_caption_that_a_reader_takes_for_another_s_is_found(name: str) -> None:
    order, boxes, wrong = FAULTS[name]
    found = report(article(order), article(order, boxes))
    assert [(each.check, each.subject) for each in found.findings] == [
        ("C2", WORDS[name]) for name in wrong
    ]


def test_captions_above_their_pictures_are_judged_upside_down() -> None:
    stack = {"a": "0,100,600,20", "A": "0,125,600,200", "2": "0,340,600,80"}
    stack |= {"b": "0,430,600,20", "B": "0,455,600,200", "3": "0,700,600,80"}
    assert found_in("1aA2bB3", stack, "▼") == []
    exchanged = stack | {"a": stack["b"], "b": stack["a"]}
    assert found_in("1aA2bB3", exchanged, "▼") == ["C2", "C2"]


def test_a_caption_of_several_pictures_may_be_at_any_of_them() -> None:
    group = "".join(
        f"<img src='{URLS[name]}' box='{box}'>"
        for name, box in {
            "a": "0,100,190,100",
            "b": "200,100,190,100",
            "c": "400,100,190,100",
        }.items()
    )
    figure = f"<figure>{group}<figcaption box='{{}}'>Three views of the pier</figcaption></figure>"
    promise = f"<p>{WORDS['1']}</p>{figure}"
    for box in ("0,205,190,20", "400,205,190,20", "0,80,600,18"):
        assert ids(report(promise, promise.format(box))) == []


sides = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(sides, sides, sides, sides), min_size=7, max_size=7))
def test_any_boxes_are_judged(sizes: list[tuple[float, float, float, float]]) -> None:
    names = "1Aa2Bb3"
    boxes = {name: ",".join(map(str, size)) for name, size in zip(names, sizes, strict=True)}
    found = check(post(article(names)), capture(article(names, boxes)))
    assert {each.check for each in found.findings} <= {"C2"}
