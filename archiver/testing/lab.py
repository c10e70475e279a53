"""Pages of the news site that belong to no post: every oddity of the web in one place.

`/lab/everything` holds what a recorder must see, `/lab/tall` what scrolling
must wake; the others misbehave, each in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from archiver.testing.http_server import Request, Response

_EVERYTHING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Everything at once</title>
<script src="/lab/broken.js"></script></head>
<body><h1>Everything at once</h1>
<img id="plain" src="/uploads/bridge-dawn.jpg" alt="" width="500">
<img id="slow" src="/slow/harbour.jpg" alt="" width="500">
<img id="redirected" src="/go/lighthouse.jpg" alt="" width="500">
<img id="gone" src="/uploads/nowhere.jpg" alt="">
<img id="cut" src="/lab/cut.jpg" alt="">
<img id="walled" src="http://img.cdn-wall.test/tea-cup.jpg" alt="">
<img id="swapped" src="http://pic.cdn-placeholder.test/mmbiz_jpg/tea-cup/640" alt="">
<img id="open" src="http://img.cdn-wall.test/tea-cup.jpg?v=2" alt="" referrerpolicy="no-referrer">
<iframe src="http://comments.talk.test/thread?of=/lab/everything" width="700" height="300"></iframe>
<iframe src="http://player.video.test/embed/bay" width="640" height="360"></iframe>
<iframe src="http://player.video.test/embed/bay-segments" width="640" height="360"></iframe>
<p id="worker"></p><p id="post"></p><p id="empty"></p><p id="cookies"></p>
<script>
const say = (id, text) => { document.getElementById(id).textContent = text; };
const worker = new Worker("/static/worker.js");
worker.onmessage = ({ data }) => say("worker", `${data.minutes} minutes`);
worker.postMessage("one two three");
fetch("/api/views", { method: "POST", body: '{"path": "/lab/everything"}' })
  .then((answer) => answer.json()).then(({ views }) => say("post", `${views} views`));
fetch("/ping").then(({ status }) => say("empty", status));
say("cookies", document.cookie);
</script></body></html>
"""

_TALL_PICTURES = ("tea-hills", "harbour", "snow-train", "moon-hills", "river-town", "bamboo")


def _everything(_: Request) -> Response:
    cookies = (("Set-Cookie", "first=1; Path=/"), ("Set-Cookie", "second=2; Path=/"))
    return Response(body=_EVERYTHING.encode(), headers=cookies)


def _tall(_: Request) -> Response:
    """About 26,000 px, a lazy picture of each kind in turn every 1,400 px."""
    rows = []
    for number in range(18):
        url = f"/uploads/tall-{number}/{_TALL_PICTURES[number % 6]}.jpg"
        kind = ("loading", "data-src", "data-original")[number % 3]
        shown = (
            f'<img loading="lazy" src="{url}" width="1000" height="625" alt="">'
            if kind == "loading"
            else f'<img class="lazy" {kind}="{url}" width="1000" height="625" alt="">'
        )
        rows.append(f'<section style="height:1430px"><h2>{number + 1}</h2>{shown}</section>')
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tall</title>'
        '<script src="/static/site.js" defer></script></head><body>' + "\n".join(rows)
    )
    return Response(body=page.encode())


def _cut_picture(request: Request) -> Response:
    """Promise more bytes than come, then reset the connection."""
    del request
    return Response(
        media_type="image/jpeg", body=b"\xff\xd8" + b"x" * 40_000, abort_after_bytes=9_000
    )


def _broken_script(_: Request) -> Response:
    return Response(media_type="text/javascript", body=b"/*" + b" " * 9_000, abort_after_bytes=500)


def _cut_page(_: Request) -> Response:
    page = b"<!doctype html><title>Cut</title><p>The beginning" + b" and more" * 9_000
    return Response(body=page, chunked=True, abort_after_bytes=30_000)


def _loop(_: Request) -> Response:
    return Response(status=302, headers=(("Location", "/lab/loop"),))


def _hang(_: Request) -> Response:
    return Response(body=b"<!doctype html><title>Late</title>", delay_s=600)


def _trickle(_: Request) -> Response:
    """A page whose body takes minutes to come."""
    page = b"<!doctype html><title>Trickle</title>" + b"<p>drop</p>\n" * 2_000
    return Response(body=page, chunked=True, pace_bytes_per_s=100)


def _download(_: Request) -> Response:
    headers = (("Content-Disposition", 'attachment; filename="report.bin"'),)
    return Response(media_type="application/octet-stream", body=b"\0" * 2_000, headers=headers)


def _dialogs(_: Request) -> Response:
    page = (
        "<!doctype html><title>Dialogs</title><p>after the dialogs</p>"
        '<script>alert("one"); confirm("two"); prompt("three"); window.open("/ping");</script>'
    )
    return Response(body=page.encode())


PAGES: Mapping[str, Callable[[Request], Response]] = {
    "/lab/everything": _everything,
    "/lab/tall": _tall,
    "/lab/cut.jpg": _cut_picture,
    "/lab/broken.js": _broken_script,
    "/lab/cut": _cut_page,
    "/lab/loop": _loop,
    "/lab/hang": _hang,
    "/lab/trickle": _trickle,
    "/lab/download": _download,
    "/lab/dialogs": _dialogs,
}
"""Path to page."""

__all__ = ["PAGES"]
