"""Cases about players and their films (V1 to V5), and embeds of a generator's own (V6)."""

from __future__ import annotations

from dataclasses import replace

from archiver.models import (
    Block,
    BlockKind,
    BodyProbe,
    FrameSnapshot,
    PlayerOutcome,
    RecordPointer,
)
from faults.media import AUDIO, PLAYER, VIDEO
from faults.registry import Expected, fault, near_miss
from faults.scene import Node, Scene, UnfitError, element, set_text, walk

ALL = "cinema railway radio newsletter"
HTML = BodyProbe(sniffed="text/html", complete=True)


def _player(scene: Scene, at: int = 0) -> tuple[int, Block]:
    index, block = scene.pick(PLAYER, at)
    scene.player(block)
    return index, block


def _spoiled(scene: Scene, outcome: PlayerOutcome, note: str, at: int = 0) -> Expected:
    index, block = _player(scene, at)
    scene.end_player(
        block, outcome=outcome, note=note, kept_s=None, media_urls=(), size_bytes=0, text=note
    )
    return Expected(block=index)


# --- V1 ------------------------------------------------------------------------------


@fault("V1", posts=ALL)
def frame_refused_by_its_own_headers(scene: Scene) -> Expected:
    index, block = _player(scene)
    at = scene.frame_at(block)
    scene.frames[at] = replace(scene.frames[at], url="chrome-error://chromewebdata/")
    scene.end_player(block, outcome=PlayerOutcome.UNKNOWN, kept_s=None, media_urls=())
    return Expected(block=index)


@fault("V1", posts="cinema railway newsletter")
def document_not_found(scene: Scene) -> Expected:
    index, block = _player(scene, -1)
    scene.answer(block.url, status=404, size_bytes=300)
    scene.end_player(block, outcome=PlayerOutcome.UNKNOWN, status=404, kept_s=None, media_urls=())
    return Expected(block=index, implied=("P4",))


@fault("V1", posts="cinema radio")
def host_of_the_player_is_gone(scene: Scene) -> Expected:
    index, block = _player(scene)
    at = scene.frame_at(block)
    scene.frames[at] = replace(scene.frames[at], url="chrome-error://chromewebdata/")
    facts = {"status": 0, "error": "net::ERR_NAME_NOT_RESOLVED", "size_bytes": 0, "record": None}
    scene.answer(block.url, probe=None, **facts)
    scene.end_player(block, outcome=PlayerOutcome.UNKNOWN, status=0, kept_s=None, media_urls=())
    return Expected(block=index, implied=("P4",))


@fault("V1", posts="harbour")
def flash_film(scene: Scene) -> Expected:
    block = Block(kind=PLAYER, url="https://old.films.example/player.swf?film=7")
    index = promise(scene, block, element("embed", src=block.url, box=(260, 0, 480, 360)))
    return Expected(block=index)


@near_miss("V1", posts=ALL)
def document_came_after_a_redirect(scene: Scene) -> None:
    _, block = _player(scene)
    line = scene.entry(block.url)
    end = block.url.replace("https://", "https://m.", 1)
    scene.ledger.append(replace(line, url=end))
    scene.answer(
        block.url, status=302, redirect_to=end, size_bytes=0, probe=None, mime="", sha1="sha1:NONE"
    )


@near_miss("V1", posts="cinema railway newsletter")
def an_advertising_frame_is_dead(scene: Scene) -> None:
    url = "https://ads.adboard.example/slot?id=3"
    number = len(scene.frames)
    frame = scene.frames[-1]
    scene.frames.append(replace(frame, url="chrome-error://chromewebdata/", parent=0))
    node = element("iframe", src=url, box=(1030, 200, 200, 300))
    node[1][":frame"] = str(number)
    scene.tree[3].append(node)


@near_miss("V1", posts="cinema railway")
def document_asked_for_twice(scene: Scene) -> None:
    _, block = _player(scene)
    line = scene.entry(block.url)
    scene.ledger.insert(0, replace(line, status=502, size_bytes=90, record=None))


# --- V2 ------------------------------------------------------------------------------


@fault("V2", posts="cinema railway newsletter")
def film_was_removed(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.REMOVED, "视频不存在")


@fault("V2", posts="cinema radio")
def wants_a_login(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.LOGIN, "请登录后观看")


@fault("V2", posts="cinema newsletter")
def not_in_this_country(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.GEO, "The uploader has not made this available", -1)


@fault("V2", posts="cinema")
def encrypted_film(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.DRM, "Widevine", 1)


@near_miss("V2", posts=ALL)
def page_speaks_of_removed_films(scene: Scene) -> None:
    _, block = _player(scene)
    scene.end_player(block, text="相关推荐：该视频已被删除的十部电影 · private · unavailable")


