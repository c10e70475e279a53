"""Pages from templates: values are escaped, and one that is missing is an error."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template


def packed_text(package: str, path: str) -> str:
    """Return a text that comes with a package, by its path there."""
    return (resources.files(package) / path).read_text(encoding="utf-8")


@cache
def template(package: str, path: str) -> Template:
    """Return the template that comes with a package, by its path there."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FunctionLoader(lambda name: packed_text(package, name)),
    )
    return environment.get_template(path)
