"""Placeholders as CDNs send them, and what looks like one and is none.

Every picture is really drawn, encoded and probed; a case is a post, its capture, and
the addresses for which a stand-in came. Used by the tests and by
`benchmarks/placeholders.py`.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageOps
from staged import PAGE, capture, entry, post

from archiver.compare import check
from archiver.images import probe
from archiver.models import Asked, BodyProbe, Capture, LedgerEntry, Post, Report

SHIPPED = files("archiver") / "testing" / "media" / "pictures"
NAMES = sorted(path.name for path in SHIPPED.iterdir())
TEXT = "".join(f"<p>This is paragraph {n}, which says its own things.</p>" for n in range(4))
FOREIGN = "https://news.example/"
CDN = "https://cdn.example/2024"

Pixels = tuple[int, int]


# What is drawn.


def photo(number: int, size: Pixels = (640, 400)) -> Image.Image:
    """One of the shipped pictures, cut to a size; 19 of them, then mirrored."""
    turned, at = divmod(number, len(NAMES))
    found = _shipped(at)
    return ImageOps.fit(ImageOps.mirror(found) if turned else found, size)


@cache
def _shipped(at: int) -> Image.Image:
    return Image.open(io.BytesIO((SHIPPED / NAMES[at]).read_bytes())).convert("RGB")


def notice(words: str = "hotlinking is not allowed", size: Pixels = (400, 300)) -> Image.Image:
    """A grey sign with some words."""
    drawn = Image.new("RGB", size, (238, 238, 238))
    draw = ImageDraw.Draw(drawn)
    draw.text((size[0] // 8, size[1] // 3), words, fill=(90, 90, 90), font_size=size[0] // 16)
    draw.rectangle((8, 8, size[0] - 8, size[1] - 8), outline=(150, 150, 150), width=3)
    return drawn


def poster(size: Pixels = (480, 360)) -> Image.Image:
    """A colourful sign of a host, with nothing flat about it."""
    drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(drawn)
    for at in range(0, size[0], 40):
        colour = (at * 7 % 256, at * 13 % 256, at * 29 % 256)
        draw.ellipse((at, at // 2, at + 90, at // 2 + 120), fill=colour)
    draw.text((30, size[1] // 2), "visit our site", fill="white", font_size=40)
    return drawn


def page_of_text(lines: int, size: Pixels = (600, 800)) -> Image.Image:
    """A screenshot of black text on white."""
    drawn = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(drawn)
    for line in range(lines):
        length = 20 + (line * 37 + lines * 11) % 40
        draw.text((30, 20 + line * 24), "lorem ipsum dolor "[:18] * (length // 9), fill="black")
    return drawn


def code(seed: int, size: int = 258) -> Image.Image:
    """What looks like a QR code."""
    bits = hashlib.sha512(str(seed).encode()).digest() * 2
    small = Image.new("L", (29, 29), 255)
    small.putdata(
        [0 if bits[at // 8 % len(bits)] >> (at % 8) & 1 else 255 for at in range(29 * 29)]
    )
    return small.resize((size, size), Image.Resampling.NEAREST).convert("RGB")


def flat(colour: str = "#c8102e", size: Pixels = (640, 400)) -> Image.Image:
    """Art of one colour."""
    return Image.new("RGB", size, colour)


# How it is encoded.


def encoded(picture: Image.Image, encoding: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    source = picture.quantize(64) if encoding == "GIF" else picture
    source.save(buffer, encoding, **options)
    return buffer.getvalue()


def jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    return encoded(picture, "JPEG", quality=quality)


def png(picture: Image.Image) -> bytes:
    return encoded(picture, "PNG")


def webp(picture: Image.Image) -> bytes:
    return encoded(picture, "WEBP", quality=70)


def gif(picture: Image.Image) -> bytes:
    return encoded(picture, "GIF")


def pixel() -> bytes:
    return encoded(Image.new("P", (1, 1)), "GIF")


def svg(width: int, height: int, words: str = "not allowed") -> bytes:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>"
        f"<text x='9' y='40'>{words}</text></svg>"
    ).encode()


def signed(data: bytes, words: str) -> bytes:
    """The same JPEG with a comment: other bytes, the same picture."""
    note = words.encode()
    return data[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + data[2:]


# How it is asked for.


@dataclass(frozen=True)
class Shown:
    """One promised picture and everything that came for it."""

    url: str
    body: bytes | int
    """What the page got: bytes, or the status of a refusal."""
    again: Sequence[tuple[Asked, bytes | int]] = ()
    size: Pixels | None = None
    """Width and height that the post declares."""
    caption: str = ""
    referrer: str = FOREIGN
    via: str = ""
    """Address to which the request was sent on."""
    html: str = ""
    """The element, where it is no plain picture."""

    @property
    def element(self) -> str:
        sides = f" width='{self.size[0]}' height='{self.size[1]}'" if self.size else ""
        note = f"<p>▲{self.caption}</p>" if self.caption else ""
        return (self.html or f"<p><img src='{self.url}'{sides}></p>") + note

    def lines(self) -> list[LedgerEntry]:
        found = [*self._line(Asked.PAGE, self.body, self.referrer)]
        for asked, body in self.again:
            sent = {Asked.NO_REFERRER: "", Asked.SITE: self.url, Asked.UNSAFE_URL: PAGE}
            referrer = self.referrer if asked is Asked.AS_SHOWN else sent.get(asked, FOREIGN)
            found += self._line(asked, body, referrer)
        return found

    def _line(self, asked: Asked, body: bytes | int, referrer: str) -> Iterable[LedgerEntry]:
        facts: dict[str, object] = {"asked": asked, "referrer": referrer}
        if self.via:
            yield entry(
                self.url, status=302, redirect_to=self.via, sha1="", probe=None, size_bytes=0,
                **facts,
            )  # fmt: skip
        yield line(self.via or self.url, body, **facts)


def line(url: str, body: bytes | int, **facts: object) -> LedgerEntry:
    """A ledger line of really probed bytes, or of a refusal."""
    if isinstance(body, int):
        return entry(url, status=body, probe=None, size_bytes=9, mime="text/plain", **facts)
    found = probed(body)
    digest = "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()
    return entry(url, mime=found.sniffed, size_bytes=len(body), sha1=digest, probe=found, **facts)


@cache
def probed(body: bytes) -> BodyProbe:
    return probe(body)


@dataclass(frozen=True)
class Scene:
    """A post and its capture."""

    shown: Sequence[Shown]
    earlier: Sequence[Shown] = ()
    heads: Sequence[Shown] = ()
    """Pictures above the text, the first of which the front matter names."""
    more: Sequence[LedgerEntry] = ()
    """What else was asked for."""

    def post(self) -> Post:
        fields = {"headimg": self.heads[0].url} if self.heads else {}
        return post(TEXT + "".join(each.element for each in self.shown), **fields)

    def capture(self, shown: Sequence[Shown] = ()) -> Capture:
        shown = shown or self.shown
        html = TEXT + "".join(each.element for each in shown)
        answers: dict[str, list[LedgerEntry]] = {}
        for each in (*self.heads, *shown):
            answers.setdefault(each.url, []).extend(each.lines())
        answers["more"] = list(self.more)
        return capture("".join(each.element for each in self.heads) + html, answers)

    def report(self) -> Report:
        before = self.capture(self.earlier) if self.earlier else None
        return check(self.post(), self.capture(), earlier=before)


@dataclass(frozen=True)
class Case:
    """A scene, and the addresses for which a stand-in came: none for a near miss."""

    kind: str
    name: str
    scene: Callable[[], Scene]
    lost: frozenset[str] = frozenset()
    mild: bool = False
    """Whether archiver has the real pictures, so that it is a warning."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    def found(self) -> set[tuple[str, str]]:
        """Address and severity of each M5 that the checks report."""
        return {
            (finding.subject, str(finding.severity))
            for finding in self.scene().report().findings
            if finding.check == "M5"
        }

    def wanted(self) -> set[tuple[str, str]]:
        return {(url, "warning" if self.mild else "error") for url in self.lost}


