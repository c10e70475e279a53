"""YAML front matter, values kept as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from archiver.errors import PostError
from archiver.models import Remark

MAX_FRONT_MATTER_CHARS = 100_000
_MAX_NODES = 20_000
_MAX_DEPTH = 60
_MAX_REPAIRS = 20
_LONG_CHARS = 20_000
"""Each repair reads the front matter again: a long one gets few."""
_KEY_LINE = re.compile(r"^(\s*(?:- )?[\w-]{1,60}):[ \t]+(\S.*)$")
_COMMENT = re.compile(r"^(?:title|subtitle|author)\s*:\s+[^\s\"'|>].*?\s(#\S.*)$", re.IGNORECASE)


class _AsWritten(yaml.SafeLoader):
    """A loader that turns only `true`, `false` and nothing into values.

    YAML 1.1 would read `NO` as False, 12:30:45 as 45045, 010 as 8 and a date as
    a date without its zone. Merge keys are plain keys, unknown tags refused.
    """


_AsWritten.yaml_implicit_resolvers = {}
_AsWritten.yaml_constructors = {}
_PLAIN_VALUES = {
    "bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    "null": (r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
}
for _name, (_pattern, _first) in _PLAIN_VALUES.items():
    _AsWritten.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(_pattern), list(_first)
    )
for _name in ("null", "bool", "str", "seq", "map"):
    _tag = f"tag:yaml.org,2002:{_name}"
    _AsWritten.add_constructor(_tag, yaml.SafeLoader.yaml_constructors[_tag])
_AsWritten.add_constructor(None, yaml.SafeLoader.construct_undefined)  # type: ignore[type-var]


@dataclass(frozen=True, slots=True)
class YamlFields:
    """The mapping of a front matter; `{}` for an empty one, None for no mapping."""

    fields: Mapping[str, object] | None
    remarks: tuple[Remark, ...] = ()


def read_yaml(text: str, path: Path, first_line: int) -> YamlFields:
    """Read YAML front matter that starts on line `first_line` of its file.

    Values are str, bool, None, list and dict: numbers and dates stay as
    written. What generators build and PyYAML refuses is repaired and remarked:
    tabs (Hexo turns them into blanks), an unquoted value with a colon, a
    backslash in double quotes.

    Raises:
        PostError: No YAML, or YAML made to harm: aliases that grow, depth past
            60, more than 20,000 values or 100,000 characters, tags of objects.
    """
    if len(text) > MAX_FRONT_MATTER_CHARS:
        reason = f"front matter has {len(text):,} characters; is it closed by a `---` line?"
        raise PostError(path, first_line, reason)
    lines = text.split("\n")
    remarks: list[Remark] = []
    most_repairs = _MAX_REPAIRS if len(text) < _LONG_CHARS else 2
    while True:
        try:
            node = _composed("\n".join(lines), path, first_line)
            break
        except yaml.YAMLError as error:
            repaired = _repair(lines, error, first_line)
            if repaired is None or len(remarks) >= most_repairs:
                raise PostError(path, _line_of(error, first_line), _reason(error)) from None
            remarks.append(repaired)
    remarks += _comment_remarks(lines, first_line)
    if node is None:
        return YamlFields({}, tuple(remarks))
    if not isinstance(node, yaml.MappingNode):
        return YamlFields(None, tuple(remarks))
    remarks += _duplicate_remarks(node, first_line)
    return YamlFields(_constructed(node, path, first_line), tuple(remarks))


def _composed(text: str, path: Path, first_line: int) -> yaml.Node | None:
    loader = _AsWritten(text)
    try:
        node = loader.get_single_node()
    except RecursionError:
        raise PostError(path, first_line, "front matter is nested too deep") from None
    except ValueError as error:
        raise PostError(path, first_line, f"front matter is no YAML: {error}") from None
    finally:
        loader.dispose()
    if node is not None:
        _check_size(node, path, first_line)
    return node


def _check_size(root: yaml.Node, path: Path, first_line: int) -> None:
    """Walk the graph as a tree: aliases count as often as they are used."""
    count = 0
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > _MAX_NODES or depth > _MAX_DEPTH:
            line = first_line + node.start_mark.line
            reason = "front matter is nested too deep or its aliases grow without end"
            raise PostError(path, line, reason)
        if isinstance(node, yaml.SequenceNode):
            stack.extend((child, depth + 1) for child in node.value)
        elif isinstance(node, yaml.MappingNode):
            stack.extend((child, depth + 1) for pair in node.value for child in pair)


def _constructed(node: yaml.MappingNode, path: Path, first_line: int) -> Mapping[str, object]:
    loader = _AsWritten("")
    try:
        value = loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        line = _line_of(error, first_line)
        raise PostError(path, line, _reason(error)) from None
    finally:
        loader.dispose()
    return {str(key): item for key, item in value.items()}


# --- repairs ----------------------------------------------------------------


def _repair(lines: list[str], error: yaml.YAMLError, first_line: int) -> Remark | None:
    """Change one line so that it reads as its author meant it; None when unsure."""
    if any("\t" in line for line in lines):
        number = next(index for index, line in enumerate(lines) if "\t" in line)
        for index, line in enumerate(lines):
            body = line.lstrip("\t ")
            indent = line[: len(line) - len(body)].replace("\t", "  ")
            lines[index] = indent + body.replace("\t", " ")
        return Remark(line=first_line + number, text="tabs in the front matter read as blanks")
    index = _line_of(error, 0)
    for candidate in (index, index - 1):
        if 0 <= candidate < len(lines) and (found := _KEY_LINE.match(lines[candidate])):
            quoted = _quoted(found[2].strip())
            if quoted and quoted != found[2].strip():
                lines[candidate] = f"{found[1]}: {quoted}"
                what = found[1].strip()
                return Remark(
                    line=first_line + candidate, text=f"`{what}` needs quotes; read as written"
                )
    return None


def _quoted(value: str) -> str:
    """Return a value in single quotes, or `` when it is a block, list or mapping."""
    if value[0] in "|>[{&*!'":
        return ""
    if value[0] == '"':
        if len(value) < 2 or value[-1] != '"' or "\\" not in value:
            return ""
        value = value[1:-1].replace('\\"', '"')
    return "'" + value.replace("'", "''") + "'"


# --- words ------------------------------------------------------------------


def _line_of(error: BaseException, first_line: int) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return first_line + (mark.line if mark is not None else 0)


def _reason(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "front matter is nested too deep"
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    words = " ".join(str(problem).split())[:160]
    return f"front matter is no YAML ({words}); quote the value or mend the line"


def _duplicate_remarks(node: yaml.MappingNode, first_line: int) -> Iterator[Remark]:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        line = first_line + key.start_mark.line
        if key.value in seen:
            text = f"`{key.value}` stands twice (first on line {seen[key.value]}); the last counts"
            yield Remark(line=line, text=text)
        seen[key.value] = line


def _comment_remarks(lines: list[str], first_line: int) -> Iterator[Remark]:
    for index, line in enumerate(lines):
        if len(line) < 2_000 and (found := _COMMENT.match(line)):
            text = f"`{found[1][:60]}` is a comment to YAML and not part of the value; quote it"
            yield Remark(line=first_line + index, text=text)
