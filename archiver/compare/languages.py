"""Languages and charsets: T5, what the page says of itself that the post contradicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archiver.compare.alignment.blocks import TEXT_KINDS, Found
from archiver.compare.case import Case
from archiver.compare.gathering import gathered
from archiver.compare.loss import Loss
from archiver.compare.naming import noun_of
from archiver.compare.wording import normal_form, quote
from archiver.models import LostAt, PageOrigin

_FIELDS = ("lang", "language", "locale")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,6}(?:\.[\w-]{1,20})?\Z")
_ALIAS_PAIRS = (
    "cn:zh zho:zh chi:zh cmn:zh jp:ja jpn:ja kr:ko kor:ko eng:en fra:fr fre:fr deu:de ger:de"
    " spa:es por:pt ita:it rus:ru ara:ar iw:he in:id no:nb tl:fil ji:yi mo:ro"
)
_ALIASES = dict(pair.split(":") for pair in _ALIAS_PAIRS.split())
"""ISO 639-2 and retired codes (IANA language subtag registry), and country codes that
are commonly written for a language."""
_HANT = frozenset({"hant", "tw", "hk", "mo"})
_HANS = frozenset({"hans", "cn", "sg", "my"})
_UNKNOWN = frozenset({"und", "mul", "zxx", "mis"})
_SAME_CHARSETS = {
    "gb2312": "gbk",
    "gb18030": "gbk",
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "utf8": "utf-8",
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}
"""Charsets that a `<meta>` cannot tell apart, or that it cannot mean (Encoding standard, 4.2;
HTML standard, 13.2.3.2: a `<meta>` that says UTF-16 is taken as UTF-8)."""


class Language(NamedTuple):
    """A language as far as it is compared."""

    primary: str
    script: str = ""
    """Of Chinese: `hans` or `hant`, where it is said."""


def losses(case: Case) -> Iterator[Loss]:
    """Yield what the page says wrongly of its language, of a text's language, of its charset.

    Near misses that stay silent: another region of one language; `zh` beside
    `zh-CN`; a page, or a post, that does not say its language; words like
    "Chinese" that are no language tag; a passage that is merged with others; a
    theme that sets the language on the article only; labels of one charset; the
    `<meta charset>` of a post that archiver itself renders, which it does in UTF-8.
    """
    yield from _of_the_page(case)
    yield from gathered(_of_texts(case), _words)
    yield from _charset(case)


def language_of(tag: object) -> Language | None:
    """Return the language of a tag (BCP 47, or with underscores); None when it is none."""
    text = tag.strip() if isinstance(tag, str) else ""
    if not _TAG.match(text):
        return None
    primary, *rest = text.partition(".")[0].lower().replace("_", "-").split("-")
    primary = _ALIASES.get(primary, primary)
    if primary in _UNKNOWN:
        return None
    if primary != "zh":
        return Language(primary)
    script = "hant" if _HANT & set(rest) else "hans" if _HANS & set(rest) else ""
    if "hans" in rest:
        script = "hans"
    return Language(primary, script)


def _differ(one: Language | None, other: Language | None) -> bool:
    if one is None or other is None:
        return False
    scripts = {one.script, other.script}
    return one.primary != other.primary or scripts == {"hans", "hant"}


def _promised_tag(case: Case) -> str:
    fields = {str(key).lower(): value for key, value in case.post.fields.items()}
    return next(
        (value for name in _FIELDS if isinstance(value := fields.get(name), str) and value), ""
    )


def _shown_tag(case: Case) -> str:
    """Return what most of the article's text says, else what the document says."""
    shares: Counter[str] = Counter()
    for index, place in case.alignment.places.items():
        block = case.post.blocks[index]
        if block.kind in TEXT_KINDS and not block.language:
            shares[case.alignment.page[place.page].language] += len(block.text)
    most = shares.most_common(1)[0][0] if shares else ""
    return most or case.page.snapshot.language


def _of_the_page(case: Case) -> Iterator[Loss]:
    promised, shown = _promised_tag(case), _shown_tag(case)
    if not _differ(language_of(promised), language_of(shown)):
        return
    yield Loss(
        check="T5",
        key="language of the page",
        kind=f"{promised} as {shown}",
        message=(
            f'The post is in the language "{quote(promised, 30)}", but the page says that it'
            f' is in "{quote(shown, 30)}".'
        ),
        lost_at=LostAt.PAGE,
        subject=promised,
        evidence={"promised": promised, "shown": shown},
    )


def _of_texts(case: Case) -> Iterator[Loss]:
    """Yield texts whose own language the page has lost or changed."""
    for index, place in sorted(case.alignment.places.items()):
        block, shown = case.post.blocks[index], case.alignment.page[place.page]
        wanted = language_of(block.language)
        if block.kind not in TEXT_KINDS or not block.visible or wanted is None:
            continue
        if place.found is Found.WITHIN:  # what it is merged with may be in another language
            continue
        tag = shown.language or case.page.snapshot.language
        if language_of(tag) == wanted or (tag and not _differ(wanted, language_of(tag))):
            continue
        said = f'says "{quote(tag, 30)}"' if tag else "does not say so"
        yield Loss(
            check="T5",
            key=normal_form(block.text),
            kind="text changed" if tag else "text lost",
            message=(
                f'The {noun_of(block)} "{quote(block.text)}" is marked as'
                f' "{quote(block.language, 30)}" in the post, but the page {said}.'
            ),
            lost_at=LostAt.PAGE,
            subject=block.text,
            block=index,
            promised=block,
            shown=shown,
            evidence={"promised": block.language, "shown": tag},
        )


def _words(flock: Sequence[Loss]) -> str:
    tags = ", ".join(dict.fromkeys(f'"{quote(loss.evidence["promised"], 30)}"' for loss in flock))
    return (
        f"{len(flock)} texts that the post marks as {tags} have lost that on the page;"
        f' the first is "{quote(flock[0].subject, 40)}".'
    )


def _charset(case: Case) -> Iterator[Loss]:
    if case.capture.origin is PageOrigin.RENDERED:
        return
    declared, read = case.page.snapshot.declared_charset, case.page.snapshot.charset
    if not declared or not read or _charset_key(declared) == _charset_key(read):
        return
    yield Loss(
        check="T5",
        key="charset",
        kind=f"{declared} as {read}",
        message=(
            f"The page declares the charset {quote(declared, 30)}, but the browser read it"
            f" as {quote(read, 30)}."
        ),
        lost_at=LostAt.PAGE,
        subject=declared,
        evidence={"declared": declared, "charset": read},
    )


def _charset_key(name: str) -> str:
    name = name.strip().lower()
    return _SAME_CHARSETS.get(name, name)
