"""A post's address on its site, as Hexo and Jekyll compute it (formats.md section 6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import quote
from zoneinfo import ZoneInfo

from archiver.errors import UsageError
from archiver.models import Post
from archiver.source.body import Generator
from archiver.source.dates import date_of_file_name, stem_without_date
from archiver.source.site import SiteConfig

_VARIABLE = re.compile(r":([a-z_]\w*)")
_HEXO_DEFAULT = ":year/:month/:day/:title/"
_HEXO_SPECIAL = re.compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'<>,.?/]+""")
_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_SAFE = "/%:@!$&'()*+,;=~"


def address_path(post: Post, config: SiteConfig) -> str:
    """Return the path of a post's page below the site's base, percent-encoded.

    A date without a zone is taken as written; one with a zone is shifted to the
    site's `timezone` when it has one.

    Raises:
        UsageError: The pattern needs what the file does not say, such as an
            abbrlink that the generator would add, or a date.
    """
    compute = _hexo if config.generator is Generator.HEXO else _jekyll
    path = compute(post, config)
    return quote("/" + re.sub(r"/{2,}", "/", path).lstrip("/"), safe=_SAFE)


# --- what both have ---------------------------------------------------------


def _filled(pattern: str, variables: Callable[[str], str]) -> str:
    return _VARIABLE.sub(lambda found: variables(found[1]), pattern)


def _fields(post: Post) -> Mapping[str, object]:
    return {str(key).lower(): value for key, value in post.fields.items()}


def _place(post: Post, config: SiteConfig) -> PurePosixPath:
    """Return the post's path below the site's folder, without its suffix."""
    try:
        place = post.path.resolve().relative_to(config.folder.resolve())
    except ValueError:
        raise UsageError(f"it is not below {config.folder}, the site's folder") from None
    return PurePosixPath(place.with_suffix("").as_posix())


def _below(place: PurePosixPath, folder: str) -> PurePosixPath | None:
    """Return what follows a folder in a path, None when it is not in it."""
    parts = place.parts
    if folder not in parts[:-1]:
        return None
    return PurePosixPath(*parts[parts.index(folder) + 1 :])


def _moment(post: Post, config: SiteConfig) -> datetime:
    date = post.date
    if date is None or date.moment is None:
        date = date_of_file_name(post.path.name) or date
    if date is None or date.moment is None:
        raise UsageError("its address needs a date, and it has none that can be read")
    moment = date.moment
    if moment.tzinfo is not None and (zone := config.text("timezone")):
        try:
            moment = moment.astimezone(ZoneInfo(zone))
        except (KeyError, ValueError, OSError):
            raise UsageError(f"`timezone: {zone}` of the site is no time zone") from None
    return moment


def _date_variables(moment: datetime) -> Mapping[str, str]:
    year, week, _ = moment.isocalendar()
    month_name = _MONTHS.split()[moment.month - 1]
    day_name = _DAYS.split()[moment.weekday()]
    return {
        "year": f"{moment.year:04}",
        "short_year": f"{moment.year % 100:02}",
        "month": f"{moment.month:02}",
        "i_month": str(moment.month),
        "short_month": month_name[:3],
        "long_month": month_name,
        "day": f"{moment.day:02}",
        "i_day": str(moment.day),
        "y_day": f"{moment.timetuple().tm_yday:03}",
        "short_day": day_name[:3],
        "long_day": day_name,
        "w_year": str(year),
        "week": f"{week:02}",
        "w_day": str(moment.isoweekday()),
        "hour": f"{moment.hour:02}",
        "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
    }


_DATED = frozenset(_date_variables(datetime(2000, 1, 1, tzinfo=UTC)))


# --- Hexo -------------------------------------------------------------------


def hexo_slug(text: str) -> str:
    """Return text as Hexo's slugize: ASCII punctuation and blanks become one `-`."""
    return _HEXO_SPECIAL.sub("-", re.sub(r"[\x00-\x1f]", "", text)).strip("-")


def _hexo(post: Post, config: SiteConfig) -> str:
    own = _fields(post).get("permalink")
    place = _place(post, config)
    below = _below(place, "_posts") or _below(place, "_drafts")
    if isinstance(own, str) and own:
        path = own
    elif below is None:
        page = _below(place, config.text("source_dir") or "source") or place
        path = f"/{page}.html"
    else:
        path = _filled(
            config.text("permalink") or _HEXO_DEFAULT, _hexo_variables(post, config, below)
        )
    return _pretty(path, config)


def _hexo_variables(post: Post, config: SiteConfig, below: PurePosixPath) -> Callable[[str], str]:
    slug = _hexo_title(str(below), config)
    fields = _fields(post)

    def variable(name: str) -> str:
        if name in _DATED:
            return _date_variables(_moment(post, config))[name]
        simple = {
            "title": slug,
            "name": slug.rpartition("/")[2],
            "post_title": hexo_slug(post.title).lower(),
        }
        if name in simple:
            return simple[name]
        if name in {"timestamp", "hash"}:
            moment = _moment(post, config)
            seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
            digest = hashlib.sha1(f"{slug}{seconds}".encode()).hexdigest()
            return str(seconds) if name == "timestamp" else digest[:12]
        if name == "category":
            if post.categories:
                return "/".join(hexo_slug(category) for category in post.categories)
            return config.text("default_category") or "uncategorized"
        value = fields.get(name)
        if isinstance(value, str) and value:
            return value
        raise UsageError(f"its address needs `{name}`, which its front matter does not have")

    return variable


