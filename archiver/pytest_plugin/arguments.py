"""Archives among pytest's arguments: named by options, or given as folders and node ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from archiver.pytest_plugin.options import Options

CATALOG: Final = "archiver.sqlite3"
"""The file of an archive that pytest collects: of all its files the one that must be there."""
WACZ: Final = ".wacz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the arguments name."""

    roots: dict[Path, Path]
    """The archives, by their catalogs."""
    names_checks: bool
    """Whether one names a check: `archive::the-quay::M5`."""
    is_part: bool
    """Whether one names less than a file."""


def archives_among(config: pytest.Config, options: Options) -> Named:
    """Put the archives among `config.args`, each by its catalog; return what is named.

    `archive::the-quay` is what a person types and what pytest prints; pytest itself looks
    for a file before the colons. An archive of the ini file is not collected when the
    command line names other things.

    Raises:
        pytest.UsageError: no archive is where an option says.
    """
    folder = config.invocation_params.dir
    catalogs: dict[Path, Path] = {}
    names_checks = is_part = False
    for at, argument in enumerate(config.args):
        place, *names = argument.split("::")
        path = folder / place
        is_part = is_part or bool(names)
        if path.is_dir() and (path / CATALOG).is_file():
            config.args[at] = "::".join([str(path / CATALOG), *names])
            path /= CATALOG
        if path.name == CATALOG and path.is_file():
            catalogs[_absolute(path)] = path.parent
        if path.name == CATALOG or path.suffix == WACZ:
            names_checks = names_checks or len(names) > 1
    asked = options.named
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        asked = options.archives
    for root in asked:
        file = _file_of(root)
        if file not in catalogs:
            catalogs[file] = root
            config.args.append(str(file))
    return Named(roots=catalogs, names_checks=names_checks, is_part=is_part)


def label_of(root: Path, rootpath: Path) -> str:
    """Return the beginning of an archive's node ids: its path below the root folder."""
    root, rootpath = _absolute(root), _absolute(rootpath)
    if root == rootpath:
        return root.name
    if root.is_relative_to(rootpath):
        return root.relative_to(rootpath).as_posix()
    return root.as_posix()


def catalog_of(roots: Iterable[Path]) -> list[Path]:
    """Return the catalogs of archives; raises as `archives_among`."""
    return [_file_of(root) for root in roots]


def _file_of(root: Path) -> Path:
    if root.suffix == WACZ and root.is_file():
        return _absolute(root)
    if root.name == CATALOG:
        root = root.parent
    if (root / CATALOG).is_file():
        return _absolute(root / CATALOG)
    if (root / "warc").is_dir():
        raise pytest.UsageError(f"{root}: has no catalog; `archiver check {root}` makes it anew")
    raise pytest.UsageError(f"{root}: no archive there; `archiver run POSTS -o {root}` makes one")


def _absolute(path: Path) -> Path:
    """Return a path without dots; links stay, for pytest compares paths as they are written."""
    import os

    return Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links
