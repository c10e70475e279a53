"""What stands at each address: the page, its parts, data, pictures, films, and the desk."""

from __future__ import annotations

import asyncio
import json
from importlib import resources

import pytest

from archiver.errors import FormatError, StorageError
from archiver.review import Answer, Stream
from archiver.review.gate import MOST_BODY_BYTES
from archiver.review.index_page import IndexPage, parts_of, static_file, static_names


async def test_the_page_is_a_frame_without_inline_code(served):
    answer = await served.ask("@")
    text = answer.body.decode()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'data-mode="served"' in text
    assert 'data-reviewer="Ann"' in text
    assert text.count("<script") == text.count('<script defer src="static/')
    assert "style=" not in text
    assert "<style" not in text


def test_names_in_the_page_are_escaped():
    hostile = "\"><script>alert(1)</script>'{{7*7}}</title>"
    text = IndexPage(archive=hostile, reviewer=hostile, language="zh").html().decode()
    assert "<script>alert" not in text
    assert text.count("</title>") == 1
    assert "&#34;&gt;&lt;script&gt;" in text
    assert "{{7*7}}" in text
    assert '<html lang="zh-Hans">' in text


def test_a_page_on_disk_brings_its_policy_along():
    text = IndexPage(archive="a", is_static=True).html().decode()
    assert 'data-mode="static"' in text
    assert "Content-Security-Policy" in text
    assert "frame-ancestors" not in text  # a page's own text cannot say so, browsers complain


def test_every_part_of_the_page_is_there_and_no_part_is_forgotten():
    folder = resources.files("archiver.review") / "page"
    there = {each.name for each in folder.iterdir()} - {"index.html.jinja"}
    assert there == {part for name in static_names() for part in parts_of(name)}
    for name in static_names():
        found = static_file(name)
        assert found
        for part in parts_of(name):
            assert (folder / part).read_bytes() in found[1]
    assert parts_of("page.js")[-1] == "shell.js"


async def test_parts_have_their_types(served):
    for name, kind in (("page.js", "text/javascript"), ("page.css", "text/css")):
        answer = await served.ask(f"@static/{name}")
        assert answer.status == 200
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert (await served.ask("@static/absent.js")).status == 404


async def test_data_is_asked_of_the_site_with_its_query(served):
    answer = await served.ask("@data/summary.json?since=3&x=%3Cb%3E")
    assert (answer.status, answer.body) == (200, b'{"archive":"a"}')
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert served.site.asked == [("data/summary.json", {"since": "3", "x": "<b>"})]


async def test_a_head_request_gets_no_body(served):
    for address in ("@data/summary.json", "@film/mill/0"):
        answer = await served.ask(address, method="HEAD")
        assert answer.status == 200
        assert int(answer.headers["content-length"]) > 0
        assert answer.body == b""


async def test_a_strip_is_kept_by_the_browser(served):
    answer = await served.ask("@pictures/mill/c1/0.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"].startswith("private,")
    again = await served.ask("@pictures/mill/c1/0.png", f"If-None-Match: {answer.headers['etag']}")
    assert (again.status, again.body) == (304, b"")


async def test_what_is_no_picture_is_not_shown_as_one(served):
    assert (await served.ask("@pictures/mill/c1/svg.png")).status == 404
    assert (await served.ask("@pictures/mill/c1/page")).status == 404
    assert (await served.ask("@film/mill/1")).status == 404


async def test_a_film_is_in_a_sandbox(served):
    answer = await served.ask("@film/mill/0")
    assert answer.status == 200
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.body) == int(answer.headers["content-length"]) == 1_024_000


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "size"),
    [
        ("bytes=0-0", 206, "bytes 0-0/1024000", 1),
        ("bytes=1000-", 206, "bytes 1000-1023999/1024000", 1_023_000),
        ("bytes=-3", 206, "bytes 1023997-1023999/1024000", 3),
        ("bytes=-9999999", 206, "bytes 0-1023999/1024000", 1_024_000),
        ("bytes=1023990-5000000", 206, "bytes 1023990-1023999/1024000", 10),
        ("bytes=1024000-", 416, "bytes */1024000", 0),
        ("bytes=-0", 416, "bytes */1024000", 0),
        ("bytes=5-2", 200, None, 1_024_000),
        ("bytes=1-2,5-6", 200, None, 1_024_000),
        ("bytes=-", 200, None, 1_024_000),
        ("lines=1-2", 200, None, 1_024_000),
        ("bytes=" + "9" * 40 + "-", 200, None, 1_024_000),
    ],
)
async def test_every_form_of_range_gets_its_status(served, asked, status, content_range, size):
    answer = await served.ask("@film/mill/0", f"Range: {asked}")
    assert answer.status == status
    assert answer.headers.get("content-range") == content_range
    assert len(answer.body) == size


