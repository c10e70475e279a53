"""`archiver export` as a person types it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from archiver.cli.program import main


@pytest.fixture
def export(folder: Path, capfd: pytest.CaptureFixture[str]):
    """Run `archiver export` in this process; return exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["export", *arguments])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def pages_of(path: Path) -> list[str]:
    lines = zipfile.ZipFile(path).read("pages/pages.jsonl").decode().splitlines()
    return [json.loads(line)["url"] for line in lines[1:]]


def test_a_whole_archive_is_one_file(export, folder: Path) -> None:
    code, out, _ = export("-o", "site.wacz")
    assert code == 0
    assert out.startswith("site.wacz: 3 articles, 3 captures, ")
    assert len(pages_of(folder / "site.wacz")) == 3


def test_articles_are_chosen_and_the_folder_comes_last(export, folder: Path) -> None:
    (folder / "archive").rename(folder / "blog")
    code, out, _ = export("whole", "mild", "-o", "two.wacz", "--title", "Two", "--json", "blog")
    assert code == 0
    assert json.loads(out)["articles"] == 2
    assert pages_of(folder / "two.wacz") == ["https://site.test/whole/", "https://site.test/mild/"]
    package = json.loads(zipfile.ZipFile(folder / "two.wacz").read("datapackage.json"))
    assert package["title"] == "Two"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody", "-o", "x.wacz"), "no article 'nobody'"),
        (("-o", "x.zip"), "ends in .wacz"),
        (("-o", "nowhere/x.wacz"), "no such folder"),
        ((), "--output"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    export, folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = export(*arguments)
    assert code == 2
    assert words in err
    assert not list(folder.glob("*.wacz"))
