"""Settings: defaults, then `archiver.toml` or `[tool.archiver]`, then the environment.

Options of the command line come last and are the command's business. A key that
nobody knows is an error, since a mistyped one would silently do nothing.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from archiver.errors import UsageError
from archiver.models import DifferenceSettings, VideoChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting. In a file its key is the field's name with dashes.

    In the environment it is the name in capitals after `ARCHIVER_`.
    """

    output: Path = Path("archive")
    """Folder of the collection."""
    site: str = ""
    """Address of the site that publishes the posts: `https://blog.example/`."""
    jobs: int = 2
    """Pages that are captured at the same time."""
    host_jobs: int = 2
    """Of these, pages of one article host."""
    host_delay_s: float = 1.0
    """Least time between the starts of two pages of one article host."""
    retries: int = 2
    """More tries for a page that failed in a way that may pass."""
    grace_s: float = 20.0
    """Time that pages in flight get to finish after Ctrl-C."""
    browser: Path | None = None
    """Chromium's executable; found by itself when absent."""
    allow_private: bool = False
    """Let pages reach private and loopback addresses: for intranets."""
    viewport_width: int = 1280
    """Of the page, in CSS pixels."""
    viewport_height: int = 720
    """Of the page, in CSS pixels."""
    video: str = "best"
    """Which rendition of films is kept: best, 720p, smallest, poster, none."""
    variants: str = "shown"
    """Which sizes of pictures are kept: those shown, or all that a `srcset` names."""
    film_mb: int = 4096
    """The largest film that is kept whole, in megabytes."""
    media_s: float = 900.0
    """Time for the players and films of one page, apart from the page's own."""
    extract: bool = True
    """Ask yt-dlp, where it is installed, for films that no player gave."""
    rules: tuple[Path, ...] = ()
    """Files with rules of your own about players, picture hosts and placeholders."""
    fail_on: str = "error"
    """The mildest finding that ends `check` and `run` with exit code 1: error, warning, never."""
    select: tuple[str, ...] = ()
    """Checks whose findings count, by id or by the beginning of one; all when empty."""
    ignore: tuple[str, ...] = ()
    """Checks whose findings do not count."""
    snapshots: Path = Path("snapshots")
    """Folder of what people accepted, beside the posts, under version control: a folder for
    each article, and `review.toml`."""
    difference_threshold: float = 0.1
    """How far two colours may lie apart and still be the same, 0 to 1: of pictures of pages."""
    difference_least_px: int = 12
    """Differing pixels that lie together; fewer are noise and not told."""
    masks: tuple[str, ...] = ()
    """What may look other each time, as CSS selectors: `.clock`, `#ads > div`."""
    language: str = ""
    """Of the review page: en, zh; empty for the browser's."""
    review_port: int = 0
    """That the review page is served at, on this machine; 0 for any that is free."""

    @property
    def difference(self) -> DifferenceSettings:
        """When two pictures of a page differ, by these settings."""
        return DifferenceSettings(
            threshold=self.difference_threshold,
            least_px=self.difference_least_px,
            masks=self.masks,
        )

    def overridden(self, **options: object) -> Config:
        """Return the settings with the options that were given, those that are not None."""
        given = {name: value for name, value in options.items() if value is not None}
        for name in given.keys() & _CHOICES.keys():
            _checked(name, given[name], f"--{name.replace('_', '-')}")
        return replace(self, **given)  # type: ignore[arg-type]  # the command line checked them


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "video": tuple(VideoChoice),
    "variants": ("shown", "all"),
    "fail_on": ("error", "warning", "never"),
    "language": ("", "en", "zh"),
}
_WORD_LISTS = frozenset({"select", "ignore"})
_SELECTOR_LISTS = frozenset({"masks"})
"""Of which commas are a part: they are written as lists only, in the environment by lines."""
_LEAST = {
    "film_mb": 1,
    "jobs": 1,
    "host_jobs": 1,
    "difference_least_px": 1,
    "viewport_width": 200,
    "viewport_height": 200,
}
_MOST = {"difference_threshold": 1, "review_port": 65_535}
_MOST_MASK_CHARACTERS = 1_000
_TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}