async def test_a_range_is_the_right_bytes(served):
    answer = await served.ask("@film/mill/0", "Range: bytes=65530-65545")
    assert answer.body == bytes([*range(250, 256), *range(10)])


async def test_a_range_of_an_older_film_is_not_mixed_with_this_one(served):
    answer = await served.ask("@film/mill/0", "Range: bytes=5-8", 'If-Range: "older"')
    assert answer.status == 200


async def test_a_film_that_breaks_off_is_told_by_its_length(served):
    def cut(start: int, stop: int):
        yield b"x" * 10
        raise OSError("gone")

    served.site.contents["film/cut/0"] = Answer(
        media_type="video/mp4", stream=Stream(size_bytes=100, chunks=cut)
    )
    answer = await served.ask("@film/cut/0")
    assert answer.headers["content-length"] == "100"
    assert len(answer.body) == 10
    assert (await served.ask("@data/summary.json")).status == 200


async def test_a_film_that_nobody_reads_is_let_go(served):
    closed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def endless(start: int, stop: int):
        try:
            while True:
                yield b"x" * 65_536
        finally:
            loop.call_soon_threadsafe(closed.set)

    served.site.contents["film/long/0"] = Answer(
        media_type="video/mp4", stream=Stream(size_bytes=1 << 40, chunks=endless)
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    head = f"GET /{served.token}/film/long/0 HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n"
    writer.write(head.encode())
    await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(65_536)  # what was never begun needs no end
    writer.transport.abort()
    await asyncio.wait_for(closed.wait(), 5)


async def test_what_the_desk_answers_reaches_the_page(served):
    assert (await served.post("@decide", {"decisions": [1]})).status == 200
    answer = await served.post("@accept", {"articles": []})
    assert answer.status == 409
    assert json.loads(answer.body) == {"message": "no", "conflicts": []}
    assert [name for name, _ in served.desk.asked] == ["decide", "accept"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 200_000, b'{"a":' * 100_000])
async def test_a_body_that_is_no_json_is_refused(served, body):
    answer = await served.post("@decide", body)
    assert answer.status == 400
    assert served.desk.asked == []


async def test_a_post_elsewhere_is_absent(served):
    assert (await served.post("@data/summary.json", {})).status == 404


async def test_a_body_that_is_too_long_is_refused(served):
    answer = await served.post("@decide", b"{}", f"Content-Length: {MOST_BODY_BYTES + 1}")
    assert answer.status == 413
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    answer = await served.post(
        "@decide", chunk * 17 + b"0\r\n\r\n", "Content-Length:", "Transfer-Encoding: chunked"
    )
    assert answer.status == 413
    assert served.desk.asked == []


async def test_a_chunked_body_is_read(served):
    body = b"2\r\n{}\r\n0\r\n\r\n"
    answer = await served.post("@decide", body, "Content-Length:", "Transfer-Encoding: chunked")
    assert answer.status == 200
    assert served.desk.asked == [("decide", {})]


async def test_a_bug_in_a_film_is_told_and_damage_is_not(served):
    def broken(error: Exception):
        def chunks(start: int, stop: int):
            yield b"x"
            raise error

        return Answer(media_type="video/mp4", stream=Stream(size_bytes=9, chunks=chunks))

    bug, damage = KeyError("ours"), FormatError("a.warc.gz: damaged at 7")
    served.site.contents |= {"film/a/0": broken(bug), "film/a/1": broken(damage)}
    for address in ("@film/a/0", "@film/a/1"):
        answer = await served.ask(address)
        assert (answer.headers["content-length"], answer.body) == ("9", b"x")
    assert served.bugs == [bug]


async def test_what_an_error_says_is_plain(served):
    def answer(path: str, query: object) -> Answer:
        raise StorageError("a\x1b[2J\u202e.warc.gz: damaged\nat 7" + "x" * 5_000)

    served.site.answer = answer
    told = json.loads((await served.ask("@data/x.json")).body)["message"]
    assert told.startswith("a\ufffd[2J\ufffd.warc.gz: damaged at 7xx")
    assert len(told) == 1_000


def test_the_names_in_the_page_are_plain():
    text = IndexPage(archive="a\x1b\u202e\ud800b", reviewer="x" * 999).html().decode()
    assert "<title>a\ufffdb · archiver review</title>" in text
    assert "x" * 201 not in text
