"""The one door: every public name is there, in order, and costs nothing until used."""

from __future__ import annotations

import subprocess
import sys

import archiver


def test_every_public_name_can_be_had() -> None:
    for name in archiver.__all__:
        assert getattr(archiver, name) is not None
    assert archiver.__all__ == sorted(archiver.__all__)


def test_importing_the_package_loads_none_of_its_libraries() -> None:
    program = (
        "import sys, archiver; heavy = {'playwright', 'lxml', 'PIL', 'sqlite3', 'yaml', 'rich'}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(archiver, "nothing_of_the_kind")
