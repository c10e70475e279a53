from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import re
import socket
import ssl
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings, capture_page
from archiver.models import Block, BlockKind, PlayerOutcome, Post, PostDate
from archiver.source import plan_target, read_post
from archiver.store import Collection
from archiver.testing import StandInWeb
from archiver.testing.answers import Answers
from archiver.testing.authority import Authority
from archiver.testing.http_server import Request

POST = Post(
    path=Path("p.md"),
    slug="p",
    dialect="yaml",
    encoding="utf-8",
    raw=b"",
    title="A <title>",
    author="An author",
    date=PostDate(raw="2024-01-02", moment=None),
    headimg="https://img.example/head",
    url="https://site.example:9443/2024/Post/",
    body_html="<p>The body</p>",
    blocks=(
        Block(kind=BlockKind.IMAGE, url="https://img.example/plain", width_px=320, height_px=200),
        Block(kind=BlockKind.VIDEO, url="https://v.example/watch/1", poster="https://v.example/p"),
        Block(kind=BlockKind.AUDIO, url="https://a.example/song"),
        Block(kind=BlockKind.PLAYER, url="https://player.example/e?file=x.mp4"),
        Block(kind=BlockKind.PLAYER, url="https://player.example/bare.mp3"),
    ),
)


PLAYERS = {
    "https://v.qq.com/txp/iframe/player.html?vid=f3308ee4l8c": "tencent",
    "https://125.vod2.myqcloud.com/vod-player/125/38/tcplayer/vod-player.html": "tencent-vod",
    "https://player.bilibili.com/player.html?bvid=BV1Tz4y1X7Bg": "bilibili",
    "https://player.youku.com/embed/XNDIxNDE4MDA3Mg==": "youku",
    "https://www.dailymotion.com/embed/video/x6xkifc": "dailymotion",
    "https://player.vimeo.com/video/311414154": "vimeo",
    "https://www.youtube.com/embed/GfJpPQ87D38": "youtube",
    "https://music.163.com/outchain/player?type=2&id=1449782341": "netease-music",
    "https://w.soundcloud.com/player/?url=https://api.soundcloud.com/tracks/8": "soundcloud",
    "https://embed.ted.com/talks/catherine_bracy": "ted",
}
TENCENT, CLOUD, BILIBILI, YOUKU, _, VIMEO, YOUTUBE, MUSIC, *_ = PLAYERS
FILM = re.compile(r"/(?:film\.mp4|song\.mp3|180/1\.m4s|180\.m4s|180\.mp4)|\.webm$")
"""Of each player one address: its film, or the first piece."""
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web():
    async with StandInWeb.start([POST]) as started:
        yield started


@pytest.fixture
def get(web, ask):
    return ask(web.resolve, web.authority_pem)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("host", ["img.example", "v.qq.com", "xn--fiqs8s", "a" * 60 + ".example"])
async def test_any_name_is_answered_over_verified_tls(get, host):
    answer = await get(f"https://{host}/a.jpg")
    assert (answer.status, answer.type) == (200, "image/jpeg")


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        ("http://i.example/a.jpg", "image/jpeg"),
        ("http://i.example/a.PNG", "image/png"),
        ("http://i.example/a.webp?x", "image/webp"),
        ("http://i.example/a.gif!style", "image/gif"),
        ("http://i.example/a.svg", "image/svg+xml"),
        ("http://i.example/x/640?wx_fmt=png", "image/png"),
        ("http://i.example/a.png?imageView2/2/w/500/format/jpg", "image/jpeg"),
        ("http://i.example/a.mp4", "video/webm"),
        ("http://i.example/live/index.m3u8?token=1", "video/webm"),
        ("http://i.example/a.mp3", "audio/ogg"),
        ("http://i.example/a.min.js", "text/javascript"),
        ("http://i.example/a.css", "text/css"),
        ("http://i.example/a.woff2", "font/ttf"),
        ("http://i.example/data.json", "application/json"),
        ("http://i.example/", "text/html"),
        ("http://i.example/post.html", "text/html"),
        ("https://img.example/plain", "image/jpeg"),
        ("https://img.example/head", "image/jpeg"),
        ("https://v.example/p", "image/jpeg"),
        ("https://v.example/watch/1", "video/webm"),
        ("https://a.example/song", "audio/ogg"),
        ("https://player.example/e?file=x.mp4", "text/html"),
        ("https://player.example/bare.mp3", "audio/ogg"),
    ],
)
async def test_an_address_gets_the_type_that_it_promises(get, url, media_type):
    answer = await get(url)
    assert (answer.status, answer.type) == (200, media_type)


