"""`archiver diff` on pictures: against the snapshot, an earlier capture, a replay, the source."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent.parent / "differences"))

from painted import SLUG, TODAY, Album, Piece, paint, story

from archiver.cli.program import app
from archiver.decisions import FILE_NAME, put_decisions
from archiver.errors import BrowserError, StorageError, UsageError
from archiver.models import Decision, Ruling

CLOCK = Piece(words="It is 12:01", height=30, side=True, css="clock")


@pytest.fixture
def album(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Album:
    monkeypatch.chdir(tmp_path)
    return Album(tmp_path)


def diff(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["diff", SLUG, *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def other_river(album: Album) -> str:
    return album.add(
        [replace(each, seed="other" if each.words == "river.png" else "") for each in story()]
    )


def test_the_snapshot_is_the_measure_where_one_was_accepted(album: Album) -> None:
    album.add(story())
    album.accept()
    other_river(album)
    other_river(album)
    code, said = diff()
    assert code == 1
    assert said.splitlines() == [
        "The mill: the snapshot accepted 2026-03-09 by Ann, and the capture of 2026-03-03 12:00",
        "~ /posts/mill.md:7: picture another picture: https://cdn.test/river.png: "
        + said.splitlines()[1].rpartition(": ")[2],
        "on the picture:",
        "~ /posts/mill.md:7: picture 2 shows another picture, at 572 px",
        "1 change; 1 change of its looks",
    ]
    code, said = diff("--against", "earlier")
    assert (code, said.splitlines()[-1]) == (0, "the article is the same; the page looks the same")


def test_the_same_page_ends_with_0(album: Album) -> None:
    album.add(story())
    album.accept()
    code, said = diff()
    states = "the snapshot accepted 2026-03-09 by Ann, and the capture of 2026-03-01 12:00"
    assert (code, said) == (0, f"The mill: {states}\nthe page looks the same\n")


def test_json_tells_bands_masks_and_what_is_seen(album: Album) -> None:
    film = Piece(tag="iframe", words="film", height=60)
    album.add([*story(), film])
    album.accept()
    banner = Piece(words="Half price \x1b[31m", height=16, seed="banner")
    album.add([banner, *story(), replace(film, seed="later")])
    code, said = diff("--json")
    assert code == 1
    assert "\x1b" not in said
    told = json.loads(said)
    assert (told["against"], told["changed"]) == ("snapshot", True)
    assert told["earlier"]["label"] == "the snapshot accepted 2026-03-09 by Ann"
    (seen,) = told["visual"]
    assert (seen["kind"], seen["counts"], seen["earlier"]) == ("added", True, None)
    assert told["picture"]["rows"] == ["40 px came in at 24 px"]
    assert {"kind": "inserted", "earlier": [24, 24], "later": [24, 64]} in told["picture"]["bands"]
    assert [mask["why"] for mask in told["masks"]["later"]] == ["a player"]
    assert "not compared: 1 player" in diff()[1]


def test_masks_of_the_settings_hold(album: Album) -> None:
    album.add([CLOCK, *story()], promised=False)
    album.accept()
    album.add([replace(CLOCK, seed="13:59"), *story()], promised=False)
    assert diff()[0] == 1
    Path("archiver.toml").write_text('masks = [".clock"]\n', encoding="utf-8")
    code, said = diff()
    assert (code, said.splitlines()[-1]) == (0, "the article is the same; the page looks the same")
    assert "not compared: the selector .clock" in said


def test_what_was_ignored_is_told_on_request(album: Album) -> None:
    album.add(story())
    album.accept()
    page = paint(story()).picture
    page.paste((200, 0, 0), (700, 300, 800, 400))
    album.add(story(), picture=page)
    code, said = diff("--json")
    (seen,) = json.loads(said)["visual"]
    assert code == 1
    decision = Decision(
        slug=SLUG,
        check="S1",
        fingerprint=seen["fingerprint"],
        verdict=Ruling.IGNORED,
        reason="an advertisement",
        by="Ann",
        at=TODAY,
    )
    put_decisions(album.snapshots / FILE_NAME, [decision])
    code, said = diff()
    assert code == 0
    assert said.splitlines()[-1].startswith("1 change of its looks is ignored, or beside it; --all")
    code, said = diff("--all")
    assert (code, "(ignored)" in said) == (0, True)


def test_another_capture_is_looked_at_by_its_day(album: Album) -> None:
    album.add(story())
    album.accept()
    other_river(album)
    album.add(story())
    assert diff()[0] == 0
    assert diff("--to", "2026-03-02")[0] == 1
    assert diff("--from", "2026-03-02")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--against", "yesterday"), "must be one of snapshot, earlier, replay, source, not 'yes"),
        (("--against", "snapshot"), "snapshots has no snapshot of mill; make one with `archiver"),
        (("--against", "replay", "--from", "2026"), "leave out --against replay"),
    ],
)
def test_what_cannot_be_compared_is_wrong_usage(
    album: Album, arguments: tuple[str, ...], message: str
) -> None:
    album.add(story())
    with pytest.raises(UsageError, match=message):
        diff(*arguments)


def test_a_damaged_snapshot_is_said_in_a_sentence(album: Album) -> None:
    album.add(story())
    album.accept()
    other_river(album)
    (album.snapshots / SLUG / "page.png").write_bytes(b"no picture")
    with pytest.raises(StorageError, match=r"page\.png: not the picture that snapshot\.json"):
        diff()
    (album.snapshots / SLUG / "snapshot.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"snapshot\.json:1: no JSON"):
        diff()


def test_a_replay_without_a_browser_says_how_to_get_one(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    album.add(story())
    monkeypatch.setenv("ARCHIVER_BROWSER", "/nowhere/chromium")
    with pytest.raises(BrowserError, match="names /nowhere/chromium"):
        diff("--against", "replay")


@pytest.mark.browser
def test_the_post_as_archiver_renders_it_tells_what_the_page_lost(album: Album) -> None:
    album.add([each for each in story() if each.words != "river.png"])
    code, said = diff("--against", "source", "--json")
    told = json.loads(said)
    assert code == 1
    assert [(each["kind"], each["line"]) for each in told["visual"]] == [("removed", 7)]
    assert told["earlier"]["label"] == "the post as archiver renders it"
