"""Make nox available on a machine that has nothing but Python 3.11, then run it.

Standard library only. One private environment is made, `.venv`, for nox, the
project and its tools alike; the system's Python is not touched. Debian splits
`ensurepip` off its Python: where it is missing, pip's own wheel is fetched from
the package index that pip is configured for, checked by its SHA-256, and run
from the wheel.
"""

from __future__ import annotations

import base64
import configparser
import hashlib
import html
import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import venv
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
READY = ENVIRONMENT / "nox-is-ready"
NOX = "nox>=2024.4.15"

# One file of a "simple" index page (PEP 503): address, digest, name.
_LINK = re.compile(r'<a ([^>]*href="([^"#]+)#sha256=([0-9a-f]{64})"[^>]*)>\s*(pip-[^<\s]+\.whl)')


def pip_setting(name: str) -> str:
    """Return a setting as pip itself would find it: environment first, then its files."""
    value = os.environ.get("PIP_" + name.upper().replace("-", "_"), "")
    home = Path.home()
    config_home = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"))
    files = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip" / "pip.conf",
        config_home / "pip" / "pip.conf",
        Path(os.environ.get("PIP_CONFIG_FILE", os.devnull)),
    ]
    for path in reversed(files):
        if value:
            break
        settings = configparser.RawConfigParser()
        settings.read(path)
        for section in ("install", "global"):
            value = value or settings.get(section, name, fallback="")
    return value.strip()


def fetch(url: str) -> bytes:
    """Return what stands at an address; a user name in it becomes an Authorization header."""
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    request = urllib.request.Request(parts._replace(netloc=host).geturl())
    request.add_header("Accept", "application/vnd.pypi.simple.v1+html, text/html;q=0.5, */*;q=0.1")
    if parts.username is not None:
        words = f"{parts.username}:{parts.password or ''}"
        secret = base64.b64encode(urllib.parse.unquote(words).encode()).decode()
        request.add_header("Authorization", f"Basic {secret}")
    trust = ssl.create_default_context(cafile=pip_setting("cert") or None)
    with urllib.request.urlopen(request, timeout=60, context=trust) as response:
        body: bytes = response.read()
    return body


def pip_wheel(folder: Path) -> Path:
    """Fetch pip's newest wheel into a folder; exit when its digest is not the index's."""
    index = (pip_setting("index-url") or "https://pypi.org/simple").rstrip("/") + "/pip/"
    wheels: list[tuple[tuple[int, ...], str, str, str]] = []
    for attributes, address, digest, name in _LINK.findall(fetch(index).decode()):
        version = name.split("-")[1]
        if re.fullmatch(r"[\d.]+", version) and "data-yanked" not in attributes:
            wheels.append((tuple(map(int, version.split("."))), address, digest, name))
    if not wheels:
        sys.exit("bootstrap: the package index lists no pip; set PIP_INDEX_URL to one that does")
    _, address, digest, name = max(wheels)
    body = fetch(urllib.parse.urljoin(index, html.unescape(address)))
    if hashlib.sha256(body).hexdigest() != digest:
        sys.exit(f"bootstrap: {name} is not what the package index says that it is; try again")
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder.joinpath(name)
    wheel.write_bytes(body)
    return wheel


def make_environment() -> None:
    """Make the environment, or complete a half-made one, and put nox into it."""
    print("bootstrap: making .venv, once", flush=True)
    venv.create(ENVIRONMENT, symlinks=True)
    ensured = subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, check=False)
    pip = ["-m", "pip"]
    if ensured.returncode:
        pip = [str(pip_wheel(ENVIRONMENT / "wheels") / "pip")]
    options = ["--quiet", "--disable-pip-version-check", "--upgrade"]
    subprocess.run([PYTHON, *pip, "install", *options, "pip", NOX], check=True)
    READY.touch()


def nox_arguments(words: list[str]) -> list[str]:
    """Turn `demo tests -- -k x` into nox's own `--session demo tests -- -k x`."""
    count = next((i for i, word in enumerate(words) if word.startswith("-")), len(words))
    return (["--session", *words[:count]] if count else []) + words[count:]


def run(words: list[str]) -> NoReturn:
    """Become nox, running the sessions named; exit in one sentence when that cannot be."""
    if sys.version_info < (3, 11):  # noqa: UP036 - a script meets any Python
        sys.exit("bootstrap: Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    try:
        if not READY.exists():
            make_environment()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"bootstrap: could not set up nox in {ENVIRONMENT}: {error}")
    os.environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    command = [PYTHON, "-m", "nox", "--noxfile", ROOT / "noxfile.py", "--no-venv"]
    os.execv(PYTHON, [str(word) for word in (*command, *nox_arguments(words))])


if __name__ == "__main__":
    run(sys.argv[1:])
