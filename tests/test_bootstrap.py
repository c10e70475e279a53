"""Setting up on a bare machine: pip's settings, pip's wheel, nox's arguments."""

from __future__ import annotations

import hashlib
import http.server
import runpy
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
WHEEL = b"a wheel"
DIGEST = hashlib.sha256(WHEEL).hexdigest()


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    for name in ("PIP_INDEX_URL", "PIP_CONFIG_FILE", "XDG_CONFIG_HOME", "PIP_CERT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return runpy.run_path(str(ROOT / ".ci" / "bootstrap.py"))


class Index(http.server.BaseHTTPRequestHandler):
    """A package index of one project, behind a name and password."""

    digest = DIGEST

    def do_GET(self) -> None:
        if self.headers["Authorization"] != "Basic bWU6YSBi":  # me:a b
            self.send_error(401)
            return
        link = '<a href="../../files/{0}#sha256={1}"{2}>{0}</a>'
        page = "\n".join(
            [
                link.format("pip-24.0-py3-none-any.whl", "0" * 64, ""),
                link.format("pip-26.3-py3-none-any.whl", self.digest, ' data-requires-python="3"'),
                link.format("pip-26.10-py3-none-any.whl", self.digest, ' data-yanked="bad"'),
                link.format("pip-27.0b1-py3-none-any.whl", self.digest, ""),
            ]
        )
        body = page.encode() if self.path == "/simple/pip/" else WHEEL
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Index]]:
    handler = type("OwnIndex", (Index,), {})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv(
            "PIP_INDEX_URL", f"http://me:a%20b@127.0.0.1:{server.server_port}/simple"
        )
        yield handler
        server.shutdown()
        thread.join()


def test_the_newest_whole_release_of_pip_is_fetched(
    bootstrap: dict[str, Any], index: type[Index], tmp_path: Path
) -> None:
    wheel = bootstrap["pip_wheel"](tmp_path / "wheels")
    assert wheel.name == "pip-26.3-py3-none-any.whl"
    assert wheel.read_bytes() == WHEEL


def test_a_wheel_that_is_not_what_the_index_says_is_refused(
    bootstrap: dict[str, Any], index: type[Index], tmp_path: Path
) -> None:
    index.digest = "1" * 64
    with pytest.raises(SystemExit, match=r"pip-26\.3-py3-none-any\.whl is not what"):
        bootstrap["pip_wheel"](tmp_path / "wheels")
    assert not (tmp_path / "wheels").exists()


def test_pips_settings_are_found_as_pip_finds_them(
    bootstrap: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setting = bootstrap["pip_setting"]
    old, new, named = tmp_path / ".pip", tmp_path / ".config" / "pip", tmp_path / "named.conf"
    for number, path in enumerate((old / "pip.conf", new / "pip.conf", named)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"[global]\nindex-url = https://{number}.test/simple\n", encoding="utf-8")
    assert setting("index-url") == "https://1.test/simple"
    monkeypatch.setenv("PIP_CONFIG_FILE", str(named))
    assert setting("index-url") == "https://2.test/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://environment.test/simple")
    assert setting("index-url") == "https://environment.test/simple"


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ([], []),
        (["demo"], ["--session", "demo"]),
        (["lint", "tests", "--", "-k", "x"], ["--session", "lint", "tests", "--", "-k", "x"]),
        (["--list"], ["--list"]),
    ],
)
def test_words_before_options_are_sessions(
    bootstrap: dict[str, Any], words: list[str], arguments: list[str]
) -> None:
    assert bootstrap["nox_arguments"](words) == arguments
