"""A site's own configuration: where its posts appear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from archiver import urls
from archiver.errors import UsageError
from archiver.models import Post
from archiver.source.body import Dialect, Generator
from archiver.source.fields import KeyNames
from archiver.source.post import ReadingOptions
from archiver.source.yaml_reader import read_yaml

_CONFIG_NAME = "_config.yml"
_HEXO_KEYS = frozenset(
    ["new_post_name", "post_asset_folder", "per_page", "source_dir", "skip_render"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """A `_config.yml` of Hexo or Jekyll, read."""

    folder: Path
    generator: Generator
    fields: Mapping[str, object] = field(repr=False)

    def text(self, key: str) -> str:
        """Return a value that is one text, or ``."""
        value = self.fields.get(key)
        return value.strip() if isinstance(value, str) else ""

    @property
    def base_path(self) -> str:
        """The path that the site lies under: Hexo's `root`, Jekyll's `baseurl`; no final slash."""
        key = "root" if self.generator is Generator.HEXO else "baseurl"
        return ("/" + self.text(key).strip("/")).rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a site's posts appear."""

    url: str
    """Address of the site without a final slash."""
    config: SiteConfig | None = None
    """None: each post's own, the nearest `_config.yml` above it."""
    keys: KeyNames = field(default_factory=KeyNames)

    def config_of(self, post: Post) -> SiteConfig:
        """Return the configuration that holds for a post.

        Raises:
            UsageError: There is no `_config.yml` above the post, or it cannot be read.
        """
        config = self.config_above(post.path)
        if config is None:
            raise UsageError(f"no {_CONFIG_NAME} above it says where the site puts it")
        return config

    def config_above(self, path: Path) -> SiteConfig | None:
        """Return the configuration that holds for a post's file; None when there is none.

        Raises:
            UsageError: It cannot be read.
        """
        if self.config is not None:
            return self.config
        for folder in path.resolve().parents:
            if (folder / _CONFIG_NAME).is_file():
                return read_config(folder / _CONFIG_NAME)
        return None

    def base_of(self, config: SiteConfig) -> str:
        """Return the site's address with the path it lies under, no final slash."""
        parts = urls.split(self.url)
        has_path = parts is not None and parts.path.strip("/") != ""
        return self.url if has_path else self.url + config.base_path

    def reading_options(self, config: SiteConfig | None, base_url: str) -> ReadingOptions:
        """Return how this site's posts are to be read."""
        dialect = Dialect(generator=config.generator) if config else Dialect()
        return ReadingOptions(base_url=base_url, keys=self.keys, dialect=dialect)


def read_site(url: str = "", config: Path | None = None) -> Site:
    """Return the site at an address.

    Args:
        url: `https://blog.example/`; empty: the `url` of the configuration.
        config: The site's `_config.yml`, or its folder. None: for each post
            the nearest one above it.

    Raises:
        UsageError: The address is no http(s) one, or the configuration cannot
            be read.
    """
    read: SiteConfig | None = None
    if config is not None:
        read = read_config(config / _CONFIG_NAME if config.is_dir() else config)
        url = url or read.text("url")
    url = url.strip().rstrip("/")
    parts = urls.split(url)
    if not urls.is_http(url) or (parts is not None and (parts.query or parts.username)):
        raise UsageError(f"{url or 'no address'}: a site is named by http(s)://host/path/")
    return Site(url=urls.to_ascii(urls.without_fragment(url)).rstrip("/"), config=read)


@lru_cache(maxsize=64)
def read_config(path: Path) -> SiteConfig:
    """Read a `_config.yml` and tell its generator by its keys.

    Raises:
        UsageError: It cannot be read (PostError names file and line).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a site's configuration ({error})") from None
    fields = read_yaml(text, path, 1).fields or {}
    is_hexo = bool(_HEXO_KEYS & set(fields)) or (path.parent / "source" / "_posts").is_dir()
    generator = Generator.HEXO if is_hexo else Generator.JEKYLL
    return SiteConfig(folder=path.parent, generator=generator, fields=fields)
