"""Cases about media that the page does not contain, or never asked for (M1, M2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from archiver.models import Asked, Block, BlockKind, Outcome
from faults.registry import Expected, fault, near_miss
from faults.scene import Node, Scene, UnfitError, element, walk

GIF = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
WITHOUT_PICTURE = ("C3", "L1", "A1")
"""What a caption, a link or an alternative text may say when its picture is gone."""

IMAGE, VIDEO, AUDIO, PLAYER = BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.PLAYER


def http_picture(scene: Scene, at: int = 0) -> tuple[int, Block, Node]:
    """Return a picture that the post shows once, in one size, with its element."""
    times = Counter(block.url for _, block in scene.blocks(IMAGE))
    found = [(i, b) for i, b in scene.blocks(IMAGE) if times[b.url] == 1 and not b.alternates]
    if not -len(found) <= at < len(found):
        raise UnfitError
    index, block = found[at]
    scene.lines(block.url)
    return index, block, scene.node_of(block)


def renamed(scene: Scene, block: Block, url: str, elsewhere: str = "") -> Node:
    """Let the page show, and ask for, a medium under another address.

    Where the site shows it again outside the article, it does so under the old address,
    or under the one that is given for that.
    """
    node = scene.node_of(block)
    copies = [
        each for each, _ in walk(scene.tree) if each[1].get("src") == block.url and each is not node
    ]
    node[1].update({"src": url, ":src": url})
    for at in scene.lines(block.url):
        line = scene.ledger[at]
        scene.ledger[at] = replace(line, url=url)
        if copies:
            scene.ledger.append(replace(line, url=elsewhere or block.url))
    for copy in copies:
        copy[1].update({"src": elsewhere or block.url, ":src": elsewhere or block.url})
    for at, state in enumerate(scene.media):
        if state.url == block.url:
            scene.media[at] = replace(state, url=url)
    return node


# --- M1 ------------------------------------------------------------------------------


@fault("M1", times=4)
def picture_left_out(scene: Scene) -> Expected:
    index, _, node = http_picture(scene, 1)
    scene.drop(node)
    return Expected(block=index, implied=WITHOUT_PICTURE)


@fault("M1", times=3)
def last_picture_became_a_link(scene: Scene) -> Expected:
    index, block, node = http_picture(scene, -1)
    scene.put_after(node, element("a", "View the photograph", href=block.url))
    scene.drop(node)
    return Expected(block=index, implied=WITHOUT_PICTURE)


@fault("M1", times=2)
def picture_became_another_one(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    renamed(scene, block, "https://house.adboard.example/stock/handshake.jpg")
    return Expected(block=index, implied=(*WITHOUT_PICTURE, "O2"))


@fault("M1", posts="concert")
def film_left_out(scene: Scene) -> Expected:
    index, block = scene.pick(VIDEO, 1)
    scene.drop(scene.node_of(block))
    return Expected(block=index, implied=WITHOUT_PICTURE)


@fault("M1", posts="concert radio")
def sound_left_out(scene: Scene) -> Expected:
    index, block = scene.pick(AUDIO)
    scene.drop(scene.node_of(block))
    return Expected(block=index, implied=WITHOUT_PICTURE)


@fault("M1", posts="cinema railway radio newsletter")
def player_left_out(scene: Scene) -> Expected:
    index, block = scene.pick(PLAYER, -1)
    scene.drop(scene.node_of(block))
    return Expected(block=index, implied=WITHOUT_PICTURE)


@fault("M1", posts="teahouse")
def one_of_two_pictures_left_out(scene: Scene) -> Expected:
    index, _, node = http_picture(scene, 3)
    scene.drop(node)
    return Expected(block=index, implied=WITHOUT_PICTURE)


@near_miss("M1", times=3)
def size_variant_in_the_query(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    if "?" in block.url:
        raise UnfitError
    renamed(scene, block, block.url + "?imageView2/2/w/1200")


@near_miss("M1", times=3)
def relay_that_names_the_picture(scene: Scene) -> None:
    _, block, _ = http_picture(scene, 1)
    renamed(scene, block, "https://images.weserv.example/?url=" + block.url)


@near_miss("M1", times=3)
def renamed_by_the_site_for_its_size(scene: Scene) -> None:
    _, block, _ = http_picture(scene, 1)
    stem, _, extension = block.url.rpartition(".")
    if "?" in block.url or len(stem.rpartition("/")[2]) < 5:
        raise UnfitError
    name = stem.rpartition("/")[2]
    site = f"https://paper.bench.example/wp/{name}"
    renamed(scene, block, f"{site}-1024x683.{extension}", f"{site}-150x150.{extension}")


@near_miss("M1", times=2)
def scheme_raised_the_other_way(scene: Scene) -> None:
    _, block, _ = http_picture(scene, -1)
    renamed(scene, block, block.url.replace("https:", "http:", 1))


@near_miss("M1", times=2)
def picture_became_a_background(scene: Scene) -> Expected:
    _, block, node = http_picture(scene)
    style = f"background-image:url('{block.url}');height:400px"
    scene.put_after(node, element("div", box=(260, 0, 760, 400), style=style))
    scene.drop(node)
    return Expected(implied=("A1",))


@near_miss("M1", posts="cinema railway newsletter")
def player_with_more_parameters(scene: Scene) -> None:
    _, block = scene.pick(PLAYER)
    node = scene.node_of(block)
    joint = "&" if "?" in block.url else "?"
    url = f"{block.url}{joint}autoplay=0&auto=0"
    node[1].update({"src": url, ":src": url})
    scene.answer(block.url, url=url)
    scene.end_player(block, url=url)


# --- M2 ------------------------------------------------------------------------------


@fault("M2", times=3)
def lazy_picture_never_woke(scene: Scene) -> Expected:
    index, block, node = http_picture(scene, 1)
    node[1].update({"src": GIF, ":src": GIF, "data-src": block.url, ":w": "1", ":h": "1"})
    scene.unask(block.url)
    scene.end(block.url, Outcome.NOT_REQUESTED, GIF)
    return Expected(block=index)


@fault("M2", times=2)
def all_lazy_pictures_show_one_stand_in(scene: Scene) -> Expected:
    wanted = None
    stand_in = "https://paper.bench.example/theme/ghost.png"
    for index, block in scene.blocks(IMAGE)[:2]:
        node = scene.node_of(block)
        line = scene.entry(block.url)
        node[1].update({"src": stand_in, ":src": stand_in, "data-original": block.url})
        scene.unask(block.url)
        scene.end(block.url, Outcome.NOT_REQUESTED, stand_in)
        scene.ledger.append(replace(line, url=stand_in))
        wanted = index if wanted is None else wanted
    if wanted is None:
        raise UnfitError
    return Expected(block=wanted, implied=("M2",))


@fault("M2", times=2)
def picture_without_any_src(scene: Scene) -> Expected:
    index, block, node = http_picture(scene, -1)
    node[1].update({":src": "", "data-lazy-src": block.url, ":w": "0", ":h": "0"})
    del node[1]["src"]
    scene.unask(block.url)
    scene.end(block.url, Outcome.NOT_REQUESTED, "")
    return Expected(block=index)


@fault("M2", times=2)
def lazy_picture_that_only_archiver_asked_for(scene: Scene) -> Expected:
    index, block, node = http_picture(scene)
    node[1].update({"src": GIF, ":src": GIF, "data-src": block.url, ":w": "1", ":h": "1"})
    scene.answer(block.url, asked=Asked.ORIGIN)
    scene.end(block.url, Outcome.NOT_REQUESTED, GIF)
    return Expected(block=index, words="archiver did, and kept it")


@fault("M2", posts="cinema railway")
def player_waits_for_a_script(scene: Scene) -> Expected:
    index, block = scene.pick(PLAYER)
    node = scene.node_of(block)
    node[1].update({"src": "about:blank", ":src": "about:blank", "data-src": block.url})
    node[1].pop(":frame")
    scene.unask(block.url)
    del scene.players[scene.player(block)]
    return Expected(block=index)


@near_miss("M2", times=3)
def lazy_picture_that_woke(scene: Scene) -> None:
    _, block, node = http_picture(scene)
    node[1].update({"data-src": block.url, "loading": "lazy", "class": "lazyloaded"})


@near_miss("M2", times=2)
def lazy_picture_with_a_blurred_preview(scene: Scene) -> None:
    _, block, node = http_picture(scene, 1)
    node[1].update({"src": GIF, "data-src": block.url, "style": "filter:none"})


@near_miss("M2", posts="concert")
def film_that_waits_for_a_click(scene: Scene) -> None:
    _, block = scene.pick(VIDEO)
    scene.answer(block.url, asked=Asked.AS_SHOWN, status=200)
    scene.end(block.url, Outcome.NOT_REQUESTED)


@near_miss("M2", times=2)
def picture_out_of_a_cache(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    scene.answer(block.url, asked=Asked.AS_SHOWN)


@near_miss("M2", times=2)
def a_noscript_copy_beside_the_picture(scene: Scene) -> None:
    _, block, node = http_picture(scene)
    copy = ["img", {"src": block.url, "alt": block.text}, None, []]
    scene.put_after(node, ["noscript", {}, None, [copy]])
