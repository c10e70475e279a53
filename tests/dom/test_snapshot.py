from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.dom import blocks_of, element_from_snapshot
from archiver.models import BlockKind, Box

PAGE = [
    "html",
    {},
    [0, 0, 800, 600],
    [
        [
            "body",
            {},
            [0, 0, 800, 600],
            [
                ["h1", {}, [0, 0, 800, 40], ["Title"]],
                [
                    "img",
                    {"src": "small.jpg", ":src": "http://c.example/big.jpg", ":w": "640"},
                    [0, 40, 320, 200],
                    [],
                ],
                ["p", {"align": "center"}, [0, 240, 320, 20], ["▲caption"]],
                ["p", {}, None, ["not shown"]],
                ["iframe", {"src": "http://v.example/p", ":frame": "2"}, [0, 300, 320, 200], []],
            ],
        ]
    ],
]


def test_a_page_gives_the_same_kinds_of_blocks_as_a_source():
    blocks = blocks_of(element_from_snapshot(PAGE), "http://a.example/post/")
    assert [block.kind for block in blocks] == ["heading", "image", "caption", "text", "player"]
    image, caption, hidden, player = blocks[1:]
    assert image.url == "http://c.example/big.jpg"
    assert image.alternates == ("http://a.example/post/small.jpg",)
    assert image.width_px == 640
    assert image.box == Box(0, 40, 320, 200)
    assert caption.caption_of == (1,)
    assert not hidden.visible
    assert player.frame == 2


def test_pictures_that_are_no_img_are_read_from_the_page_too():
    box = [0, 0, 80, 30]
    page = [
        "body",
        {},
        box,
        [
            ["input", {"type": "image", "src": "go.png"}, box, []],
            ["input", {"type": "text", "value": "x"}, box, []],
            ["svg", {}, box, [["image", {"href": "map.png"}, box, []]]],
            ["object", {"data": "plan.svg"}, box, []],
            ["embed", {"src": "chart.png"}, box, []],
            [
                "video",
                {":src": "", "src": "a.mp4", "poster": "p.jpg"},
                box,
                [["track", {}, None, []]],
            ],
        ],
    ]
    blocks = blocks_of(element_from_snapshot(page), "http://a.example/")
    names = ["go.png", "map.png", "plan.svg", "chart.png", "a.mp4"]
    assert [block.url for block in blocks] == ["http://a.example/" + name for name in names]
    assert [block.kind for block in blocks] == [BlockKind.IMAGE] * 4 + [BlockKind.VIDEO]
    assert all(block.visible and block.box == Box(*box) for block in blocks)
    assert blocks[4].poster == "http://a.example/p.jpg"


def test_the_raw_text_of_a_noscript_on_a_page_is_not_read():
    page = ["html", {}, [0, 0, 1, 1], [["noscript", {}, None, ["<img src=a.jpg>"]]]]
    assert blocks_of(element_from_snapshot(page), "http://a.example/") == ()


def test_parts_of_the_wrong_shape_are_left_out():
    page = ["p", {"a": None, "b": 2, 3: "c"}, ["x", 0, 0, 0], [None, 7, "kept", ["b"], {"a": 1}]]
    element = element_from_snapshot(page)
    assert (element.tag, element.box, element.children) == ("p", None, ("kept",))
    assert dict(element.attributes) == {"b": "2"}


def test_a_tree_deeper_than_the_call_stack_is_read():
    tree: list[object] = ["p", {}, [0, 0, 1, 1], ["deep"]]
    for _ in range(20_000):
        tree = ["div", {}, [0, 0, 1, 1], [tree]]
    assert [block.text for block in blocks_of(element_from_snapshot(tree), "")] == ["deep"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=25,
)
NODES = st.recursive(
    st.text(max_size=5) | JSON,
    lambda inner: st.tuples(
        st.sampled_from(["p", "img", "table", "tr", "td", "iframe", "figure", "br", "noscript"]),
        st.dictionaries(st.sampled_from(["src", ":src", ":frame", "style", "width"]), JSON),
        st.none() | st.lists(st.floats(), min_size=4, max_size=4),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(NODES)
def test_hostile_json_never_raises(tree: object):
    for block in blocks_of(element_from_snapshot(tree), "http://a.example/"):
        assert isinstance(block.kind, BlockKind)
