"""The checks by id: what each means, why it matters, what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from archiver.models import Severity


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding."""

    id: str
    title: str
    severity: Severity
    """Of its findings, unless a finding says why it is milder."""
    meaning: str
    """What was seen when it fires."""
    reason: str
    """Why that is a loss, or what hides it from other methods."""
    remedy: str
    """What a person can do."""


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_ALL: Final = (
    Check(
        "P0",
        "page not captured",
        _ERROR,
        "The article's page did not come: an error, a status of 400 or more, or a crash.",
        "Nothing of the article can be in the archive.",
        "Open the address in a browser; run again when it answers, or correct the post's address.",
    ),
    Check(
        "P1",
        "wrong page",
        _ERROR,
        "Under a fifth of the post's blocks is on the page.",
        "A login, consent, challenge or parked page answers 200 and looks loaded.",
        "Look at the screenshot; correct the address, or give the cookies that it asks for.",
    ),
    Check(
        "M1",
        "medium missing from the page",
        _ERROR,
        "The post promises a picture, film, sound or player that the page does not contain.",
        "No request is made for it, so a count of failed requests misses it.",
        "Look whether the site's theme or a script dropped it; capture the post without --site.",
    ),
    Check(
        "M2",
        "medium never requested",
        _ERROR,
        "The page has a place for the medium, but the browser never asked for it.",
        "Lazy stand-ins report that they are complete.",
        "Run again with a longer settling time.",
    ),
    Check(
        "M3",
        "medium failed to load",
        _ERROR,
        "The request for the medium got an error status, or no answer.",
        "The page shows a gap or a broken-picture sign.",
        "Often a foreign Referer: try another referrer policy; gone media stay gone.",
    ),
    Check(
        "M4",
        "medium shown but not kept",
        _ERROR,
        "The browser showed the medium, but the archive has no record of its bytes.",
        "The page looks whole today and will not when it is replayed.",
        "Run again; report it when it comes back, for it is archiver's fault.",
    ),
    Check(
        "M5",
        "placeholder instead of the picture",
        _ERROR,
        "A known notice came, or a picture that another Referer does not get, or one picture for "
        "several addresses, or one that contradicts its declared size or an earlier capture.",
        "Hotlink guards answer 200 with a whole picture of the right type.",
        "Try another referrer policy; look at the picture in the archive.",
    ),
    Check(
        "M6",
        "medium truncated",
        _ERROR,
        "The bytes end before their format or their announced length does.",
        "Browsers report a cut picture as complete, with its full size.",
        "Run again; raise the size limit when archiver's own cut it.",
    ),
    Check(
        "M7",
        "answer is not the medium",
        _ERROR,
        "The bytes are of another type: a web page or JSON where a picture was promised.",
        "The status is 200, so a count of failed requests misses it.",
        "Often a login or error page: try another referrer policy or address.",
    ),
    Check(
        "M11",
        "wrong Referer recipe",
        _WARNING,
        "The post's own referrerpolicy keeps a picture or player from its readers.",
        "There is no one right Referer: what opens one host closes another.",
        "Write the policy that the finding names; where there is none, keep a copy of your own.",
    ),
    Check(
        "V1",
        "player dead",
        _ERROR,
        "The document of the player's frame did not come, or Chromium shows its own error in it.",
        "The frame's element is there and has its size.",
        "Open the player's address in a browser; a removed film stays removed.",
    ),
    Check(
        "V2",
        "player refuses",
        _ERROR,
        "The player says why it does not play: removed, login, country, licence, this page.",
        "Its document answers 200, and looks like a player in a screenshot.",
        "Look at the player's picture and words in the archive; open the provider's own page.",
    ),
    Check(
        "V3",
        "no film behind the player",
        _ERROR,
        "The player's frame came and was asked to play, but no film or sound came.",
        "Its poster and its error page look alike in a screenshot.",
        "Open the player; when it plays for you, tell archiver how in a rule of your own.",
    ),
    Check(
        "V4",
        "player kept without all of its film",
        _WARNING,
        "Only a part of the film is kept: a live stream, a limit, a choice, parts that failed. "
        "What a limit cut or the network lost is an error.",
        "The archive holds the player and its poster, not all that it plays.",
        "Run again with --video best, or with a larger limit, when the film matters.",
    ),
    Check(
        "C1",
        "caption missing",
        _ERROR,
        "A caption of the post is nowhere on the page.",
        "One short line hardly changes a text similarity of the page.",
        "Look at the page; a theme may drop paragraphs that it does not know.",
    ),
    Check(
        "C2",
        "caption at another medium",
        _ERROR,
        "The caption stands under another medium, or was parted from its own by text.",
        "The text is all there, so text comparison is silent.",
        "Look at the page; the reader is told something wrong about a picture.",
    ),
    Check(
        "T1",
        "text lost",
        _ERROR,
        "Sentences of the post are not on the page.",
        "One lost sentence in a long article is a similarity of 0.997.",
        "Look at the page: a fold, a paywall, or Markdown read differently.",
    ),
    Check(
        "T2",
        "text garbled",
        _ERROR,
        "The page shows replacement characters that the post does not have.",
        "The page was decoded with the wrong character set.",
        "Look at the charset that the server declares.",
    ),
    Check(
        "T3",
        "front matter not shown",
        _ERROR,
        "The title, author or date of the post is not on the page.",
        "An article without them cannot be cited. A site's theme may leave out "
        "author and date: then it is a warning.",
        "Look whether the page is the right one.",
    ),
    Check(
        "O1",
        "wrong order",
        _ERROR,
        "Blocks of the post stand elsewhere on the page.",
        "All parts are there, so counts and text similarity are silent.",
        "Look at the page; a theme that lifts the first picture does this.",
    ),
)

CHECKS: Final[Mapping[str, Check]] = MappingProxyType({check.id: check for check in _ALL})
"""Every check of this room by id, in the order in which reports list them."""
