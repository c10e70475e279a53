"""Pictures of which the archive holds a smaller copy than the post promises: M9."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from archiver import urls
from archiver.compare.blank_pictures import is_blank
from archiver.compare.case import Case
from archiver.compare.keys import address_key, keys_of, medium_key
from archiver.compare.ledger import Fetch
from archiver.compare.loss import Loss
from archiver.compare.media import fetches_of
from archiver.compare.placeholders.address_sizes import has_size, names_original, size_of
from archiver.compare.placeholders.looks import is_tiny, is_vector
from archiver.compare.placeholders.orders import Order
from archiver.compare.placeholders.pictures import Picture, pictures_of
from archiver.compare.placeholders.signs import is_pixel
from archiver.compare.wording import quote
from archiver.dom import parse_html
from archiver.models import BlockKind, BodyProbe, LostAt

_LEAST_SHARE = 0.6
"""Of the declared width; authors draw pictures a little larger than they are."""
_LEAST_DECLARED_PX = 120
"""Icons are drawn at any size."""
_FITTING_SHARE = 0.95
"""Of its box that a picture must fill for a window to need no larger one."""
_THUMBNAIL_PX = 320
"""Of the longer side: no theme fills the column of an article with less."""
_ROUNDING_PX = 2
_MOST_CANDIDATES = 2_000
_MOST_DIGITS = 5


def losses(case: Case, told: Collection[tuple[int | None, str]] = frozenset()) -> Iterator[Loss]:
    """Yield one loss for each promised picture of which only a smaller copy is kept.

    Args:
        case: The post and its capture.
        told: Block and address of the pictures of which another check has said what came.

    Near misses that stay silent: a picture that is smaller than its address asks for, as
    servers never enlarge; a variant of a picture of which nothing says that it is larger; a
    page that chose the candidate of a `srcset` that fills its box; a size in per cent;
    drawings in SVG; icons; a larger copy that archiver asked for by itself; an author who
    draws a picture somewhat larger than it is.
    """
    candidates = _Candidates(case)
    for picture in pictures_of(case):
        if (picture.block, picture.url) in told or is_pixel(picture):
            continue
        kept = _kept(case, picture)
        if kept is None:
            continue
        found = _smaller_variant(case, picture, kept) or _below_declared(picture, kept)
        found = found or candidates.better(picture, kept)
        if found is not None:
            loss = _loss(picture, kept, found)
            mark = case.copy_mark(picture.block, picture.field)
            yield replace(loss, key=loss.key + mark)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The largest copy of a picture that is in the archive."""

    fetch: Fetch
    probe: BodyProbe
    width_px: int
    addresses: frozenset[str]
    """Of all copies, as they were asked for and after redirects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shortfall:
    kind: str
    words: str
    """What was promised; follows "but"."""
    facts: Mapping[str, str]


def _kept(case: Case, picture: Picture) -> _Kept | None:
    """Return the widest copy; None without one, and for what has no size of its own."""
    whole = [fetch for fetch in _fetches(case, picture) if fetch.flaw is None]
    sized = [(each, each.answer.probe) for each in whole if each.answer.probe]
    if not sized or any(is_vector(probe) or not probe.width_px for _, probe in sized):
        return None
    fetch, probe = max(sized, key=lambda each: each[1].width_px)
    if is_tiny(probe) or is_blank(fetch.answer, probe):
        return None  # which says more
    addresses = {address_key(each.asked.url) for each in whole}
    addresses |= {address_key(each.answer.url) for each in whole}
    # The browser turns photographs as the camera says, and the probe does not.
    drawn = picture.shown.width_px or 0 if picture.shown else 0
    turned = drawn if drawn == probe.height_px else 0
    return _Kept(fetch, probe, max(probe.width_px, turned), frozenset(addresses))


def _fetches(case: Case, picture: Picture) -> list[Fetch]:
    block, shown = picture.promised, picture.shown
    if picture.field == "poster":
        return case.ledger.fetches(BlockKind.IMAGE, keys_of(block), shown.poster if shown else "")
    return fetches_of(case.page, case.ledger, block, shown)


def _smaller_variant(case: Case, picture: Picture, kept: _Kept) -> _Shortfall | None:
    """Tell that a variant of the picture is kept that its server made smaller.

    It fills the size that its address names, and something says that there is a larger one.
    """
    if address_key(picture.url) in kept.addresses or not urls.is_http(picture.url):
        return None
    given, asked = size_of(kept.fetch.asked.url), size_of(picture.url)
    if not _fills(given, kept.probe) or _is_within(asked, given) or _is_chosen(picture, kept):
        return None
    known = _is_known_larger(case, picture, kept, asked)
    if not known and not _is_thumbnail(picture, kept):
        return None
    doubt = "" if known else " and may be larger"
    return _Shortfall(
        kind="smaller variant",
        words=f"the post names {_named(asked)}, which was not fetched{doubt}",
        facts={"promised_size": _bounds(asked), "kept_size": _bounds(given)},
    )


def _fills(order: Order, probe: BodyProbe) -> bool:
    """Tell whether a picture is as large as its address allows: then the original may be larger."""
    bounds = (
        (order.width_px, probe.width_px),
        (order.height_px, probe.height_px),
        (order.side_px, max(probe.width_px, probe.height_px)),
    )
    return any(bound and side >= bound - _ROUNDING_PX for bound, side in bounds)


def _is_known_larger(case: Case, picture: Picture, kept: _Kept, asked: Order) -> bool:
    """Tell whether the promised picture is larger than the copy that is kept.

    By the width that the post declares, the address that it names, or an earlier capture.
    """
    if declared := picture.declared_px[0]:
        return declared > kept.width_px
    if has_size(asked) or names_original(picture.url):
        return True
    before = case.earlier.at(picture.url) if case.earlier else []
    widths = (entry.probe.width_px for entry in before if entry.probe)
    return max(widths, default=0) > kept.width_px


def _is_thumbnail(picture: Picture, kept: _Kept) -> bool:
    """Tell whether a picture of the text, of undeclared size, is kept as a thumbnail.

    Filling the size that its address names, it was most likely made from a larger one.
    Themes show the pictures of the front matter so small rightly.
    """
    small = max(kept.probe.width_px, kept.probe.height_px) <= _THUMBNAIL_PX
    return small and not picture.field and not any(picture.declared_px)


def _is_within(asked: Order, given: Order) -> bool:
    """Tell whether the post itself asks for no more than what the page did."""
    most = _most(asked)
    return bool(most) and most <= _most(given)


def _most(order: Order) -> int:
    return order.width_px or order.side_px or order.height_px


def _is_chosen(picture: Picture, kept: _Kept) -> bool:
    """Tell whether a window chose among several sizes another one that fills its box."""
    shown = picture.shown
    if shown is None or shown.box is None or not shown.alternates:
        return False
    if address_key(picture.url) in kept.addresses:
        return False
    return 0 < shown.box.width * _FITTING_SHARE <= kept.width_px


def _below_declared(picture: Picture, kept: _Kept) -> _Shortfall | None:
    """Tell that a picture is far smaller than the post draws it."""
    width, height = picture.declared_px
    if width < _LEAST_DECLARED_PX or kept.width_px >= width * _LEAST_SHARE:
        return None
    if _is_chosen(picture, kept):
        return None
    given = size_of(kept.fetch.asked.url)
    if has_size(size_of(picture.url)) or (has_size(given) and not _fills(given, kept.probe)):
        return None  # servers do not enlarge: it is all there is
    return _Shortfall(
        kind="below declared",
        words=f"the post declares {width} x {height or '…'}",
        facts={"declared": f"{width} x {height or '…'}"},
    )


class _Candidates:
    """The sizes that the post's own `srcset` gives; the body is read once, when one is needed."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def better(self, picture: Picture, kept: _Kept) -> _Shortfall | None:
        """Tell that a larger candidate was not fetched though the page had room for it."""
        block, shown = picture.promised, picture.shown
        if block.kind is not BlockKind.IMAGE or shown is None or shown.box is None:
            return None
        if len(block.alternates) < 1 or kept.width_px >= shown.box.width * _FITTING_SHARE:
            return None
        sized = [(self._width_of(url), url) for url in (block.url, *block.alternates)]
        width, best = max(sized, key=lambda each: each[0])
        if width <= kept.width_px + _ROUNDING_PX or address_key(best) in kept.addresses:
            return None
        return _Shortfall(
            kind="candidate not kept",
            words=f"the post offers one of {width} and the page has room for {shown.box.width:.0f}",
            facts={"candidate": best, "box_width": f"{shown.box.width:.0f}"},
        )

    def _width_of(self, url: str) -> int:
        return self._declared.get(address_key(url), 0) or _most(size_of(url))

    @cached_property
    def _declared(self) -> Mapping[str, int]:
        """Widths by address, from the `w` descriptors (HTML standard, 4.8.4.2.1)."""
        body = self._case.post.body_html
        if "srcset" not in body.lower():
            return {}
        found: dict[str, int] = {}
        for element in parse_html(body).elements("img", "source"):
            for name in ("srcset", "data-srcset", "data-lazy-srcset"):
                for url, width in _described(element.get(name)):
                    if len(found) < _MOST_CANDIDATES:
                        found[address_key(urls.resolve(self._case.capture.url, url))] = width
        return found


