"""Cases about media that were asked for and did not come, or were not kept (M3, M4)."""

from __future__ import annotations

from dataclasses import replace

from archiver.models import Asked, Outcome
from faults.media import AUDIO, PLAYER, VIDEO, http_picture
from faults.registry import Expected, fault, near_miss
from faults.scene import Scene, element

# --- M3 ------------------------------------------------------------------------------


@fault("M3", times=3)
def picture_forbidden(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    scene.break_picture(block, status=403, mime="text/html", size_bytes=512)
    for asked in (Asked.NO_REFERRER, Asked.ORIGIN):
        scene.ask_again(block.url, asked, status=403, mime="text/html", probe=None)
    return Expected(block=index, words="403")


@fault("M3", times=2)
def picture_not_found(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, -1)
    scene.break_picture(block, status=404, mime="text/html")
    return Expected(block=index, words="404")


@fault("M3", times=2)
def connection_reset(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, 1)
    facts = {"status": 0, "error": "net::ERR_CONNECTION_RESET", "size_bytes": 0, "record": None}
    scene.break_picture(block, **facts)
    return Expected(block=index, words="ERR_CONNECTION_RESET")


@fault("M3", times=2)
def readers_refused_but_archiver_not(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    scene.break_picture(block, status=403, mime="text/html")
    scene.ask_again(block.url, Asked.NO_REFERRER)
    return Expected(block=index, words="kept it", implied=("M11",))


@fault("M3", times=2)
def redirect_into_nothing(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, 1)
    scene.break_picture(block, status=302, redirect_to="https://gone.adboard.example/x")
    return Expected(block=index, words="redirect")


@fault("M3", posts="concert")
def film_unavailable(scene: Scene) -> Expected:
    index, block = scene.pick(VIDEO)
    scene.answer(block.url, status=503, mime="text/html", probe=None)
    scene.end(block.url, Outcome.FAILED)
    return Expected(block=index, words="503", implied=("V3",))


@fault("M3", posts="orchard kitchen")
def head_picture_not_found(scene: Scene) -> Expected:
    url = scene.post.headimg
    scene.answer(url, status=404, mime="text/html", probe=None)
    return Expected(words=url)


@near_miss("M3", times=3)
def failed_once_then_came(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    line = scene.entry(block.url)
    scene.ledger.insert(0, replace(line, status=502, mime="text/html", probe=None, size_bytes=90))


@near_miss("M3", times=2)
def came_through_two_redirects(scene: Scene) -> None:
    _, block, _ = http_picture(scene, 1)
    line = scene.entry(block.url)
    hop, end = "https://hop.cdn.example/a", "https://end.cdn.example/real/b.jpg"
    first = replace(line, status=301, redirect_to=hop, probe=None, size_bytes=0, mime="")
    scene.ledger += [replace(first, url=hop, redirect_to=end), replace(line, url=end)]
    scene.answer(block.url, status=301, redirect_to=hop, probe=None, size_bytes=0, mime="")


@near_miss("M3", times=2)
def an_advertisement_failed(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    line = scene.entry(block.url)
    ad = "https://shop.adboard.example/sky.jpg"
    scene.ledger.append(replace(line, url=ad, status=404, probe=None, mime="text/html"))
    scene.tree[3].append(element("img", src=ad, box=(1050, 0, 160, 600)))


@near_miss("M3", posts="harbour caravan orchard radio")
def the_icon_of_the_site_failed(scene: Scene) -> None:
    line = scene.ledger[0]
    icon = "https://paper.bench.example/favicon.ico"
    scene.ledger.append(
        replace(line, url=icon, status=404, resource_type="other", probe=None, size_bytes=0)
    )


# --- M4 ------------------------------------------------------------------------------


@fault("M4", times=3)
def picture_without_record(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    scene.answer(block.url, record=None)
    return Expected(block=index)


@fault("M4", times=2)
def picture_shown_that_nobody_saw_come(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, -1)
    scene.unask(block.url)
    return Expected(block=index)


@fault("M4", times=2)
def only_a_304_came(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, 1)
    scene.answer(block.url, status=304, size_bytes=0, probe=None, mime="")
    return Expected(block=index)


@fault("M4", posts="concert radio")
def sound_without_record(scene: Scene) -> Expected:
    index, block = scene.pick(AUDIO)
    scene.answer(block.url, record=None)
    return Expected(block=index)


@fault("M4", posts="cinema railway")
def player_page_without_record(scene: Scene) -> Expected:
    index, block = scene.pick(PLAYER)
    scene.answer(block.url, record=None)
    return Expected(block=index, implied=("P4",))


@near_miss("M4", times=3)
def one_record_for_two_lines(scene: Scene) -> None:
    """A revisit: two requests, one of them kept under the other's payload."""
    _, block, _ = http_picture(scene)
    scene.ledger.append(scene.entry(block.url))


@near_miss("M4", times=2)
def kept_by_the_second_request_only(scene: Scene) -> None:
    _, block, _ = http_picture(scene, 1)
    line = scene.entry(block.url)
    scene.ledger.insert(0, replace(line, record=None))


@near_miss("M4", times=2)
def picture_within_the_page(scene: Scene) -> None:
    """The site writes a picture into its document."""
    _, block, node = http_picture(scene)
    node[1].update({"src": "data:image/jpeg;base64,/9j/4AAQSkZJRg", "data-src": block.url})
    node[1][":src"] = block.url


@near_miss("M4", posts="concert")
def film_in_pieces_and_whole(scene: Scene) -> None:
    _, block = scene.pick(VIDEO)
    whole = scene.entry(block.url)
    piece = replace(whole, status=206, size_bytes=max(1, whole.size_bytes // 3), record=None)
    scene.answer(block.url, asked=Asked.AS_SHOWN, status=200)
    scene.ledger.insert(0, replace(piece, asked=Asked.PAGE, content_length=None))


@near_miss("M4", times=2)
def a_preview_without_record(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    line = scene.entry(block.url)
    scene.ledger.append(
        replace(line, url="https://paper.bench.example/t/blur-20px.jpg", record=None)
    )
