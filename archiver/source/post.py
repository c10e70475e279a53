"""A post on disk, read: the promise of its page."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from archiver import urls
from archiver.dom import Element, blocks_of
from archiver.errors import PostError, UsageError
from archiver.models import BlockKind, Post, PostDate, Remark
from archiver.source.body import MAX_HTML_CHARS, MAX_MARKDOWN_CHARS, Body, Dialect, render_body
from archiver.source.dates import date_of_file_name, read_date, stem_without_date
from archiver.source.encoding import decode
from archiver.source.fields import FieldReader, KeyNames
from archiver.source.front_matter import FrontMatter, read_front_matter
from archiver.source.slug import slug_of_file

MAX_POST_BYTES = 16 * 1024 * 1024
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How posts are to be read."""

    root: Path | None = None
    """Folder that all posts are in; slugs are made from the path below it."""
    base_url: str = ""
    """Address of the post's page, for relative references; empty: `placeholder_url`."""
    keys: KeyNames = field(default_factory=KeyNames)
    dialect: Dialect = field(default_factory=Dialect)


def placeholder_url(slug: str) -> str:
    """Return the address of a post that has none: reserved by RFC 2606, never resolved.

    Plain http, so that a post's http pictures are not refused as mixed content.
    """
    return f"http://post.invalid/{slug}/"


def read_post(
    path: Path,
    *,
    data: bytes | None = None,
    root: Path | None = None,
    options: ReadingOptions | None = None,
) -> Post:
    """Read a post: front matter of any dialect, body of HTML or Markdown.

    Blocks carry the lines of the file and absolute addresses; relative
    references are resolved against `options.base_url`, else the front matter's
    own URL, else `placeholder_url(slug)`. `plan_target` resolves them again
    when it knows the page's address. A tag of a generator is its medium where
    its meaning is unambiguous, else a SHORTCODE block and visible text.

    Args:
        path: The file.
        data: Its bytes, when they are kept elsewhere; the file is not opened.
        root: Short for `ReadingOptions(root=...)`.
        options: See `ReadingOptions`.

    Raises:
        PostError: The file cannot be read, is no text, or breaks its dialect.
    """
    options = options or ReadingOptions()
    raw = _bytes_of(path) if data is None else data
    return _read(path, raw, replace(options, root=root or options.root))


def reread(post: Post, options: ReadingOptions) -> Post:
    """Return the post as another address or dialect makes it; its slug stays.

    Raises:
        PostError: As `read_post`; the bytes are those that were read then.
    """
    return read_kept(post.raw, post.path, slug=post.slug, options=options)


def read_kept(raw: bytes, path: Path, *, slug: str, options: ReadingOptions) -> Post:
    """Return a post from the bytes that an archive kept of it, under the slug that it had.

    Args:
        raw: The file as it was.
        path: Where it lay; need not be there any more.
        slug: Of its capture.
        options: See `ReadingOptions`.

    Raises:
        PostError: As `read_post`.
    """
    return replace(_read(path, raw, options), slug=slug)


def _bytes_of(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
            raise PostError(path, 1, f"is {what}; name a post's file")
        if status.st_size > MAX_POST_BYTES:
            reason = f"has {status.st_size:,} bytes; a post may have {MAX_POST_BYTES:,}"
            raise PostError(path, 1, reason)
        with path.open("rb") as file:
            return file.read(MAX_POST_BYTES)
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise PostError(path, 1, f"cannot be read ({words})") from None


def _read(path: Path, raw: bytes, options: ReadingOptions) -> Post:
    decoded = decode(raw, path)
    matter = read_front_matter(decoded.text, path)
    body = _body(matter, path, options.dialect)
    facts = FieldReader(matter.fields, options.keys)
    title = facts.title() or _title_of_body(body.tree) or stem_without_date(path.stem)
    slug = slug_of_file(path, options.root, title)
    url = facts.url()
    base = options.base_url or url or placeholder_url(slug)
    remarks = [Remark(line=1, text=decoded.remark)] if decoded.remark else []
    return Post(
        path=path,
        slug=slug,
        dialect=matter.dialect,
        encoding=decoded.encoding,
        raw=raw,
        fields=matter.fields,
        title=title,
        author=facts.author(),
        date=_date(facts, path),
        categories=facts.categories(),
        comments=facts.comments(),
        headimg=_absolute(base, facts.headimg()),
        thumbnail=_absolute(base, facts.thumbnail()),
        url=url,
        body_html=body.html,
        blocks=blocks_of(body.tree, base, scripting=True),
        remarks=tuple(chain(remarks, matter.remarks, _noscript_remarks(body.tree))),
    )


def _body(matter: FrontMatter, path: Path, dialect: Dialect) -> Body:
    if path.suffix.lower() in HTML_SUFFIXES:
        dialect = replace(dialect, markdown=False)
    most = MAX_MARKDOWN_CHARS if dialect.markdown else MAX_HTML_CHARS
    if len(matter.body) > most:
        reason = f"body has {len(matter.body):,} characters; a post may have {most:,}"
        raise PostError(path, matter.body_line, reason)
    try:
        return render_body(matter.body, matter.body_line, dialect)
    except RecursionError:
        raise PostError(path, matter.body_line, "body is nested too deep; flatten it") from None
    except UsageError as error:
        raise PostError(path, matter.body_line, str(error)) from None


def _date(facts: FieldReader, path: Path) -> PostDate | None:
    written = facts.date()
    if written:
        return read_date(written)
    folder = path.parent.name if path.stem.lower() in {"index", "_index"} else ""
    return date_of_file_name(path.name) or date_of_file_name(folder + "-")


def _title_of_body(tree: Element) -> str:
    for name in ("title", "h1"):
        element = next(tree.elements(name), None)
        if element is not None:
            words = " ".join(
                "".join(node for node in element.descendants() if isinstance(node, str)).split()
            )
            if words:
                return words[:300]
    return ""


def _absolute(base: str, reference: str) -> str:
    return urls.resolve(base, reference) if reference else ""


def _noscript_remarks(tree: Element) -> list[Remark]:
    """Say which pictures stand in a noscript alone: no browser with scripting shows them."""
    noscripts = list(tree.elements("noscript"))
    if not noscripts:
        return []
    shown = {
        urls.media_key(url)
        for block in blocks_of(tree, "")
        if block.kind is BlockKind.IMAGE
        for url in (block.url, *block.alternates)
    }
    remarks = []
    for noscript in noscripts:
        for image in noscript.elements("img"):
            source = image.get("src")
            if source and urls.media_key(source) not in shown:
                text = "a picture stands in <noscript> alone; browsers with scripting hide it"
                remarks.append(Remark(line=image.line or 1, text=text))
    return remarks