def _hexo_title(path: str, config: SiteConfig) -> str:
    """Return `:title`: what `new_post_name` (default `:title.md`) leaves of the path."""
    rule = re.sub(r"\.\w+$", "", config.text("new_post_name") or ":title.md")
    digits = {"year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}"}
    digits["i_day"] = digits["i_month"]
    pattern = ""
    position = 0
    for found in _VARIABLE.finditer(rule):
        pattern += re.escape(rule[position : found.start()])
        name = found[1]
        pattern += f"(?:{digits[name]})" if name in digits else f"(?P<{name}>.+?)"
        position = found.end()
    try:
        match = re.fullmatch(pattern + re.escape(rule[position:]), path)
    except re.error:
        match = None
    title = match.groupdict().get("title") if match else None
    return title or hexo_slug(path)


def _pretty(path: str, config: SiteConfig) -> str:
    """Apply `pretty_urls`: Hexo keeps `index.html` and `.html` unless told otherwise."""
    settings = config.fields.get("pretty_urls")
    settings = settings if isinstance(settings, Mapping) else {}
    if path.endswith("/index.html") and settings.get("trailing_index") is False:
        return path.removesuffix("index.html")
    if path.endswith(".html") and settings.get("trailing_html") is False:
        return path.removesuffix(".html")
    return path


# --- Jekyll -----------------------------------------------------------------


def jekyll_slug(text: str, *, pretty: bool) -> str:
    """Return text as `Utils.slugify`; `pretty` keeps case and `._~!$&'()+,;=@`."""
    kept = "._~!$&'()+,;=@" if pretty else ""
    words = "".join(char if char.isalnum() or char in kept else "-" for char in text)
    words = re.sub(r"-{2,}", "-", words).strip("-")
    return words if pretty else words.lower()


def _jekyll(post: Post, config: SiteConfig) -> str:
    place = _place(post, config)
    own = _fields(post).get("permalink")
    below = _below(place, "_posts") or _below(place, "_drafts")
    if isinstance(own, str) and own:
        pattern = own
    elif below is not None:
        pattern = config.text("permalink") or "date"
    elif place.parts[0].startswith("_"):
        pattern = _collection_pattern(place.parts[0][1:], config)
    else:
        pattern = "/:path:output_ext"
    pattern = _JEKYLL_STYLES.get(pattern, pattern)
    path = _filled(pattern, _jekyll_variables(post, config, place))
    return re.sub(r"(?:^|/)index(?:\.html)?$", "/", path) if below is None else path


def _collection_pattern(name: str, config: SiteConfig) -> str:
    collections = config.fields.get("collections")
    settings = collections.get(name) if isinstance(collections, Mapping) else None
    pattern = settings.get("permalink") if isinstance(settings, Mapping) else None
    return pattern if isinstance(pattern, str) and pattern else "/:collection/:path:output_ext"


def _jekyll_variables(post: Post, config: SiteConfig, place: PurePosixPath) -> Callable[[str], str]:
    fields = _fields(post)
    slug = fields.get("slug")
    stem = slug if isinstance(slug, str) and slug else stem_without_date(place.name)
    collection = place.parts[0][1:] if place.parts[0].startswith("_") else ""
    inner = PurePosixPath(*place.parts[1:]) if collection else place

    def variable(name: str) -> str:
        if name in _DATED:
            return _date_variables(_moment(post, config))[name]
        known: dict[str, Callable[[], str]] = {
            "title": lambda: jekyll_slug(stem, pretty=True),
            "slug": lambda: jekyll_slug(stem, pretty=False),
            "name": lambda: jekyll_slug(place.name, pretty=False),
            "categories": lambda: "/".join(_jekyll_categories(fields, place)),
            "slugified_categories": lambda: "/".join(
                jekyll_slug(name, pretty=False) for name in _jekyll_categories(fields, place)
            ),
            "path": lambda: str(inner),
            "basename": lambda: place.name,
            "collection": lambda: collection or "posts",
            "output_ext": lambda: ".html",
        }
        if name in known:
            return known[name]()
        raise UsageError(f"its address needs `:{name}`, which archiver cannot compute for Jekyll")

    return variable


def _jekyll_categories(fields: Mapping[str, object], place: PurePosixPath) -> list[str]:
    """Return the folders above `_posts`, then the categories; a text is split at blanks."""
    above = place.parts[: place.parts.index("_posts")] if "_posts" in place.parts else ()
    names = [part.lower() for part in above]
    for key in ("category", "categories"):
        value = fields.get(key)
        items = value if isinstance(value, list) else []
        if isinstance(value, str):
            items = [value] if key == "category" else value.split()
        names += [str(item).lower() for item in items if isinstance(item, str)]
    return list(dict.fromkeys(names))
