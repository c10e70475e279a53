"""Who may ask: raw bytes, since clients put the host and the path in order."""

from __future__ import annotations

import pytest

from archiver.review import gate
from archiver.review.gate import SAFE_HEADERS


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"]
)
async def test_the_page_is_answered_under_its_own_names(served, host):
    answer = await served.ask("@", host=host.format(port=served.port))
    assert answer.status == 200
    assert b'<div id="archiver"' in answer.body


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:0{port}",
        "127.0.0.1.evil.test:{port}",
        "localhost:80@evil.test:{port}",
        "localhost.:{port}",
        "user@127.0.0.1:{port}",
        "127.1:{port}",
        "0.0.0.0:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "127.0.0.1:{port},evil.test",
        "127.0.0.1:{port} evil.test",
    ],
)
async def test_another_host_is_refused_on_every_method(served, host, method):
    answer = await served.ask(
        "@data/summary.json", method=method, host=host.format(**vars_of(served))
    )
    assert answer.status == 421
    assert served.site.asked == []


def vars_of(served) -> dict[str, object]:
    return {"port": served.port}


async def test_a_request_without_host_or_with_two_is_refused(served):
    own = f"Host: 127.0.0.1:{served.port}\r\n"
    path = f"/{served.token}/data/summary.json"
    for head in (
        f"GET {path} HTTP/1.1\r\n",
        f"GET {path} HTTP/1.0\r\n",
        f"GET {path} HTTP/1.1\r\n{own}Host: evil.test\r\n",
        f"GET {path} HTTP/1.1\r\n{own}{own}",
        f"GET {path} HTTP/1.0\r\n{own}Host: evil.test\r\n",
        f"GET {path} HTTP/1.1\r\nHost:\r\n",
    ):
        answer = await served.raw((head + "Connection: close\r\n\r\n").encode())
        assert answer.split()[1] in {b"400", b"421"}, head
    assert served.site.asked == []


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}@data/summary.json", "http://evil.test@data/summary.json", "*"],
)
async def test_a_target_that_is_no_path_is_refused(served, target):
    answer = await served.ask(target.format(port=served.port))
    assert answer.status == 421
    assert served.site.asked == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "get"])
async def test_other_methods_are_refused(served, method):
    answer = await served.ask("@data/summary.json", method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/data/summary.json",
        "/favicon.ico",
        "/robots.txt",
        "/{token}x/",
        "/{short}/data/summary.json",
        "//{token}/data/summary.json",
        "/%2f{token}/data/summary.json",
        "/x/{token}/data/summary.json",
        "/?{token}",
    ],
)
async def test_without_the_secret_everything_is_absent(served, target):
    token = served.token
    answer = await served.ask(target.format(token=token, short=token[:-1]))
    assert (answer.status, answer.body) == (404, b"not found\n")
    assert token not in str(answer.headers)
    assert served.site.asked == []


async def test_the_path_without_its_slash_leads_to_the_page(served):
    answer = await served.ask(f"/{served.token}")
    assert (answer.status, answer.headers["location"]) == (308, f"/{served.token}/")


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "pictures/../../../etc/passwd",
        "pictures/%2e%2e%2f%2e%2e%2fetc/passwd",
        "pictures/%252e%252e/etc/passwd",
        "pictures/..%5c..%5cetc",
        "pictures/..\\..\\etc",
        "//etc/passwd",
        "pictures//etc/passwd",
        "/etc/passwd",
        "data/summary.json%00.png",
        "data/./summary.json",
        "data%2fsummary.json",
        "static/../index.html.jinja",
        "static/index.html.jinja",
        "static/%2e%2e/gate.py",
        "static/",
        "static/.hidden",
        "data/summary.json/",
        "data/" + "a" * 1_000,
    ],
)
async def test_a_path_that_climbs_or_is_not_plain_is_absent(served, path):
    answer = await served.ask(f"@{path}")
    assert (answer.status, answer.body) == (404, b"not found\n")
    assert served.site.asked == []


async def test_control_bytes_in_a_path_are_no_request(served):
    for byte in (b"\0", b"\x7f", b"\xff"):
        path = f"/{served.token}/data/".encode() + byte
        head = b"GET " + path + f" HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n".encode()
        answer = await served.raw(head + b"Connection: close\r\n\r\n")
        assert answer.split()[1] in {b"400", b"404"}
    assert served.site.asked == []


async def test_the_page_itself_may_decide(served):
    answer = await served.post("@decide", {"decisions": []})
    assert answer.status == 200
    assert served.desk.asked == [("decide", {"decisions": []})]