@near_miss("V2", posts="cinema railway newsletter")
def note_of_an_outcome_that_is_good(scene: Scene) -> None:
    _, block = _player(scene, -1)
    scene.end_player(block, note="it was asked twice; the first time it said Error 153")


@near_miss("V2", posts="cinema newsletter")
def words_of_an_error_in_a_frame(scene: Scene) -> None:
    _, block = _player(scene)
    at = scene.frame_at(block)
    tree = [*scene.frames[at].tree]
    tree[3] = [*tree[3], element("div", "视频加载失败？点此刷新", box=(0, 0, 0, 0))]
    scene.frames[at] = replace(scene.frames[at], tree=tree)


# --- V3 ------------------------------------------------------------------------------


@fault("V3", posts="cinema railway newsletter")
def only_a_poster(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.POSTER_ONLY, "it showed a picture and no film")


@fault("V3", posts="cinema radio")
def nothing_in_time(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.TIMEOUT, "no film within its time", -1)


@fault("V3", posts="cinema newsletter")
def nobody_knows_why(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.UNKNOWN, "", 1)


@near_miss("V3", posts="cinema railway newsletter")
def length_unknown_but_kept(scene: Scene) -> None:
    _, block = _player(scene)
    scene.end_player(block, duration_s=None, kept_s=None)


@near_miss("V3", posts="harbour glacier bridge")
def a_map_plays_nothing(scene: Scene) -> None:
    _frame_of_no_film(scene, "https://www.google.com/maps/embed?pb=!1m18")


@near_miss("V3", posts="workshop")
def code_plays_nothing(scene: Scene) -> None:
    _frame_of_no_film(scene, "https://codepen.io/dull/embed/bUrr01")


def _frame_of_no_film(scene: Scene, url: str) -> None:
    number = len(scene.frames)
    node = element("iframe", src=url, box=(260, 0, 600, 400))
    node[1].update({":frame": str(number), ":src": url})
    tree = element("html", element("body", element("canvas")))
    scene.frames.append(FrameSnapshot(url=url, parent=0, tree=tree))
    line = next(e for e in scene.ledger if e.resource_type == "document")
    scene.ledger.append(replace(line, url=url, sha1="sha1:FRAME", probe=HTML, mime="text/html"))
    promise(scene, Block(kind=PLAYER, url=url), node)


# --- V4 ------------------------------------------------------------------------------


@fault("V4", posts="cinema railway newsletter")
def half_of_the_film(scene: Scene) -> Expected:
    index, block = _player(scene)
    scene.end_player(block, duration_s=240.0, kept_s=120.0)
    return Expected(block=index)


@fault("V4", posts="cinema radio")
def settings_wanted_no_film(scene: Scene) -> Expected:
    index, block = _player(scene)
    scene.end_player(
        block, outcome=PlayerOutcome.POSTER_ONLY, wanted=False, kept_s=None, media_urls=()
    )
    return Expected(block=index)


@fault("V4", posts="cinema newsletter")
def film_was_too_large(scene: Scene) -> Expected:
    return _spoiled(scene, PlayerOutcome.TOO_LARGE, "over the limit of 4,096 MB", -1)


@fault("V4", posts="railway")
def live_stream(scene: Scene) -> Expected:
    index, block = _player(scene)
    scene.end_player(block, live=True, duration_s=None, kept_s=30.0)
    return Expected(block=index)


@near_miss("V4", posts="cinema railway newsletter")
def a_second_less_than_announced(scene: Scene) -> None:
    _, block = _player(scene)
    scene.end_player(block, duration_s=61.0, kept_s=60.1)


@near_miss("V4", posts="cinema radio")
def longer_than_announced(scene: Scene) -> None:
    _, block = _player(scene)
    scene.end_player(block, duration_s=60.0, kept_s=64.0)


# --- V5 ------------------------------------------------------------------------------


def _had_before(scene: Scene, title: str = "The Same Film") -> None:
    """Let an earlier capture have had everything, with titles."""
    known = tuple(
        replace(each, title=title, duration_s=93.0, kept_s=93.0, outcome=PlayerOutcome.CAPTURED)
        for each in scene.base.capture.players
    )
    scene.before = replace(scene.base.capture, players=known, capture_id="earlier")


@fault("V5", posts="cinema railway newsletter")
def removed_since(scene: Scene) -> Expected:
    _had_before(scene)
    told = _spoiled(scene, PlayerOutcome.REMOVED, "视频已下架")
    return replace(told, implied=("V2",))


@fault("V5", posts="cinema radio")
def behind_a_login_since(scene: Scene) -> Expected:
    _had_before(scene)
    told = _spoiled(scene, PlayerOutcome.LOGIN, "members only")
    return replace(told, implied=("V2",))


