"""Front matter: where it ends, in which dialect, and what it says (formats.md section 2)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import PostError
from archiver.models import Remark
from archiver.source.yaml_reader import MAX_FRONT_MATTER_CHARS, read_yaml

_KEY = re.compile(r"^[A-Za-z][\w-]{0,40}\s{0,3}:(?:\s|$)")
_PELICAN_KEY = re.compile(r"^([A-Za-z][\w-]{0,40}):\s*(.*)$")
_TOML_LINE = re.compile(r"^[A-Za-z_][\w-]{0,60}\s{0,20}=")
_JSON_MEMBER = re.compile(r'^\s{0,8}"[^"]{1,60}"\s{0,8}:')
_KNOWN_KEYS = """
    title date tags tag categories category author authors layout description slug permalink
    published updated comments summary keywords status lang subtitle toc type excerpt"""
_KNOWN = frozenset(_KNOWN_KEYS.split())
_REACH = 400
"""Lines in which a front matter without an opener must end."""
_MAX_JSON_DEPTH = 60


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A post's front matter and where its body starts."""

    dialect: str
    """`yaml`, `yaml-no-opener`, `toml`, `json`, `pelican` or `none`."""
    fields: Mapping[str, object]
    body: str
    body_line: int
    """1-based line of the file on which `body` starts."""
    remarks: tuple[Remark, ...] = field(default=())


def read_front_matter(text: str, path: Path) -> FrontMatter:
    """Split a post into front matter and body, and read the front matter.

    Blank lines before the opener and blanks after it are accepted, as authors
    have both. `+++` with Julia code in it (Franklin) is read as far as its
    lines are TOML, with a remark. A `---` pair that holds no mapping is a pair
    of rules: the post has no front matter.

    Raises:
        PostError: A front matter that is opened and not closed, or cannot be read.
    """
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    opener = lines[first].rstrip() if first < len(lines) else ""
    found: FrontMatter | None = None
    if opener == "---":
        found = _yaml(lines, first, path)
    elif opener == "+++":
        found = _toml(lines, first, path)
    elif opener == ";;;" or _JSON_MEMBER.match(opener):
        found = _hexo_json(lines, first, path)
    elif opener == "{" or opener.startswith('{"'):
        found = _hugo_json(lines, first, path)
    elif _KEY.match(opener):
        found = _yaml_without_opener(lines, first, path) or _pelican(lines, first)
    return found or FrontMatter("none", {}, text, 1)


def _end(lines: list[str], start: int, closers: tuple[str, ...], reach: int = 0) -> int | None:
    stop = min(len(lines), start + reach) if reach else len(lines)
    for index in range(start, stop):
        if lines[index][:3] in closers and lines[index].rstrip() in closers:
            return index
    return None


def _split(
    lines: list[str], end: int, dialect: str, fields: Mapping[str, object], *remarks: Remark
) -> FrontMatter:
    return FrontMatter(dialect, fields, "\n".join(lines[end + 1 :]), end + 2, tuple(remarks))


def _yaml(lines: list[str], first: int, path: Path) -> FrontMatter | None:
    end = _end(lines, first + 1, ("---", "..."))
    if end is None:
        following = lines[first + 1] if first + 1 < len(lines) else ""
        if _KEY.match(following):
            raise PostError(
                path, first + 1, "front matter is not closed; add a line `---` after it"
            )
        return None
    read = read_yaml("\n".join(lines[first + 1 : end]), path, first + 2)
    if read.fields is None:
        return None
    return _split(lines, end, "yaml", read.fields, *read.remarks)


def _yaml_without_opener(lines: list[str], first: int, path: Path) -> FrontMatter | None:
    """Hexo: all up to the first `---` line is YAML, when it has a key that posts have."""
    end = _end(lines, first, ("---",), _REACH)
    if end is None:
        return None
    block = lines[first:end]
    if not any(
        _KEY.match(line) and line.partition(":")[0].strip().lower() in _KNOWN for line in block
    ):
        return None
    try:
        read = read_yaml("\n".join(block), path, first + 1)
    except PostError:
        return None
    if read.fields is None:
        return None
    return _split(lines, end, "yaml-no-opener", read.fields, *read.remarks)