async def test_without_an_origin_the_browser_must_say_that_it_is_the_page(served):
    assert (await served.post("@decide", {}, "Origin:")).status == 403
    assert served.desk.asked == []
    answer = await served.post("@decide", {}, "Origin:", "Sec-Fetch-Site: same-origin")
    assert answer.status == 200


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("Origin: http://evil.test",), 403),
        (("Origin: http://localhost:{port}",), 403),
        (("Origin: http://127.0.0.1:1",), 403),
        (("Origin: https://127.0.0.1:{port}",), 403),
        (("Origin: null",), 403),
        (("Origin: http://127.0.0.1:{port}", "Origin: http://evil.test"), 403),
        (("Sec-Fetch-Site: cross-site",), 403),
        (("Sec-Fetch-Site: same-site",), 403),
        (
            ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"),
            403,
        ),
        (("X-Archiver:",), 403),
        (("X-Archiver: 2",), 403),
        (("Content-Type: text/plain",), 415),
        (("Content-Type: application/x-www-form-urlencoded",), 415),
        (("Content-Type:",), 415),
        (("Content-Type: text/plain; application/json",), 415),
    ],
)
async def test_what_another_page_can_send_decides_nothing(served, lines, status):
    filled = [line.format(port=served.port) for line in lines]
    for address in ("@decide", "@accept"):
        answer = await served.post(address, {"decisions": []}, *filled)
        assert answer.status == status
    assert served.desk.asked == []


async def test_a_get_changes_nothing(served):
    for address in ("@decide", "@accept", "@accept?id=1", "@decide?decisions=1"):
        assert (await served.ask(address)).status == 404
    assert served.desk.asked == []


async def test_a_wrong_secret_decides_nothing(served):
    answer = await served.post("/" + "A" * 32 + "/decide", {})
    assert answer.status == 404
    assert served.desk.asked == []


@pytest.mark.parametrize("source", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("mode", "aim"),
    [("no-cors", "image"), ("no-cors", "script"), ("cors", "empty"), ("navigate", "iframe")],
)
async def test_another_page_cannot_load_anything(served, source, mode, aim):
    lines = (f"Sec-Fetch-Site: {source}", f"Sec-Fetch-Mode: {mode}", f"Sec-Fetch-Dest: {aim}")
    assert (await served.ask("@data/summary.json", *lines)).status == 403
    assert served.site.asked == []


async def test_a_link_from_elsewhere_may_lead_to_the_page(served):
    lines = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert (await served.ask("@", *lines)).status == 200


async def test_a_get_with_a_body_is_refused(served):
    answer = await served.ask("@data/summary.json", "Content-Length: 4", body=b"abcd")
    assert answer.status == 400
    answer = await served.ask("@data/summary.json", "Transfer-Encoding: chunked")
    assert answer.status == 400


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("@", 200),
        ("@static/page.js", 200),
        ("@data/summary.json", 200),
        ("@data/absent.json", 404),
        ("/", 404),
        ("@data/broken.json", 500),
    ],
)
async def test_every_answer_has_the_safe_headers(served, target, status):
    answer = await served.ask(target)
    assert answer.status == status
    for name, value in SAFE_HEADERS.items():
        assert answer.headers[name.lower()] == value
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    assert "set-cookie" not in answer.headers


async def test_refusals_have_the_safe_headers_too(served):
    for answer in (
        await served.ask("@", host="evil.test"),
        await served.ask("@", method="PUT"),
        await served.post("@decide", {}, "Origin: http://evil.test"),
    ):
        assert {name.lower() for name in SAFE_HEADERS} <= set(answer.headers)
        assert served.token not in str(answer)


def test_the_policy_allows_no_inline_code_and_no_frames():
    policy = SAFE_HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "frame-ancestors 'none'" in policy


async def test_a_name_of_its_own_is_the_origin_that_may_decide(served):
    host = f"localhost:{served.port}"
    answer = await served.post("@decide", {}, f"Origin: http://{host}", host=host)
    assert answer.status == 200
    answer = await served.post("@decide", {}, f"Origin: http://127.0.0.1:{served.port}", host=host)
    assert answer.status == 403


