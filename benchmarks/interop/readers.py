"""Install the programs of others that read what archiver writes, or write what it reads.

    python benchmarks/interop/readers.py FOLDER [NAME...]

Each gets a place of its own below the folder: pywb, py-wacz and warcprox a virtual
environment (they bring libraries that hide one another's), ReplayWeb.page the files of
its npm package. One that cannot be installed is told and left out, and the exit code is
0 all the same: tests skip what is not there. What is there already is kept.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

REPLAYWEBPAGE = "replaywebpage@2.5.3"
INSTALL_S = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonReader:
    """A program in a virtual environment of its own."""

    program: str
    wants: tuple[str, ...]


PYTHON_READERS = {
    "pywb": PythonReader(  # pywb imports pkg_resources
        program="wayback", wants=("pywb==2.10.0", "setuptools<81")
    ),
    "py-wacz": PythonReader(program="wacz", wants=("wacz==0.6.0",)),
    "warcprox": PythonReader(program="warcprox", wants=("warcprox==2.13.1",)),
}
NAMES = (*PYTHON_READERS, "replaywebpage")


def program_of(folder: Path, name: str) -> Path:
    """Return where a reader's program lies; of ReplayWeb.page the folder of its files."""
    if name in PYTHON_READERS:
        return folder / name / "bin" / PYTHON_READERS[name].program
    return folder / name / "package"


def is_there(folder: Path, name: str) -> bool:
    """Tell whether a reader was installed, whole."""
    return (folder / name / "is-whole").exists()


def install(folder: Path, name: str) -> Path:
    """Install a reader, unless it is there, and return `program_of`.

    Raises:
        OSError: the folder cannot be written, or npm is not there.
        subprocess.SubprocessError: pip or npm failed, or took longer than `INSTALL_S`.
    """
    if not is_there(folder, name):
        home = folder / name
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        if name in PYTHON_READERS:
            _install_python(home, PYTHON_READERS[name])
        else:
            _install_replaywebpage(home)
        (home / "is-whole").touch()
    return program_of(folder, name)


def _install_python(home: Path, reader: PythonReader) -> None:
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    patience = ["--retries", "1", "--timeout", "30"]  # without a network it ends soon
    _run(*pip, "--python", str(python), "install", *patience, *reader.wants)


def _install_replaywebpage(home: Path) -> None:
    """Unpack the package alone: its two scripts have all that it needs built in."""
    if shutil.which("npm") is None:
        raise FileNotFoundError("npm is not installed")
    with tempfile.TemporaryDirectory() as passing:
        _run(
            "npm",
            "pack",
            REPLAYWEBPAGE,
            "--silent",
            "--fetch-retries=1",
            "--pack-destination",
            passing,
        )
        (packed,) = Path(passing).glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(home, filter="data")


def _run(*words: str) -> None:
    subprocess.run(words, check=True, timeout=INSTALL_S, capture_output=True, text=True)


def reason(failure: Exception) -> str:
    """Return why an installation failed, in one line."""
    said = getattr(failure, "stderr", None) or str(failure)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else type(failure).__name__


def told(folder: Path, name: str) -> str:
    """Install a reader and return a line about it."""
    start = time.monotonic()
    try:
        install(folder, name)
    except (OSError, subprocess.SubprocessError) as failure:
        return f"{name}: left out: {reason(failure)}"
    return f"{name}: there, {time.monotonic() - start:.0f} s"


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    with ThreadPoolExecutor() as threads:
        for line in threads.map(partial(told, folder), sys.argv[2:] or NAMES):
            print(line, flush=True)


if __name__ == "__main__":
    main()
