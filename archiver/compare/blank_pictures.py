"""Pictures without a picture in them: M8."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.keys import medium_key
from archiver.compare.loss import Loss
from archiver.compare.placeholders.looks import hash_of, is_tiny, is_vector
from archiver.compare.placeholders.pictures import Answer, Picture, pictures_of
from archiver.compare.placeholders.shares import may_repeat
from archiver.compare.placeholders.signs import is_pixel
from archiver.compare.wording import quote
from archiver.models import BodyProbe, LedgerEntry, LostAt

_BLANK_SHARE = 0.99
"""Share of one colour above which a picture is blank (checks.md, M8)."""
_LARGE_PX = 64
"""Whatever its name, a picture with more room in the post is meant to show something."""
_DIVIDER_ASPECT = 6.0
_STROKE_PX = 4
"""A picture that the post draws so narrow is a line or a gap."""
_RICH_BITS = 0.5
"""Bits for each pixel over which a picture has something in it that brightness over white
does not show: white letters on nothing, or colours that are equally bright."""
_LEAST_RICH_BYTES = 1_000
"""What a smaller file holds beside its pixels may be more than they are."""
_SEE_THROUGH = frozenset({"image/png", "image/webp", "image/gif"})
_ORNAMENT = re.compile(
    r"(?:blank|spacer|space|pixel|transparent|clear|dot|divider|separator|line|rule|hr|border|"
    r"swatch|colou?r|track(?:er|ing)?|beacon|stat|count(?:er)?|hit|1x1)(?![a-z])",
    re.IGNORECASE,
)
_NAME_CHARACTERS = 200


def losses(case: Case, told: Collection[tuple[int | None, str]] = frozenset()) -> Iterator[Loss]:
    """Yield one loss for each promised picture that came whole and shows nothing.

    Args:
        case: The post and its capture.
        told: Block and address of the pictures of which another check has said what came.

    Near misses that stay silent: dividers, spacers, bullets and rules, by name, shape or
    declared size; pixels that count readers; drawings in SVG; `data:` pictures; a diagram
    of thin lines; white letters on a transparent ground; a picture that was not decoded.
    """
    for picture in pictures_of(case):
        answer = picture.judged
        if answer is None or (picture.block, picture.url) in told:
            continue
        loss = _loss(case, picture, answer)
        if loss is not None:
            mark = case.copy_mark(picture.block, picture.field)
            yield replace(loss, key=loss.key + mark)


def is_blank(entry: LedgerEntry, probe: BodyProbe) -> bool:
    """Tell whether a picture was decoded and nearly all of it is one colour, nothing in it.

    One that has a hash has a structure, however thin its lines.
    """
    if probe.top_share <= _BLANK_SHARE or hash_of(probe):
        return False
    pixels = max(probe.width_px * probe.height_px, 1)
    rich = entry.size_bytes * 8 > _RICH_BITS * pixels and entry.size_bytes > _LEAST_RICH_BYTES
    return not (rich and probe.sniffed in _SEE_THROUGH)


def _loss(case: Case, picture: Picture, answer: Answer) -> Loss | None:
    entry = answer.entry
    probe = case.looks.get(entry.sha1) or entry.probe
    if probe is None or is_vector(probe) or _is_ornament(case, picture, answer, probe):
        return None
    if is_tiny(probe):
        kind, words = "pixel", f"it is {probe.width_px} x {probe.height_px} pixels"
    elif is_blank(entry, probe):
        kind = "one colour"
        words = (
            f"{_percent(probe.top_share)} of its {probe.width_px} x {probe.height_px} pixels "
            "are one colour"
        )
    else:
        return None
    noun = "poster" if picture.field == "poster" else "picture"
    return Loss(
        check="M8",
        key=f"{picture.field} {medium_key(picture.url)}".lstrip(),
        kind=kind,
        message=f"The {noun} {quote(picture.url, 160)} came whole and shows nothing: {words}.",
        lost_at=LostAt.PAGE,
        subject=picture.url,
        block=picture.block,
        promised=picture.promised,
        shown=picture.shown,
        entry=entry,
        evidence=_evidence(picture, probe),
    )


def _percent(share: float) -> str:
    return "all" if share >= 1 else f"{share:.1%}"


def _evidence(picture: Picture, probe: BodyProbe) -> dict[str, str]:
    width, height = picture.declared_px
    facts = {
        "promised": picture.url,
        "field": picture.field,
        "pixels": f"{probe.width_px} x {probe.height_px}",
        "top_share": f"{probe.top_share:.3f}" if probe.top_share else "",
        "declared": f"{width or '…'} x {height or '…'}" if width or height else "",
    }
    return {name: value for name, value in facts.items() if value}


def _is_ornament(case: Case, picture: Picture, answer: Answer, probe: BodyProbe) -> bool:
    """Tell whether a picture is meant to show nothing: a line, a gap, a bullet, a counter."""
    declared = [side for side in picture.declared_px if side]
    if is_pixel(picture) or min(declared, default=_STROKE_PX + 1) <= _STROKE_PX:
        return True
    if picture.is_captioned:
        return False
    if _is_long(*picture.declared_px) or _is_long(probe.width_px, probe.height_px):
        return True
    if max(declared, default=0) > _LARGE_PX:
        return False
    named = any(_is_named_so(url) for url in (picture.url, answer.entry.url))
    return named or may_repeat(picture, answer, case.placeholder_rules)


def _is_long(width: int, height: int) -> bool:
    """Tell the shape of a divider."""
    shorter, longer = sorted((width, height))
    return shorter > 0 and longer >= _DIVIDER_ASPECT * shorter


def _is_named_so(url: str) -> bool:
    parts = urls.split(url)
    name = parts.path.rpartition("/")[2][-_NAME_CHARACTERS:] if parts else ""
    return any(
        found.start() == 0 or not name[found.start() - 1].isalpha()
        for found in _ORNAMENT.finditer(name)
    )