def _described(srcset: str) -> Iterator[tuple[str, int]]:
    for url, word in pairwise(srcset.split()):
        descriptor = word.rstrip(",")
        number = descriptor.removesuffix("w")
        if number != descriptor and number.isdecimal() and len(number) <= _MOST_DIGITS:
            yield url.strip(","), int(number)


def _loss(picture: Picture, kept: _Kept, found: _Shortfall) -> Loss:
    noun = "poster" if picture.field == "poster" else "picture"
    return Loss(
        check="M9",
        key=f"{picture.field} {medium_key(picture.url)}".lstrip(),
        kind=found.kind,
        message=(
            f"The {noun} {quote(picture.url, 160)} is kept {kept.width_px} pixels wide, "
            f"but {found.words}."
        ),
        lost_at=LostAt.PAGE,
        subject=picture.url,
        block=picture.block,
        promised=picture.promised,
        shown=picture.shown,
        entry=kept.fetch.answer,
        evidence=_evidence(picture, kept, found),
    )


def _evidence(picture: Picture, kept: _Kept, found: _Shortfall) -> dict[str, str]:
    facts = {
        "promised": picture.url,
        "field": picture.field,
        "pixels": f"{kept.probe.width_px} x {kept.probe.height_px}",
        **found.facts,
    }
    return {name: value for name, value in facts.items() if value}


def _named(order: Order) -> str:
    bounds = _bounds(order)
    return f"a variant of {bounds}" if bounds else "the picture without a size"


def _bounds(order: Order) -> str:
    if order.side_px:
        return f"at most {order.side_px}"
    if not (order.width_px or order.height_px):
        return ""
    return f"{order.width_px or '…'} x {order.height_px or '…'}"