@pytest.mark.parametrize(
    ("header", "value", "media_type"),
    [
        ("Sec_Fetch_Dest", "script", "text/javascript"),
        ("Sec_Fetch_Dest", "font", "font/ttf"),
        ("Accept", "image/avif,image/webp,*/*;q=0.8", "image/jpeg"),
        ("Accept", "text/css,*/*;q=0.1", "text/css"),
        ("Range", "bytes=0-", "video/webm"),
    ],
)
async def test_a_nameless_address_gets_what_the_browser_wants(get, header, value, media_type):
    assert (await get("http://n.example/x", **{header: value})).type == media_type


async def test_declared_and_asked_sizes_are_kept(get):
    declared = await get("https://img.example/plain")
    asked = await get("http://i.example/b.jpg?imageView2/2/w/500/format/jpg")
    sizes = [Image.open(io.BytesIO(answer.body)).size for answer in (declared, asked)]
    assert sizes == [(320, 200), (500, 312)]


async def test_pictures_and_films_of_two_addresses_differ(get):
    for name in ("a.jpg", "a.png", "a.webp", "a.gif", "a.mp4"):
        bodies = {(await get(f"http://{host}.example/{name}")).body for host in ("one", "two")}
        assert len(bodies) == 2, name
    again = [(await get("http://one.example/a.jpg")).body for _ in range(2)]
    assert again[0] == again[1]


async def test_two_sizes_of_one_picture_show_the_same(get):
    colours = []
    for width in (400, 800):
        answer = await get(f"http://one.example/a.png?imageView2/2/w/{width}")
        colours.append(Image.open(io.BytesIO(answer.body)).convert("RGB").getpixel((0, 0)))
    assert colours[0] == colours[1]


async def test_a_film_is_seekable(get):
    part = await get("http://i.example/a.mp4", Range="bytes=100-199")
    assert (part.status, len(part.body)) == (206, 100)


async def test_the_post_has_its_page_on_its_own_port(get):
    page = (await get("https://site.example:9443/2024/Post/")).body.decode()
    assert "<h1>A &lt;title&gt;</h1>" in page
    assert "<p>The body</p>" in page
    assert "An author · 2024-01-02" in page


async def test_the_table_sends_tls_ports_to_tls(web):
    assert web.hosts.get("x.test", 80) == web.hosts.http
    assert web.resolve("x.test", 443) == web.resolve("x.test", 9443) == web.hosts.https
    assert web.resolve("", 80) is None


async def test_the_log_tells_http_from_https(web, get):
    await get("https://log.example/x.css")
    await get("http://log.example/x.css")
    assert [one.scheme for one in web.requests[-2:]] == ["https", "http"]


async def test_a_client_without_the_authority_refuses(web, ask):
    with Authority() as other, pytest.raises(ssl.SSLCertVerificationError):
        await ask(web.resolve, other.root_pem)("https://a.example/")


async def test_the_pin_is_of_the_key_that_is_served(web):
    def served() -> bytes:
        context = ssl._create_unverified_context()
        with (
            socket.create_connection(web.hosts.https) as plain,
            context.wrap_socket(plain, server_hostname="pin.example") as secure,
        ):
            return secure.getpeercert(binary_form=True) or b""

    certificate = x509.load_der_x509_certificate(await asyncio.to_thread(served))
    info = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert web.spki_pin == base64.b64encode(hashlib.sha256(info).digest()).decode()


# --- players


@pytest.fixture
def named(get):
    """Gives the one address in a text that holds a word."""

    async def find(url: str, word: str, **headers: str) -> str:
        text = (await get(url, **headers)).body.decode()
        (found,) = {address for address in ADDRESS.findall(text) if word in address}
        return found

    return find


async def test_tencent_names_its_film_by_a_service(get, named):
    service = await get(await named(TENCENT, "getvinfo"))
    assert service.type == "text/javascript"
    answer = json.loads(service.body.decode().strip().removeprefix("QZOutputJson.set(")[:-2])
    (one,) = answer["vl"]["vi"]
    film = await get(f"{one['ul']['ui'][0]['url']}{one['fn']}?vkey={one['fvkey']}")
    assert (film.status, film.type) == (200, "video/mp4")
    assert film.body[4:8] == b"ftyp"


async def test_youku_names_its_playlist_by_a_service(get, named):
    (stream,) = json.loads((await get(await named(YOUKU, "get.json"))).body)["data"]["stream"]
    master = stream["m3u8_url"]
    inner = master.replace("master.m3u8", "180/index.m3u8")
    assert b"180/index.m3u8" in (await get(master)).body
    assert b"6.m4s" in (await get(inner)).body
    piece = await get(inner.replace("index.m3u8", "6.m4s"))
    assert (piece.status, piece.type) == (200, "video/mp4")


