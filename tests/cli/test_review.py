"""`archiver review` as a program: its address, its end, its files, and what it refuses."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from archiver.cli.program import main

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/([\w-]{32})/(\S*)")
Start = Callable[..., subprocess.Popen[str]]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "archiver", "review", "--by", "Ann", *arguments]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start the program in the folder of the archive; it is ended after the test."""
    begun = []

    def start(*arguments: str, **more: object) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **more}
        begun.append(subprocess.Popen(command(*arguments), cwd=folder, **pipes))
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.communicate()


@pytest.fixture
def review(folder: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run `archiver review` in this process, where it is to end by itself."""

    def review(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["review", *arguments])
        return int(ended.value.code or 0), *capfd.readouterr()

    return review


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def got(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_tells_its_address_answers_and_ends_at_once(start: Start, number: int) -> None:
    # What runs the tests may ignore the signal, as nohup does, and that is inherited.
    process = start("archive", preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    line = first_line(process)
    assert line.startswith("review: http://127.0.0.1:")
    assert line.endswith("  (Ctrl-C ends it)\n")
    url = ADDRESS.search(line)[0]
    assert b'<div id="archiver"' in got(url)
    assert json.loads(got(f"{url}data/summary.json"))["counts"]["articles"] == 3
    begun = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
    assert time.monotonic() - begun < 5
    with pytest.raises(urllib.error.URLError):
        got(url)


def test_it_ends_at_once_with_a_browser_that_keeps_connections(start: Start) -> None:
    process = start("archive")
    found = ADDRESS.search(first_line(process))
    with socket.create_connection(("127.0.0.1", int(found[1]))) as idle:
        idle.sendall(f"GET /{found[2]}/ HTTP/1.1\r\nHost: 127.0.0.1:{found[1]}\r\n\r\n".encode())
        assert idle.recv(12) == b"HTTP/1.1 200"
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert time.monotonic() - begun < 5


def test_nohup_keeps_it_when_the_terminal_goes(start: Start) -> None:
    process = start(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    url = ADDRESS.search(first_line(process))[0]
    process.send_signal(signal.SIGHUP)
    assert got(url)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_for_programs_its_address_is_an_object(start: Start) -> None:
    process = start("--json", "--article", "wrong", "--finding", "0123456789abcdef")
    told = json.loads(first_line(process))
    assert told.keys() == {"event", "url"}
    assert told["event"] == "review_started"
    assert ADDRESS.fullmatch(told["url"])[3] == "#wrong/0123456789abcdef"


def test_port_and_language_come_from_the_settings_and_options_win(
    start: Start, folder: Path
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as probe,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        ports = [each.getsockname()[1] for each in (probe, other)]
    (folder / "archiver.toml").write_text(f'review-port = {ports[0]}\nlanguage = "zh"\n')
    found = ADDRESS.search(first_line(start()))
    assert int(found[1]) == ports[0]
    assert b'data-language="zh-Hans"' in got(found[0])
    found = ADDRESS.search(first_line(start("--port", str(ports[1]), "--language", "en")))
    assert int(found[1]) == ports[1]
    assert b'data-language="en"' in got(found[0])


def test_who_decides_is_the_name_that_is_given(start: Start) -> None:
    url = ADDRESS.search(first_line(start("--by", "Zoë <z@a.test>")))[0]
    assert json.loads(got(f"{url}data/summary.json"))["reviewer"] == "Zoë <z@a.test>"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--article", "../x"], "--article must be a name that `archiver list` gives"),
        (["--article", "a\x1b[2J"], "--article must be a name that `archiver list` gives"),
        (["--article", "wrong", "--finding", "0123"], "--finding must be the 16 hexadecimal"),
        (["--finding", "0123456789abcdef"], "--finding needs --article"),
        (["--language", "de"], "--language must be one of en, zh, not 'de'"),
        (["--films"], "--films goes with --static"),
        (["--port", "99999"], "'--port'"),
        (["--by", "Ann\nBob"], "--by must be a name, on one line"),
        (["--by", "A\x1b[2J"], "--by must be a name, on one line"),
        (["--by", "A" * 201], "--by must be a name, on one line"),
        (["--select", "NONE"], "NONE"),
    ],
)
def test_a_wrong_option_is_told_in_one_sentence(review, arguments, sentence) -> None:
    code, out, err = review(*arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert re.fullmatch(r"archiver: [^\n\x1b]+\n", err)


def test_a_port_that_is_taken_is_told_in_one_sentence(review) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = review("--port", str(port))
    assert (code, out) == (2, "")
    assert err.startswith(f"archiver: --port {port}: cannot be listened at (")
    assert err.endswith("; name another one, or 0 for any\n")


def test_an_archive_that_is_not_there_is_told_and_not_made(review, folder: Path) -> None:
    code, out, err = review("elsewhere")
    assert (code, out) == (4, "")
    assert "elsewhere" in err
    assert err.count("\n") == 1
    assert not (folder / "elsewhere").exists()


def test_decisions_that_cannot_be_read_are_told_with_their_line(review, folder: Path) -> None:
    (folder / "snapshots").mkdir()
    (folder / "snapshots/review.toml").write_text('version = 1\n[[decision]]\nslug = "a\n')
    for arguments in ((), ("--static", "site")):
        code, out, err = review(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("archiver: snapshots/review.toml")
        assert "line 3" in err or ":3" in err
        assert err.count("\n") == 1
    assert not (folder / "site").exists()


def test_the_page_as_files_is_written_and_written_again(review, folder: Path) -> None:
    code, out, err = review("--static", "site")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert re.fullmatch(r"review: \d+ files, [\d.]+ kB, in site", first)
    assert second == f"open {folder.resolve()}/site/index.html in a browser"
    assert 'data-reviewer=""' in (folder / "site/index.html").read_text()  # is made for others
    (folder / "site/data/old.js").write_text("old")
    code, out, err = review("archive", "--static", "site", "--json", "--language", "zh")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["event"] == "review_written"
    assert told["path"] == f"{folder.resolve()}/site/index.html"
    assert told["left_out"] == []
    files = [each for each in (folder / "site").rglob("*") if each.is_file()]
    assert told["files"] == len(files)
    assert told["size_bytes"] == sum(each.stat().st_size for each in files)
    assert not (folder / "site/data/old.js").exists()
    assert 'data-language="zh-Hans"' in (folder / "site/index.html").read_text()
    assert sorted(each.name for each in folder.iterdir()) == ["archive", "posts", "site"]


def test_a_folder_with_something_else_in_it_is_refused(review, folder: Path) -> None:
    for name in ("posts", "archive", "."):
        code, out, err = review("--static", name)
        assert (code, out) == (2, "")
        assert re.fullmatch(r"archiver: --static \S+: is not empty; [^\n]+\n", err)
    assert len(list((folder / "posts").iterdir())) == 3


def test_files_need_no_name_of_a_reviewer(folder: Path) -> None:
    # A container's user often has no name at all.
    environment = {"PATH": "/nowhere", "HOME": str(folder)}
    words = "import getpass, sys; getpass.getuser = lambda: {}['no name']; "
    words += "from archiver.cli.program import main; main()"
    arguments = [sys.executable, "-c", words, "review", "--no-open"]
    for more, code in ((["--static", "site"], 0), ([], 2)):
        done = subprocess.run(
            [*arguments, *more],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stderr
    assert done.stderr.endswith("with --by NAME\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_files_that_are_not_finished_are_removed(start: Start, folder: Path, number: int) -> None:
    process = start("--static", "site", env={**os.environ, "PYTHONUNBUFFERED": "1"})
    deadline = time.monotonic() + 30
    while not list(folder.glob(".site.*.new")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.0005)
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert sorted(each.name for each in folder.iterdir()) == ["archive", "posts"]


@contextmanager
def on_terminal(
    folder: Path, *arguments: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[str], str]]]:
    """Start the program on a terminal; yield it, and what reads up to a text."""
    ours, theirs = pty.openpty()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = subprocess.Popen(
        command(*arguments),
        cwd=folder,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "NO_COLOR": "1", "TMPDIR": str(folder), **environment},
    )
    os.close(theirs)
    said = b""

    def read_to(text: str) -> str:
        nonlocal said
        deadline = time.monotonic() + 30
        while text.encode() not in said:
            assert time.monotonic() < deadline, said
            if select.select([ours], [], [], 0.1)[0]:
                said += os.read(ours, 65_536)
        return said.decode()

    try:
        yield process, read_to
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.fixture
def browser(folder: Path) -> Path:
    """A browser that writes down what it is started with, and stays open."""
    path = folder / "browser.sh"
    path.write_text(
        f'#!/bin/sh\nprintf "%s" "$1" > {folder}/opened.part\n'
        f"mv {folder}/opened.part {folder}/opened\nsleep 9\n"
    )
    path.chmod(0o700)
    return path


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return path.read_text()


def arguments_below(process: psutil.Process) -> str:
    """What every user of the machine can see of a program and those that it started."""
    every = [process, *process.children(recursive=True)]
    return "\n".join(" ".join(each.cmdline()) for each in every)


def test_a_browser_is_opened_without_telling_the_secret(folder: Path, browser: Path) -> None:
    with on_terminal(folder, BROWSER=str(browser), DISPLAY=":7") as (process, read_to):
        url, _, token, _ = whole(ADDRESS.search(read_to("(Ctrl-C ends it)")))
        opened = wait_for(folder / "opened")
        assert opened.startswith("file:///")
        path = Path(opened.removeprefix("file://"))
        assert path.stat().st_mode & 0o777 == 0o600
        assert f'url={url}"' in path.read_text()
        seen = arguments_below(psutil.Process(process.pid))
        assert str(browser) in seen
        assert token not in seen
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert time.monotonic() - begun < 5  # though the browser is still open
        assert not path.exists()


def whole(found: re.Match[str] | None) -> tuple[str, ...]:
    assert found
    return (found[0], *found.groups())


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("--no-open",), {"DISPLAY": ":7"}),
        ((), {"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}),
        ((), {}),
    ],
)
def test_no_browser_is_opened_where_nobody_would_see_it(
    folder: Path, browser: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    with on_terminal(folder, *arguments, BROWSER=str(browser), **environment) as (
        process,
        read_to,
    ):
        port = ADDRESS.search(read_to("(Ctrl-C ends it)"))[1]
        if environment.get("SSH_CONNECTION"):
            said = read_to("open that address there")
            assert f"ssh -N -L {port}:127.0.0.1:{port} HOST" in said
        time.sleep(0.5)
        assert not (folder / "opened").exists()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_a_terminal_sees_how_far_the_files_are_and_no_rest_of_it(folder: Path) -> None:
    with on_terminal(folder, "--static", "site") as (process, read_to):
        said = read_to("in a browser")
        assert process.wait(20) == 0
    assert "review: reading the archive" in said
    assert "\r\x1b[Kreview: " in said