def read_config(folder: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Return the settings that hold in a folder.

    `archiver.toml` counts before `[tool.archiver]` of `pyproject.toml`; the two
    are not mixed. Raises `UsageError`, naming the file and the key.
    """
    config = Config()
    for name, table in (("archiver.toml", ()), ("pyproject.toml", ("tool", "archiver"))):
        path = folder / name
        settings = _read_table(path, table)
        if settings is not None:
            config = _apply(config, settings, str(path))
            break
    named = {
        field.name.replace("_", "-"): environment["ARCHIVER_" + field.name.upper()]
        for field in fields(Config)
        if environment.get("ARCHIVER_" + field.name.upper())
    }
    return _apply(config, {key: _from_text(key, text) for key, text in named.items()}, "ARCHIVER_*")


def _read_table(path: Path, table: tuple[str, ...]) -> dict[str, object] | None:
    """Return a table of a TOML file; None when the file or the table is not there."""
    try:
        found: object = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    for key in table:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


def _from_text(key: str, text: str) -> object:
    """Return an environment variable's text as the type of its field, where it can be."""
    default = getattr(Config(), key.replace("-", "_"))
    if key in _WORD_LISTS:
        return text
    if key in _SELECTOR_LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if isinstance(default, tuple):
        return [part for part in text.split(os.pathsep) if part]
    if isinstance(default, bool):
        return _TRUTH.get(text.lower(), text)
    try:
        return type(default)(text) if isinstance(default, int | float) else text
    except ValueError:
        return text


def _apply(config: Config, settings: Mapping[str, object], where: str) -> Config:
    """Return the settings with some replaced; raise `UsageError` for what cannot be."""
    names = {field.name.replace("_", "-"): field.name for field in fields(Config)}
    changes: dict[str, object] = {}
    for key, value in settings.items():
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(names)}"
            raise UsageError(f"{where}: unknown key {key!r}{hint}")
        changes[names[key]] = _checked(names[key], value, f"{where}: {key}")
    return replace(config, **changes)  # type: ignore[arg-type]  # checked one by one above


def _checked(name: str, value: object, where: str) -> object:
    """Return a value in the type of its field; raise `UsageError` when it is of another."""
    default = getattr(Config(), name)
    if name in {"output", "browser", "snapshots"}:
        if isinstance(value, str) and value:
            return Path(value)
        raise UsageError(f"{where} must be a path, not {value!r}")
    if isinstance(default, tuple):
        return _checked_list(name, value, where)
    if name in _CHOICES and value not in _CHOICES[name]:
        choices = ", ".join(filter(None, _CHOICES[name]))
        raise UsageError(f"{where} must be one of {choices}, not {value!r}")
    if isinstance(default, bool) or isinstance(value, bool):
        wanted: type | tuple[type, ...] = bool if isinstance(default, bool) else ()
    else:
        wanted = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, wanted):
        raise UsageError(f"{where} must be of type {type(default).__name__}, not {value!r}")
    if isinstance(value, int | float):
        _check_range(name, value, where)
    return value


def _check_range(name: str, value: float, where: str) -> None:
    least, most = _LEAST.get(name, 0), _MOST.get(name)
    if most is not None and not least <= value <= most:
        raise UsageError(f"{where} must be from {least} to {most}, not {value!r}")
    if not value >= least:
        raise UsageError(f"{where} must be {least} or more, not {value!r}")


def _checked_list(name: str, value: object, where: str) -> tuple[Path, ...] | tuple[str, ...]:
    """Return the items of a list, those of checks from commas too; raise `UsageError`."""
    if name in _WORD_LISTS and isinstance(value, str) and value:
        return tuple(word.strip() for word in value.split(",") if word.strip())
    if isinstance(value, list | tuple) and all(isinstance(item, str) and item for item in value):
        if name in _SELECTOR_LISTS:
            return tuple(_checked_selector(item, where) for item in value)
        return tuple(value) if name in _WORD_LISTS else tuple(map(Path, value))
    kinds = {**dict.fromkeys(_WORD_LISTS, "checks"), **dict.fromkeys(_SELECTOR_LISTS, "selectors")}
    raise UsageError(f"{where} must be a list of {kinds.get(name, 'paths')}, not {value!r}")


def _checked_selector(text: str, where: str) -> str:
    """Return a CSS selector; what only a browser can tell of it is told there."""
    if not text.strip() or not text.isprintable() or len(text) > _MOST_MASK_CHARACTERS:
        raise UsageError(
            f"{where} must be CSS selectors of at most {_MOST_MASK_CHARACTERS:,} characters, such"
            f" as '.clock', not {text[:80]!r}"
        )
    if any(mark in text for mark in "{};"):
        raise UsageError(f"{where} must be selectors without rules, not {text[:80]!r}")
    return text.strip()