Making = Callable[[Callable[[], Scene]], Callable[[], Scene]]


@dataclass(frozen=True)
class Collected:
    """Cases by what they are, in the order in which they were written."""

    planted: list[Case] = field(default_factory=list)
    near_misses: list[Case] = field(default_factory=list)

    def plant(self, kind: str, *lost: str, mild: bool = False) -> Making:
        """Note a scene in which these addresses brought a stand-in."""

        def note(scene: Callable[[], Scene]) -> Callable[[], Scene]:
            name = scene.__name__.replace("_", " ")
            self.planted.append(Case(kind, name, scene, frozenset(lost), mild))
            return scene

        return note

    def spare(self, kind: str) -> Making:
        """Note a scene in which every picture is the one that was meant."""

        def note(scene: Callable[[], Scene]) -> Callable[[], Scene]:
            self.near_misses.append(Case(kind, scene.__name__.replace("_", " "), scene))
            return scene

        return note


def at(*names: str) -> list[str]:
    return [f"{CDN}/{name}" for name in names]


def beside(*shown: Shown) -> Scene:
    """The pictures among two that came as they should."""
    return Scene(
        [
            Shown(f"{CDN}/quiet-morning.jpg", jpeg(photo(17))),
            *shown,
            Shown(f"{CDN}/last-train.jpg", jpeg(photo(18))),
        ]
    )


NONE, ORIGIN, WHOLE, SITE, SAME = (
    Asked.NO_REFERRER,
    Asked.ORIGIN,
    Asked.UNSAFE_URL,
    Asked.SITE,
    Asked.AS_SHOWN,
)
WECHAT = "https://mmbiz.qpic.cn/mmbiz_jpg/{}/640?wx_fmt=jpeg"
