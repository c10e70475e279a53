"""Cases about the page as a whole: it did not come, or it is another one (P0, P1)."""

from __future__ import annotations

from dataclasses import replace

from archiver.models import BlockKind
from faults.registry import Expected, fault, near_miss
from faults.scene import Node, Scene, UnfitError, element, set_text, walk

BESIDE_A_CUT = ("T1", "T6", "C1", "C3", "M1", "V6", "L1", "A1", "O1", "O2")
"""What a page that lost most of its article has to say of each block."""


@fault("P0", times=2)
def no_such_host(scene: Scene) -> Expected:
    scene.facts = {"status": 0, "error": "net::ERR_NAME_NOT_RESOLVED"}
    scene.capture = replace(scene.capture, snapshot=None)
    return Expected(words="ERR_NAME_NOT_RESOLVED")


@fault("P0", times=2)
def page_is_gone(scene: Scene) -> Expected:
    _body(scene)[3] = [element("h1", "404 Not Found"), element("p", "nginx")]
    scene.page["title"] = "404 Not Found"
    scene.facts["status"] = 404
    return Expected(words="404")


@fault("P0", times=2)
def server_is_down_but_shows_the_article(scene: Scene) -> Expected:
    scene.facts["status"] = 503
    return Expected(words="503")


@fault("P0", times=1)
def renderer_crashed(scene: Scene) -> Expected:
    scene.facts["error"] = "the page's process crashed"
    return Expected(words="crashed")


@fault("P0", times=1)
def nothing_could_be_read(scene: Scene) -> Expected:
    scene.frames[0] = replace(scene.frames[0], error="the frame did not answer in time")
    return Expected(words="did not answer")


@near_miss("P0", times=2)
def page_speaks_of_404(scene: Scene) -> None:
    _body(scene)[3].append(element("p", "404 Not Found: the menu item could not be loaded."))


@near_miss("P0", times=2)
def page_redirected_to_a_longer_address(scene: Scene) -> None:
    scene.page["url"] = scene.capture.url + "?from=redirect"


@near_miss("P0", times=2)
def answered_from_a_cache_of_the_network(scene: Scene) -> None:
    scene.facts["status"] = 203


@near_miss("P0", times=2, posts="cinema railway")
def the_frame_of_an_advertisement_is_unreadable(scene: Scene) -> None:
    frame = replace(
        scene.frames[-1],
        url="https://ads.adboard.example/slot",
        error="gone before it was read",
        parent=0,
    )
    scene.frames.append(frame)


@fault("P1", times=3)
def login_came(scene: Scene) -> Expected:
    return _other_page(scene, "Log in", "Enter your name and password to read on.", "Forgotten?")


@fault("P1", times=2)
def challenge_came(scene: Scene) -> Expected:
    words = (
        "Checking your browser before you are let in.",
        "Ray 7f00: enable scripts and cookies.",
    )
    return _other_page(scene, "Just a moment...", *words)


@fault("P1", times=2)
def parked_domain_came(scene: Scene) -> Expected:
    return _other_page(scene, "This domain is for sale", "Make an offer.", "Related searches")


@fault("P1", times=2)
def title_stands_but_no_article(scene: Scene) -> Expected:
    scene.article[3] = [
        child for child in scene.article[3] if not isinstance(child, str) and child[0] == "h1"
    ]
    return Expected(words="did not come")


@fault("P1", times=2, posts="harbour teahouse")
def front_page_with_teasers_came(scene: Scene) -> Expected:
    title = scene.post.title
    teasers = [element("p", f"{title}：{n}") for n in range(8)]
    return _other_page(scene, "The Bench Paper", *[str(each[3][0]) for each in teasers])


@near_miss("P1", times=3)
def another_window_title(scene: Scene) -> None:
    scene.page["title"] = "(3) The Bench Paper: news, weather and puzzles"


@near_miss("P1", times=2)
def two_hundred_comments(scene: Scene) -> None:
    comments = [element("p", f"Comment number {n}: I see it in another way.") for n in range(200)]
    _body(scene)[3].append(element("section", *comments))


@near_miss("P1", times=2)
def eighty_headlines_before_the_article(scene: Scene) -> None:
    lines = [element("li", f"Headline {n} of today, which is none of ours") for n in range(80)]
    _body(scene)[3].insert(0, element("ul", *lines))


@near_miss("P1", times=2)
def a_paywall_leaves_a_third(scene: Scene) -> Expected:
    children = scene.article[3]
    if len(children) < 8:
        raise UnfitError
    scene.article[3] = children[: len(children) * 2 // 5]
    return Expected(implied=BESIDE_A_CUT)


@near_miss("P1", times=2)
def consent_banner_over_the_article(scene: Scene) -> None:
    words = "We and our 812 partners value your privacy. Accept all or reject all."
    _body(scene)[3].append(element("div", element("p", words), box=(0, 5000, 1280, 90)))


def _other_page(scene: Scene, title: str, *lines: str) -> Expected:
    _body(scene)[3] = [element("h1", title), *(element("p", line) for line in lines)]
    scene.page["title"] = title
    return Expected()


def _body(scene: Scene) -> Node:
    return next(node for node, _ in walk(scene.tree) if node[0] == "body")


@near_miss("P1", times=2)
def the_article_in_one_block(scene: Scene) -> None:
    """A theme that runs paragraphs together with line breaks."""
    for _, block in scene.blocks(BlockKind.TEXT):
        node = scene.find_text(block.text)
        if node is not None and node[0] == "p" and all(isinstance(c, str) for c in node[3]):
            set_text(node, f"{block.text}\u3000")
