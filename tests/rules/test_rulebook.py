"""All rules together, with those of a user's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import UsageError
from archiver.models import Asked, BodyProbe, PlayerOutcome
from archiver.rules import Recipe, read_rulebook

EXAMPLE = Path(__file__).with_name("example.toml")
FILM = "https://kino.example.org/embed/7b"
PICTURE = "https://a.pictures.example.org/1.png"


def test_archivers_own_rules_are_read_once() -> None:
    assert read_rulebook() is read_rulebook([])
    assert read_rulebook().players.rule_for("https://v.qq.com/txp/iframe/player.html")
    assert read_rulebook().referrers.rule_for("https://wx1.sinaimg.cn/1.jpg")
    assert read_rulebook().placeholders.rules


def test_the_example_for_users_does_what_it_says() -> None:
    book = read_rulebook([EXAMPLE])
    kino = book.players.rule_for(FILM)
    assert kino is not None
    assert (kino.id, kino.page_url(FILM)) == ("kino", "https://kino.example.org/films/7b")
    assert kino.play[:2] == (".kino-start", "button.play")
    assert kino.referrer == "required"
    assert kino.media_hosts.fit("eu.kino-cdn.example.org")
    assert (kino.said("Sorry: this film has left our programme.") or ("",))[0] is (
        PlayerOutcome.REMOVED
    )
    assert book.players.rule_for("https://kino.example.org/player-of-the-week") is None
    assert book.referrers.recipes_for(PICTURE) == (
        Recipe(Asked.SITE, "https://www.example.org/"),
        Recipe(Asked.NO_REFERRER),
        Recipe(Asked.ORIGIN),
        Recipe(Asked.UNSAFE_URL),
    )
    notice = BodyProbe(sniffed="image/png", complete=True, width_px=320, height_px=200)
    assert book.placeholders.known_as(PICTURE, notice, "") == "the notice of our picture host"


def test_archivers_own_rules_hold_beside_the_users() -> None:
    book, own = read_rulebook([EXAMPLE]), read_rulebook()
    url = "https://v.qq.com/txp/iframe/player.html?vid=v33214lmz26"
    assert book.players.rule_for(url) == own.players.rule_for(url)
    assert len(book.placeholders.rules) == len(own.placeholders.rules) + 1


def test_the_last_of_several_files_comes_first(tmp_path: Path) -> None:
    files = []
    for name in ("first", "last"):
        files.append(tmp_path / f"{name}.toml")
        files[-1].write_text(
            f"version = 1\n[[player]]\nid = '{name}'\nmatch = ['^https?://kino\\.test/']\n"
        )
    found = read_rulebook(files).players.rule_for("https://kino.test/1")
    assert found is not None
    assert found.id == "last"


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text("version = 1\n")
    read_rulebook([path])
    path.write_text("version = 1\n[[host]]\nmatch = 'a.test'\nworks = ['origin']\n")
    assert read_rulebook([path]).referrers.recipes_for("https://a.test/")[0].asked is Asked.ORIGIN


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "version is None"),
        ("version = 2", "version is 2, this archiver reads 1"),
        ("version = 1\nplayer = 3", "as a table [[player]]"),
        ("version = 1\n[player]\nid = 'a'", "as a table [[player]]"),
        ("version = 1\n[[host]]\nmatch = 'a.test'\nwork = []", "[[host]] 1: unknown key 'work'"),
        ("version = 1\n[[player]]\nid = 'a'\nmatch = ['(']", "[[player]] 1: match: no regular"),
        ("version = 1\n[[placeholder]]\nsize = 3", "[[placeholder]] 1: "),
        ("version =", "no TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"my\.toml") as caught:
        read_rulebook([path])
    assert message in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_rulebook([tmp_path / "none.toml"])
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        read_rulebook([tmp_path / "bytes.toml"])
