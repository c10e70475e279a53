"""Which page is to be captured for a post, or for a plain address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archiver import urls
from archiver.errors import TargetError, UsageError
from archiver.models import PageOrigin, Post, Remark, Target
from archiver.source.article import render_article
from archiver.source.permalink import address_path
from archiver.source.post import ReadingOptions, placeholder_url, reread
from archiver.source.site import Site, SiteConfig
from archiver.source.slug import slug_of_url

_MAX_URL_CHARS = 8_000


def plan_target(post: Post, site: Site | None = None) -> Target:
    """Return the page to capture for a post, its blocks resolved against that page.

    In this order: the URL in the front matter; the address that the site gives
    the post; the post itself, rendered into a plain article (`html`). That has
    the address `http://post.invalid/<slug>/`, or `<site>/<slug>/` when the site
    is known and its pattern needs what the file does not say: then the post has
    a remark with the reason.

    Raises:
        TargetError: The front matter's URL cannot be archived.
        PostError: As `read_post`.
    """
    config = None
    reason = ""
    address = ""
    if site is not None:
        try:
            config = site.config_of(post)
            address = site.base_of(config) + address_path(post, config)
        except UsageError as error:
            reason = str(error)
    if post.url:
        return _live_page(post, post.url, PageOrigin.FRONT_MATTER, _options(site, config))
    if address:
        return _live_page(post, address, PageOrigin.SITE, _options(site, config))
    if site is None:
        return _rendered_page(post, placeholder_url(post.slug))
    url = f"{site.url}/{post.slug}/"
    read = reread(post, replace(_options(site, config), base_url=url))
    remark = Remark(line=1, text=f"rendered here, address on {site.url} unknown: {reason}")
    return _rendered_page(replace(read, remarks=(*read.remarks, remark)), url)


def _options(site: Site | None, config: SiteConfig | None) -> ReadingOptions:
    return site.reading_options(config, "") if site else ReadingOptions()


def _live_page(post: Post, url: str, origin: PageOrigin, options: ReadingOptions) -> Target:
    checked = checked_url(url)
    read = reread(post, replace(options, base_url=checked))
    return Target(slug=post.slug, url=checked, origin=origin, post=read)


def _rendered_page(post: Post, url: str) -> Target:
    return Target(
        slug=post.slug,
        url=url,
        origin=PageOrigin.RENDERED,
        post=post,
        html=render_article(post),
    )


def plain_target(url: str) -> Target:
    """Return the target of an address that no post stands behind.

    Raises:
        TargetError: Not http or https, no host, or a name and password in it.
    """
    address = checked_url(url)
    return Target(slug=slug_of_url(address), url=address, origin=PageOrigin.PLAIN_URL)


def read_url_list(path: Path) -> tuple[str, ...]:
    """Read a file with one address a line; blank lines and `#` comments pass.

    Returns the addresses in normal form, each once.

    Raises:
        TargetError: A line is no address; it names file and line.
        UsageError: The file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a list of addresses ({error})") from None
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        address = line.strip()
        if not address or address.startswith("#"):
            continue
        try:
            found.setdefault(checked_url(address))
        except TargetError as error:
            raise TargetError(f"{path}:{number}", str(error)) from None
    return tuple(found)


def checked_url(url: str) -> str:
    """Return an address as a browser requests it: percent-encoded, without fragment.

    Raises:
        TargetError: Not http or https, no host, credentials, or over 8,000 characters.
    """
    shown = url[:200]
    address = url.strip()
    parts = urls.split(address)
    if len(address) > _MAX_URL_CHARS:
        raise TargetError(shown, f"longer than {_MAX_URL_CHARS:,} characters")
    if parts is None or not urls.is_http(address):
        raise TargetError(shown, "only http and https addresses with a host can be archived")
    if parts.username is not None or parts.password is not None:
        bare = address.replace(f"{parts.netloc.rpartition('@')[0]}@", "", 1)
        raise TargetError(bare[:200], "has a user name or password in it; remove it")
    if any(char.isspace() or ord(char) < 0x20 for char in parts.netloc):
        raise TargetError(shown, "has blanks in its host")
    ascii_url = urls.without_fragment(urls.to_ascii(address))
    return ascii_url if parts.path else _with_root_path(ascii_url)


def _with_root_path(url: str) -> str:
    base, question, query = url.partition("?")
    return f"{base}/{question}{query}"