async def test_bilibili_has_a_file_for_each_track_that_is_read_by_ranges(get):
    page = (await get(BILIBILI)).body.decode()
    info = json.loads(re.search(r"__playinfo__ = (.*);", page)[1])
    for kind in ("video", "audio"):
        (track,) = info["data"]["dash"][kind]
        index = track["SegmentBase"]["indexRange"]
        part = await get(track["baseUrl"], Range=f"bytes={index}")
        assert (part.status, part.body[4:8]) == (206, b"sidx")


async def test_youtube_plays_for_who_comes_with_a_referer(get, named):
    refused = (await get(YOUTUBE)).body.decode()
    assert "Error 153" in refused
    assert "video" not in ADDRESS.findall(refused)
    manifest = await named(YOUTUBE, "manifest.mpd", Referer="https://site.example/")
    answer = await get(manifest)
    assert answer.type == "application/dash+xml"
    track = await get(manifest.replace("manifest.mpd", "180.mp4"), Range="bytes=0-7")
    assert (track.status, track.body[4:]) == (206, b"ftyp")


async def test_a_song_is_one_file(get, named):
    song = await get(await named(MUSIC, "song.mp3"))
    assert (song.status, song.type) == (200, "audio/mpeg")


@pytest.mark.parametrize(
    ("url", "word"), [(CLOUD, "film.mp4"), (VIMEO, "master.m3u8"), (MUSIC, "song.mp3")]
)
async def test_what_a_player_loads_has_its_scheme_and_is_its_own(get, named, url, word):
    secure, plain = await named(url, word), await named(url.replace("https:", "http:"), word)
    assert (secure[:6], plain[:5]) == ("https:", "http:")
    assert secure[6:] == plain[5:]
    other = await named(f"{url}?9", word)
    assert (await get(secure)).body != (await get(other)).body
    assert (await get(secure)).body == (await get(plain)).body


async def test_a_cover_is_a_picture_and_strangers_get_the_usual(get):
    answers = [
        await get(f"https://v.qq.com/stand-in/{name}")
        for name in ("0123456789abcdef/cover.jpg", "0123456789abcdef/180/9.m4s", "x/song.mp3")
    ]
    assert [answer.type for answer in answers] == ["image/jpeg", "video/webm", "audio/ogg"]
    assert (await get("https://any.example/static/other.js")).body == b"/* */\n"
    assert b"MediaSource" in (await get("https://v.qq.com/static/reel.js")).body


async def test_archiver_has_every_player_play_and_each_its_own_film(tmp_path):
    frames = "".join(f'<p>A paragraph.</p><iframe src="{url}"></iframe>' for url in PLAYERS)
    path = tmp_path / "post.md"
    head = "title: Players\nauthor: A\ndate: 2024-01-02\nurl: https://site.example/players/"
    path.write_text(f"---\n{head}\n---\n<div>{frames}</div>\n")
    target = plan_target(read_post(path))
    async with StandInWeb.start([target.post]) as web:
        settings = BrowserSettings(host_table=web.resolve, trusted_keys=(web.spki_pin,))
        async with Browser.start(settings) as browser:
            with Collection.open(tmp_path / "archive") as collection:
                capture = await capture_page(
                    target,
                    browser=browser,
                    draft=collection.draft(target),
                    settings=CaptureSettings(extract=False),
                )
                urls = {entry.url for entry in capture.ledger if FILM.search(entry.url)}
                answers = [collection.answer(url) for url in urls]
                films = [answer.body for answer in answers if answer.status == 200]
    assert {state.url: state.provider for state in capture.players} == PLAYERS
    ends = {state.provider: (state.outcome, state.note) for state in capture.players}
    assert ends == dict.fromkeys(PLAYERS.values(), (PlayerOutcome.CAPTURED, ""))
    assert len(films) == len(PLAYERS)
    assert len({hashlib.sha256(film).digest() for film in films}) == len(PLAYERS)


@given(
    host=st.text(max_size=40),
    path=st.sampled_from(["", "stand-in/", "stand-in/0123456789abcdef/", "static/"]),
    name=st.text(max_size=40),
    referrer=st.text(max_size=20),
)
async def test_any_request_is_answered(host, path, name, referrer):
    headers = {"host": host, "referer": referrer}
    request = Request(method="GET", target=f"/{path}{name}", headers=headers)
    assert Answers()(request).status in {200, 204}
