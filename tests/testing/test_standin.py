from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import socket
import ssl
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from PIL import Image

from archiver.models import Block, BlockKind, Post, PostDate
from archiver.testing import StandInWeb
from archiver.testing.authority import Authority

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
