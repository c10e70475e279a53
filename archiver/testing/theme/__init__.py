"""The look of the newsroom's sites: templates, style sheets and scripts as files."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from string import Template


def read(name: str) -> str:
    """Return the text of a file of the theme."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def fill(name: str, values: Mapping[str, str]) -> str:
    """Return a template with every `$name` replaced; values are HTML already."""
    return Template(read(name)).substitute(values)


__all__ = ["fill", "read"]
