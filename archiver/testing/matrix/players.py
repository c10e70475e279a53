"""Cases of players in frames: those that play, each in its way, and those that will not."""

from __future__ import annotations

from archiver.models import PlayerOutcome
from archiver.testing.matrix.case import NEWS, SECURE_NEWS, Case, Markup, texts
from archiver.testing.matrix.channel import VAULT
from archiver.testing.matrix.films import FILMS
from archiver.testing.matrix.streams import PLAYER

LICENSED_FILM = f"{VAULT}/video/licensed.mp4"
COVERS = "http://cover.matrix.test"
"""A host of posters."""

_FRAME = (
    '<iframe src="{url}" allowfullscreen width="90%" height="420" frameborder="0"{more}></iframe>'
)


def cover(name: str) -> str:
    """Return the address of a player's poster."""
    return f"{COVERS}/{name}/bridge-dawn.jpg"


def _case(  # noqa: PLR0913 - what differs from player to player
    name: str,
    title: str,
    outcome: PlayerOutcome,
    *,
    keeps: tuple[str, ...] = (),
    more: str = "",
    policy: str = "",
    film_bytes: int | None = None,
    secure: bool = False,
    note: str = "",
) -> Case:
    url = f"{VAULT if secure else PLAYER}/video/{name.removeprefix('player-')}"
    attribute = f' referrerpolicy="{policy}"' if policy else ""
    markup = Markup(
        shows=_FRAME.format(url=url, more=more + attribute),
        promise=_FRAME.format(url=url, more=""),
    )
    return Case(
        **texts(name, title, markup, site=SECURE_NEWS if secure else NEWS),
        keeps=keeps,
        outcome=outcome,
        provider="generic",
        film_bytes=film_bytes,
        note=note,
    )


_PLAYING: tuple[Case, ...] = (
    _case(
        "player-itself",
        "自己就放的影片",
        PlayerOutcome.CAPTURED,
        keeps=(f"{FILMS}/itself/bay.webm",),
        more=' allow="autoplay"',
    ),
    _case(
        "player-click",
        "点了才放的影片",
        PlayerOutcome.CAPTURED,
        keeps=(f"{FILMS}/click/bay.webm", cover("click")),
        note="the film's element is made by a trusted click alone",
    ),
    _case(
        "player-nested",
        "两层框架里的影片",
        PlayerOutcome.CAPTURED,
        keeps=(f"{FILMS}/nested/bay.webm",),
        more=' allow="autoplay"',
        note="a custom element whose shadow root holds the frame that plays",
    ),
    _case(
        "player-referrer",
        "要看来源的播放器",
        PlayerOutcome.CAPTURED,
        keeps=(f"{FILMS}/referrer/bay.webm",),
        policy="no-referrer",
        note="error 153 with status 200 unless a Referer comes, and the page sends none",
    ),
)


_SILENT: tuple[Case, ...] = (
    _case("player-poster", "只有封面的播放器", PlayerOutcome.POSTER_ONLY, keeps=(cover("poster"),)),
    _case("player-login", "要登录的影片", PlayerOutcome.LOGIN),
    _case("player-geo", "别处才能看的影片", PlayerOutcome.GEO),
    _case("player-removed", "删掉的影片", PlayerOutcome.REMOVED, note="says so with status 200"),
    _case("player-gone", "不见了的播放器", PlayerOutcome.REMOVED, note="the frame answers 404"),
    _case(
        "player-licensed",
        "要许可证的影片",
        PlayerOutcome.DRM,
        keeps=(LICENSED_FILM,),
        more=' allow="encrypted-media; autoplay"',
        secure=True,
        note="Encrypted Media Extensions; the licence service refuses, the frame says nothing",
    ),
    _case(
        "player-refused",
        "谁也不给看的播放器",
        PlayerOutcome.REFUSED,
        note="error 153 with status 200, whatever the Referer",
    ),
    _case(
        "player-endless",
        "等不到的播放器",
        PlayerOutcome.TIMEOUT,
        note="the frame's document never ends",
    ),
    _case(
        "player-spinner",
        "一直在转的播放器",
        PlayerOutcome.TIMEOUT,
        note="loading, for ever; it asks for nothing",
    ),
    _case(
        "player-large",
        "太大的影片",
        PlayerOutcome.TOO_LARGE,
        film_bytes=2_000_000,
        note="8 MB",
    ),
    _case(
        "player-unknown",
        "说不清的播放器",
        PlayerOutcome.UNKNOWN,
        note="a sentence of an error in a language that no rule knows",
    ),
)


CASES: tuple[Case, ...] = (*_PLAYING, *_SILENT)

__all__ = ["CASES", "COVERS", "LICENSED_FILM", "cover"]