def _toml(lines: list[str], first: int, path: Path) -> FrontMatter | None:
    end = _end(lines, first + 1, ("+++",))
    if end is None:
        following = lines[first + 1] if first + 1 < len(lines) else ""
        if _TOML_LINE.match(following):
            raise PostError(
                path, first + 1, "front matter is not closed; add a line `+++` after it"
            )
        return None
    block = lines[first + 1 : end]
    text = "\n".join(block)
    if len(text) > MAX_FRONT_MATTER_CHARS:
        raise PostError(path, first + 1, "front matter is too long; is it closed by `+++`?")
    try:
        return _split(lines, end, "toml", _as_text(tomllib.loads(text)))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        fields = _readable_toml_lines(block)
    if not fields:
        raise PostError(path, first + 2, "front matter is no TOML; mend it or fence it with `---`")
    remark = Remark(line=first + 2, text="front matter is no TOML (Julia code?); read line by line")
    return _split(lines, end, "toml", fields, remark)


def _readable_toml_lines(block: list[str]) -> Mapping[str, object]:
    fields: dict[str, object] = {}
    for line in block:
        if len(line) > 4_000 or not _TOML_LINE.match(line):
            continue
        try:
            fields |= _as_text(tomllib.loads(line))
        except (tomllib.TOMLDecodeError, RecursionError, ValueError):
            continue
    return fields


def _hexo_json(lines: list[str], first: int, path: Path) -> FrontMatter | None:
    opened = lines[first].rstrip() == ";;;"
    start = first + 1 if opened else first
    end = _end(lines, start, (";;;",), 0 if opened else _REACH)
    if end is None:
        return None
    text = "\n".join(lines[start:end]).strip().rstrip(",")
    if not text.startswith("{"):
        text = "{" + text + "}"  # Hexo puts the braces around it itself
    return _split(lines, end, "json", _json_object(text, path, start + 1)[0])


def _hugo_json(lines: list[str], first: int, path: Path) -> FrontMatter | None:
    text = "\n".join(lines[first:])
    try:
        fields, stop = _json_object(text, path, first + 1)
    except PostError:
        return None  # a body may start with a brace
    consumed = text.count("\n", 0, stop)
    if not any(key.lower() in _KNOWN for key in fields):
        return None
    return _split(lines, first + consumed, "json", fields)


def _json_object(text: str, path: Path, line: int) -> tuple[dict[str, object], int]:
    head = text[:MAX_FRONT_MATTER_CHARS]
    try:
        # Numbers as written: a digit string of any length must not be computed.
        decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
        value, stop = decoder.raw_decode(head)
    except json.JSONDecodeError as error:
        reason = f"front matter is no JSON ({error.msg}); mend this line"
        raise PostError(path, line + error.lineno - 1, reason) from None
    except RecursionError:
        raise PostError(path, line, "front matter is nested too deep") from None
    if not isinstance(value, dict):
        raise PostError(path, line, "front matter is no JSON object")
    return value, stop


def _pelican(lines: list[str], first: int) -> FrontMatter | None:
    """`Key: value` lines up to the first blank one; at least two, one of them known."""
    fields: dict[str, object] = {}
    index = first
    last = ""
    while index < len(lines) and lines[index].strip():
        line = lines[index]
        found = _PELICAN_KEY.match(line)
        if found and len(line) < 2_000:
            last = found[1]
            fields[last] = found[2].strip()
        elif last and line[:1] in " \t":  # a value goes on, indented
            fields[last] = f"{fields[last]} {line.strip()}"
        else:
            return None
        index += 1
    keys = {key.lower() for key in fields}
    if len(fields) < 2 or not keys & {"title", "date"}:
        return None
    return _split(lines, index, "pelican", fields)


def _as_text(value: Mapping[str, object]) -> dict[str, object]:
    """Return TOML's dates and numbers as text; its lists and tables as they are."""
    return {key: _plain(item, 0) for key, item in value.items()}


def _plain(value: object, depth: int) -> object:
    if depth > _MAX_JSON_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return value if isinstance(value, (str, bool)) else str(value)