@pytest.mark.parametrize(
    "lines",
    [
        ("Transfer-Encoding: chunked", "Content-Length: 5"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5, 6",),
        ("Content-Length: +5",),
        ("Content-Length: 0x5",),
        ("Content-Length: 5 5",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding : chunked",),
        ("Content-Length : 5",),
        ("X-Archiver: 1\x00", "Content-Length: 5"),
    ],
)
async def test_a_body_with_two_lengths_is_no_request(served, lines):
    # What two programs would end at two places could hide a request (RFC 9112, 11.2).
    head = f"POST /{served.token}/decide HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
    own = f"Origin: http://127.0.0.1:{served.port}\r\nContent-Type: application/json\r\n"
    hidden = f"GET /{served.token}/data/summary.json HTTP/1.1\r\nHost: evil.test\r\n\r\n"
    sent = head + own + "\r\n".join(["X-Archiver: 1", *lines, "", ""]) + "0\r\n\r\n" + hidden
    answer = await served.raw(sent.encode())
    assert answer.split()[1] in {b"400", b"501"}
    assert answer.count(b"HTTP/1.1 ") == 1
    assert served.desk.asked == served.site.asked == []


async def test_what_stands_behind_a_refused_request_is_not_read(served):
    hidden = (
        f"GET /{served.token}/data/summary.json HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n"
    )
    for lines in (("Origin: http://evil.test",), ("Content-Type: text/plain",)):
        answer = await served.post("@decide", hidden.encode(), *lines)
        assert answer.status in {403, 415}
        assert b"HTTP/1.1" not in answer.body
    head = f"PUT /{served.token}/ HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
    answer = await served.raw(f"{head}Content-Length: {len(hidden)}\r\n\r\n{hidden}".encode())
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert served.site.asked == []


@pytest.mark.parametrize(
    "fold",
    [
        "Host:\r\n evil.test",
        "Host: 127.0.0.1:{port}\r\n evil.test",
        "Origin: x\r\n\tHost: evil.test",
    ],
)
async def test_a_header_that_is_folded_is_not_another_one(served, fold):
    own = "" if fold.startswith("Host") else f"Host: 127.0.0.1:{served.port}\r\n"
    head = f"GET /{served.token}/data/summary.json HTTP/1.1\r\n{own}"
    sent = head + fold.format(port=served.port) + "\r\nConnection: close\r\n\r\n"
    answer = await served.raw(sent.encode())
    assert answer.split()[1] in ({b"200"} if own else {b"400", b"421"})


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "post", "Get", "PROPFIND", "DEBUG"])
async def test_a_method_that_is_refused_tells_nothing_of_the_request(served, method):
    answer = await served.ask("@data/summary.json", "X-Told: canary", method=method)
    assert answer.status == 405
    assert b"canary" not in answer.body
    assert served.token not in str(answer)


async def test_a_proxy_is_not_what_this_is(served):
    answer = await served.ask("evil.test:443", method="CONNECT")
    assert answer.status == 421
    answer = await served.ask(f"http://127.0.0.1:{served.port}@", method="POST")
    assert answer.status == 421


async def test_other_origins_are_allowed_nothing_when_they_ask_first(served):
    lines = ("Origin: http://evil.test", "Access-Control-Request-Method: POST")
    answer = await served.ask("@decide", *lines, method="OPTIONS")
    assert answer.status == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "change",
    [str.swapcase, lambda token: token[:-1] + "~", lambda token: f"%{ord(token[0]):x}" + token[1:]],
)
async def test_the_secret_is_compared_byte_by_byte(served, change):
    answer = await served.ask(f"/{change(served.token)}/data/summary.json")
    assert answer.status == 404


async def test_the_secret_is_compared_in_the_same_time_whatever_is_guessed(served, monkeypatch):
    compared = []
    real = gate.hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append(one)
        return real(one, other)

    monkeypatch.setattr(gate.hmac, "compare_digest", compare)
    await served.ask("/guess/data/summary.json")
    await served.ask("@data/summary.json")
    assert compared == [b"guess", served.token.encode()]


async def test_nothing_but_pictures_is_kept_by_a_browser_and_those_not_for_long(served):
    for target in ("@", "@static/words.js", "@data/summary.json", "@film/mill/0", "@absent", "/"):
        assert (await served.ask(target)).headers["cache-control"] == "no-store"
    answer = await served.ask("@pictures/mill/c1/0.png")
    assert answer.headers["cache-control"] == "private, max-age=86400, immutable"
    for name in ("referrer-policy", "cross-origin-resource-policy", "x-content-type-options"):
        assert name in answer.headers


def test_the_served_page_can_make_no_markup():
    policy = SAFE_HEADERS["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert "blob:" not in policy
    assert "http" not in policy
