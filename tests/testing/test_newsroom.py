from __future__ import annotations

import hashlib
import re

import pytest_asyncio

from archiver.testing import Newsroom
from archiver.testing.posts import read_all

NEWS = "http://news.newsroom.test"
WALLED = "http://img.cdn-wall.test/2023/04/08/bridge-arch.jpg"
SWAPPED = "http://pic.cdn-placeholder.test/mmbiz_jpg/tea-cup/640?wx_fmt=jpeg"
NEEDING = "http://photo.cdn-needs.test/2024/01/16/snow-train.jpg"


@pytest_asyncio.fixture
async def room():
    async with Newsroom.start() as started:
        yield started


@pytest_asyncio.fixture
async def get(room, ask):
    return ask(room.resolve)


async def test_every_origin_has_its_own_port_and_others_none(room):
    assert len({port for _, port in room.hosts.values()}) == len(room.hosts) >= 8
    assert room.resolve("NEWS.newsroom.test", 80) == room.hosts["news.newsroom.test"]
    assert room.resolve("elsewhere.test", 80) is None


async def test_posts_are_written_and_go_with_the_room():
    async with Newsroom.start() as room:
        assert [path.name for path in room.posts] == [post.name for post in read_all()]
        assert room.posts[0].read_text(encoding="utf-8").startswith("\n---\ntitle:")
        folder = room.posts[0].parent
    assert not folder.exists()


async def test_the_wall_answers_403_to_a_foreign_referer_only(get):
    assert (await get(WALLED)).status == 200
    assert (await get(WALLED, Referer=f"{NEWS}/")).status == 403
    assert (await get(WALLED, Referer="http://www.cdn-wall.test/")).status == 200
    assert (await get(WALLED, Referer="http://evil-cdn-wall.test/")).status == 403


async def test_the_placeholder_cdn_answers_200_with_another_picture(get):
    real, swapped = await get(SWAPPED), await get(SWAPPED, Referer=f"{NEWS}/2024/")
    other = await get(SWAPPED.replace("tea-cup", "bamboo"), Referer=f"{NEWS}/")
    assert (real.status, real.type) == (200, "image/jpeg")
    assert (swapped.status, swapped.type) == (200, "image/png")
    assert other.body == swapped.body != real.body


async def test_the_needing_cdn_wants_the_article_site(get):
    assert (await get(NEEDING)).status == 403
    assert (await get(NEEDING, Referer="http://other.test/")).status == 403
    assert (await get(NEEDING, Referer=f"{NEWS}/2024/01/snow-train/")).status == 200


async def test_two_addresses_of_one_illustration_have_two_digests(get):
    bodies = [(await get(f"{NEWS}/uploads/{n}/harbour.jpg")).body for n in (1, 2)]
    assert len({hashlib.sha1(body).digest() for body in bodies}) == 2


async def test_every_promised_medium_is_served_as_planned(get):
    """What the posts promise exists, but for the faults that are planted at the CDN."""
    gone = set()
    for post in read_all():
        for url in {post.headimg, post.thumbnail, *re.findall(r'src="([^"]+)"', post.text)}:
            referer = {"Referer": f"{NEWS}/"} if "cdn-needs" in url else {}
            answer = await get(url, **referer)
            if answer.status not in {200, 301}:
                gone.add((answer.status, url))
    assert gone == {
        (404, "http://player.video.test/embed/pier?from=ferry"),
        (404, f"{NEWS}/uploads/2024/02/lantern-gate.jpg"),
    }


async def test_the_truncated_picture_says_that_it_is_whole(get):
    answer = await get(f"{NEWS}/uploads/2023/10/old-harbour.jpg")
    assert answer.status == 200
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert answer.body.startswith(b"\xff\xd8")
    assert not answer.body.endswith(b"\xff\xd9")


async def test_the_picture_that_is_a_page_says_jpeg(get):
    answer = await get(f"{NEWS}/uploads/2024/05/gull-point-night.jpg")
    assert answer.type == "image/jpeg"
    assert answer.body.startswith(b"<!doctype html>")


async def test_a_film_comes_in_ranges_and_its_neighbour_is_gone(get):
    part = await get("http://media.video.test/bay.webm", Range="bytes=0-3")
    assert (part.status, part.body) == (206, b"\x1a\x45\xdf\xa3")
    assert part.headers["Content-Range"].startswith("bytes 0-3/")
    assert (await get("http://media.video.test/lens.webm")).status == 404
    assert (await get("http://media.video.test/dash/../../newsroom.py")).status == 404


async def test_every_segment_of_the_manifest_is_there(get):
    manifest = (await get("http://media.video.test/dash/manifest.mpd")).body.decode()
    assert manifest.count("<Representation ") == 2
    for name in ("init-0", "part-0-1", "part-0-5", "init-1", "part-1-6"):
        answer = await get(f"http://media.video.test/dash/{name}.webm")
        assert (answer.status, answer.type) == (200, "video/webm")


async def test_an_article_sets_two_cookies(get):
    answer = await get(f"{NEWS}/2023/04/stone-bridge/")
    assert len(answer.headers.get_all("Set-Cookie")) == 2
    assert answer.headers["Transfer-Encoding"] == "chunked"


async def test_a_redirect_chain_ends_at_the_picture(get):
    url, statuses = f"{NEWS}/go/snow-village.jpg", []
    while True:
        answer = await get(url)
        statuses.append(answer.status)
        if answer.status == 200:
            break
        url = NEWS + answer.headers["Location"]
    assert statuses == [301, 302, 307, 200]
    assert answer.body.startswith(b"\xff\xd8")


async def test_small_services_answer(get):
    assert (await get(f"{NEWS}/ping")).status == 204
    counted = await get(f"{NEWS}/api/views", body=b'{"path": "/x"}')
    assert counted.body == (await get(f"{NEWS}/api/views", body=b'{"path": "/x"}')).body
    assert (await get(f"{NEWS}/api/views")).status == 405
    assert (await get(f"{NEWS}/nowhere")).status == 404
    assert (await get(f"{NEWS}/static/../newsroom.py")).status == 404


async def test_requests_are_logged_with_what_they_got(room, get):
    await get(WALLED, Referer="http://other.test/")
    last = room.requests[-1]
    assert (last.host, last.method, last.status) == ("img.cdn-wall.test", "GET", 403)
    assert last.path == "/2023/04/08/bridge-arch.jpg"
    assert last.headers["referer"] == "http://other.test/"


async def test_the_lab_redirects_for_ever(get):
    answer = await get(f"{NEWS}/lab/loop")
    assert (answer.status, answer.headers["Location"]) == (302, "/lab/loop")
