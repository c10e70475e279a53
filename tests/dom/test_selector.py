"""CSS selectors on the browser's tree: what they name, and what they refuse."""

from __future__ import annotations

import time

import pytest

from archiver.dom.selector import MOST_BOXES, boxes_of, selectors_of
from archiver.errors import UsageError


def node(tag: str, *children: object, x: int | None = 0, **attributes: str) -> list[object]:
    """An element of the compact tree; its x tells the boxes apart, None is no box."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return [tag, named, None if x is None else [x, 0, 10, 10], list(children)]


PAGE = node(
    "html",
    node(
        "body",
        node("header", node("span", "03:14", class_="clock big", x=2), x=1),
        node(
            "main",
            node("p", "one", x=11),
            node("p", "two", class_="lead", x=12),
            node("img", src="http://a.test/bay.jpg", x=13),
            node("p", node("span", "deep", x=15), id="end", x=14),
            node("ul", *(node("li", str(at), x=20 + at) for at in range(1, 8)), x=20),
            x=10,
        ),
        node("div", node("iframe", src="//ads.test/1", x=41), class_="ad", data_slot="top-1", x=40),
        node("p", x=50),
        x=100,
    ),
    x=101,
)


def named(*selectors: str) -> list[int]:
    """The x of the boxes that are found."""
    return [int(box.x) for _, box in boxes_of(PAGE, selectors)]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (".clock", [2]),
        ("SPAN.clock.big", [2]),
        (".clock.small", []),
        ("#end", [14]),
        ("p", [11, 12, 14, 50]),
        ("main p", [11, 12, 14]),
        ("main > span", []),
        ("main span", [15]),
        ("body > p", [50]),
        ("p + p", [12]),
        ("p + img", [13]),
        ("p ~ p", [12, 14]),
        ("img ~ p > span", [15]),
        ("header + main > p", [11, 12, 14]),
        ("header ~ .ad", [40]),
        ("html .ad iframe", [41]),
        ("[data-slot]", [40]),
        ("[data-slot^=top]", [40]),
        ("[data-slot|=top]", [40]),
        ("[data-slot$='-1']", [40]),
        ("[src*='ads.test']", [41]),
        ("[class~=big]", [2]),
        ("[data-slot='']", []),
        ("li:nth-child(2n+1)", [21, 23, 25, 27]),
        ("li:nth-child(-n+2)", [21, 22]),
        ("li:nth-child(3)", [23]),
        ("li:nth-last-child(2)", [26]),
        ("p:nth-of-type(3)", [14]),
        ("p:last-of-type", [14, 50]),
        ("li:first-child, li:last-child", [21, 27]),
        ("span:only-child", [2, 15]),
        ("p:empty", [50]),
        ("p:not(.lead)", [11, 14, 50]),
        ("p:not(.lead):not(#end)", [11, 50]),
        (":is(.clock, img)", [2, 13]),
        ("main > :is(p, img):not(:first-child)", [12, 13, 14]),
        (":where(li):nth-child(7)", [27]),
        (":root", [101]),
        ("iframe, .clock", [2, 41]),
    ],
)
def test_a_selector_names_what_it_says(selector: str, expected: list[int]) -> None:
    assert named(selector) == expected


def test_what_lies_in_something_named_is_not_given_again() -> None:
    assert named(".ad, iframe") == [40]
    assert named("main", "p") == [10, 50]


def test_each_box_comes_with_the_selector_that_named_it() -> None:
    found = boxes_of(PAGE, [".clock, .ad", "img"])
    assert [text for text, _ in found] == [".clock, .ad", "img", ".clock, .ad"]


def test_what_has_no_box_gives_those_of_what_it_holds() -> None:
    slot = node("div", node("p", x=1), node("p", node("b", x=3), x=None), class_="slot", x=None)
    assert [box.x for _, box in boxes_of(node("html", slot), [".slot"])] == [1, 3]


@pytest.mark.parametrize("box", [[0, 0, 0, 9], [0, 0, 9, -1], [0, 0, 1e300, 1e300], "no", None])
def test_what_has_no_area_is_left_out(box: object) -> None:
    assert boxes_of(["html", {"id": "a"}, box, []], ["#a"]) == ()


@pytest.mark.parametrize(
    "selector",
    [
        "",
        ",",
        "p >",
        "p:hover",
        "p::before",
        "p:has(img)",
        "p:contains(x)",
        "p:nth-child(x)",
        "p:nth-child(99999999999999999999999999n of li)",
        "svg|a",
        "[x!=y]",
        "div:not(p > a)",
        "<script>",
        "p{color:red}",
        "p" * 1_001,
        "*|*",
    ],
)
def test_what_is_no_selector_is_refused_by_its_name(selector: str) -> None:
    with pytest.raises(UsageError) as refused:
        boxes_of(PAGE, ["p", selector])
    assert repr(selector[:40])[1:-1] in str(refused.value)


@pytest.mark.parametrize("opening", [":not(", ":is(", ":where(", ":not(:is("])
def test_brackets_in_brackets_are_refused_before_they_are_too_deep(opening: str) -> None:
    times = 900 // (len(opening) + opening.count("("))
    deep = opening * times + "p" + ")" * (times * opening.count("("))
    with pytest.raises(UsageError):
        boxes_of(PAGE, [deep])


def test_no_selector_asks_nothing_of_the_page() -> None:
    assert boxes_of("no tree at all", []) == ()


def test_a_list_is_as_many_selectors() -> None:
    assert [len(each.tests) for each in selectors_of("main p > b, i")] == [3, 1]


@pytest.mark.parametrize("tree", [None, 7, [], ["p"], [1, {}, None, []], {"tag": "p"}])
def test_a_tree_of_the_wrong_shape_names_nothing(tree: object) -> None:
    assert boxes_of(tree, ["p"]) == ()


def test_no_more_than_so_many_boxes_are_given() -> None:
    page = node("html", *(node("p") for _ in range(MOST_BOXES + 500)))
    assert len(boxes_of(page, ["p"])) == MOST_BOXES


SLOW = ["p p p p p p .none", "p ~ p ~ p ~ p + .none", "p:nth-last-of-type(3n+1) > .none"]


def seconds_on(tree: object) -> float:
    start = time.process_time()
    assert boxes_of(tree, SLOW) == ()
    return time.process_time() - start


def deep(elements: int) -> object:
    tree = node("p")
    for _ in range(elements):
        tree = node("p", tree, class_="a b c")
    return tree


def wide(elements: int) -> object:
    return node("p", *(node("p", class_="a b c") for _ in range(elements)))


@pytest.mark.parametrize("shape", [deep, wide])
def test_a_hostile_page_of_twenty_thousand_elements_takes_no_longer_than_its_size(shape) -> None:
    tenth, whole = (seconds_on(shape(elements)) for elements in (2_000, 20_000))
    assert whole < 30 * tenth + 0.1
    assert whole < 3.0