@fault("V5", posts="cinema newsletter")
def the_provider_says_it_is_private(scene: Scene) -> Expected:
    told = _spoiled(scene, PlayerOutcome.UNKNOWN, "no film came", -1)
    _, block = _player(scene, -1)
    scene.end_player(block, answer="login: This video is private", title="One That Was Public")
    return replace(told, implied=("V3", "V2"))


@near_miss("V5", posts="cinema railway newsletter")
def still_there(scene: Scene) -> None:
    _had_before(scene)


@near_miss("V5", posts="cinema radio")
def gone_then_and_gone_now(scene: Scene) -> Expected:
    _had_before(scene)
    if scene.before is None:
        raise UnfitError
    gone = tuple(replace(e, outcome=PlayerOutcome.REMOVED, title="") for e in scene.players)
    scene.before = replace(scene.before, players=gone)
    told = _spoiled(scene, PlayerOutcome.REMOVED, "视频已下架")
    return replace(told, implied=("V2",))


@near_miss("V5", posts="cinema newsletter")
def renamed_since(scene: Scene) -> None:
    _had_before(scene, "An Older Title")
    _, block = _player(scene)
    scene.end_player(block, title="A Newer Title")


# --- V6 ------------------------------------------------------------------------------


def promise(scene: Scene, block: Block, node: Node | None) -> int:
    """Let the post end with one more block, and the article with one more element."""
    scene.post = replace(scene.post, blocks=(*scene.post.blocks, block))
    if node is not None:
        last = [child for child in scene.article[3] if not isinstance(child, str)][-1]
        scene.put_after(last, node)
    return len(scene.post.blocks) - 1


def _tag(scene: Scene, raw: str, node: Node | None) -> int:
    return promise(scene, Block(kind=BlockKind.SHORTCODE, text=raw), node)


@fault("V6", posts="newsletter")
def tag_stands_there_raw(scene: Scene) -> Expected:
    index, block = scene.pick(BlockKind.SHORTCODE)
    frame = next(n for n, _ in walk(scene.article) if "v.qq.com" in n[1].get("src", ""))
    scene.put_after(frame, element("p", block.text))
    scene.drop(frame)
    return Expected(block=index)


@fault("V6", posts="newsletter")
def tag_shows_nothing(scene: Scene) -> Expected:
    index, _ = scene.pick(BlockKind.SHORTCODE, 1)
    link = next(n for n, _ in walk(scene.article) if "gist.github" in n[1].get("href", ""))
    scene.drop(link)
    return Expected(block=index)


@fault("V6", posts="harbour bridge")
def added_tag_stands_there_raw(scene: Scene) -> Expected:
    raw = '{% dplayer "vid=k9" %}'
    return Expected(block=_tag(scene, raw, element("p", raw)))


@fault("V6", posts="lighthouse caravan")
def added_tag_shows_nothing(scene: Scene) -> Expected:
    return Expected(block=_tag(scene, "{{< youtubelite id=Sk3rryP01nt >}}", None))


@near_miss("V6", posts="harbour bridge")
def added_tag_shows_its_player(scene: Scene) -> None:
    url = "https://player.bilibili.com/player.html?bvid=BV1Xx4near77&page=1"
    _tag(scene, "{% bili BV1Xx4near77 %}", element("iframe", src=url, box=(260, 0, 640, 360)))


@near_miss("V6", posts="lighthouse caravan")
def added_tag_became_a_link(scene: Scene) -> None:
    url = "https://www.youtube.com/watch?v=Sk3rryP01nt"
    node = element("p", element("a", "Watch it there", href=url))
    _tag(scene, "{{< youtubelite id=Sk3rryP01nt >}}", node)


@near_miss("V6", posts="orchard glacier")
def tag_of_no_medium(scene: Scene) -> None:
    _tag(scene, "{{< toc >}}", None)


@near_miss("V6", posts="teahouse")
def formula(scene: Scene) -> None:
    _tag(scene, "{% katex %}", element("p", "E = mc", element("sup", "2")))


@near_miss("V3", posts="concert radio")
def media_of_the_page_itself(scene: Scene) -> None:
    """Films and sounds in no frame."""
    kinds = (AUDIO, VIDEO)
    if not scene.blocks(*kinds):
        raise UnfitError
    for _, block in scene.blocks(*kinds):
        scene.answer(block.url, record=RecordPointer(filename="b.gz", offset=1, length_bytes=2))


@near_miss("V4", posts="cinema newsletter")
def title_of_a_film_changed_in_its_frame(scene: Scene) -> None:
    _, block = _player(scene)
    at = scene.frame_at(block)
    tree = [*scene.frames[at].tree]
    caption = element("p", "")
    set_text(caption, "00:00 / 99:59")
    tree[3] = [*tree[3], caption]
    scene.frames[at] = replace(scene.frames[at], tree=tree)
