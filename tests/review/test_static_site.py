"""The page as files: what is written, what is never overwritten, and that it opens."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path

import pytest

from archiver.errors import FormatError, OutOfSpaceError, UsageError
from archiver.review import Answer, IndexPage, StaticSite, Stream, write_static_site
from archiver.review.index_page import static_names
from archiver.review.static_site import MARKER, data_script

INDEX = IndexPage(archive="archive", is_static=True).html()


def write(site, folder: Path, **more: object) -> StaticSite:
    return write_static_site(site, folder, index=INDEX, **more)


def listed(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def test_everything_that_the_page_asks_for_is_a_file(site, tmp_path):
    steps = []
    done = write(site, tmp_path / "out", tell=steps.append)
    wanted = {"index.html", MARKER, "data/summary.js", "pictures/mill/c1/0.png"}
    assert listed(tmp_path / "out") == wanted | {f"static/{name}" for name in static_names()}
    assert done.files == len(listed(tmp_path / "out"))
    sizes = [each.stat().st_size for each in (tmp_path / "out").rglob("*") if each.is_file()]
    assert done.size_bytes == sum(sizes)
    own = len(static_names()) + 2
    assert steps == [own + 1, own + 2, own + 2, own + 2]  # two are left out
    assert {each.name for each in tmp_path.iterdir()} == {"out"}


def test_what_is_not_what_it_is_said_to_be_is_left_out_and_told(site, tmp_path):
    done = write(site, tmp_path / "out")
    assert done.left_out == ("pictures/mill/c1/svg.png", "pictures/mill/c1/page")


def test_films_are_written_when_they_are_wanted(site, tmp_path):
    write(site, tmp_path / "out", films=True)
    assert (tmp_path / "out/film/mill/0").stat().st_size == 1_024_000
    assert not (tmp_path / "out/film/mill/1").exists()


def test_what_is_damaged_costs_itself_alone(site, tmp_path):
    def damaged(start: int, stop: int):
        yield b"x"
        raise FormatError("a.warc.gz: damaged at 7")

    site.contents["film/mill/2"] = Answer(
        media_type="video/mp4", stream=Stream(size_bytes=9, chunks=damaged)
    )
    done = write(site, tmp_path / "out", films=True)
    assert "film/mill/2" in done.left_out
    assert not (tmp_path / "out/film/mill/2").exists()


def test_no_address_leads_out_of_the_folder(site, tmp_path):
    json_ = Answer(media_type="application/json", body=b"{}")
    hostile = ["data/../../out.json", "/etc/x.json", "data//x.json", "data/a\\b.json", "../x", ""]
    site.contents |= dict.fromkeys(hostile, json_)
    done = write(site, tmp_path / "out")
    assert set(hostile) <= set(done.left_out)
    assert {each.name for each in tmp_path.iterdir()} == {"out"}


def test_the_pages_own_files_name_no_other_place(site, tmp_path):
    write(site, tmp_path / "out")
    page = (tmp_path / "out/index.html").read_text()
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses
    for each in addresses:
        assert each.startswith("#") or (tmp_path / "out" / each).is_file(), each
    for name in static_names():
        text = (tmp_path / "out/static" / name).read_text()
        found = set(re.findall(r"https?://[^\s\"'`)]+", text)) - {"http://www.w3.org/2000/svg"}
        assert not found, name


def test_data_is_a_script_that_hands_over_the_same_json():
    value = {"__proto__": {"a": 1}, "t": "</script>'\"\\ \u2028\u2029 图 \x7f", "n": [1, None, 0.5]}
    body = json.dumps(value, ensure_ascii=False).encode()
    script = data_script("data/page/old-mill.json", body).decode()
    found = re.fullmatch(r'archiver\.data\("page/old-mill", JSON\.parse\((".*")\)\);\n', script)
    assert found
    assert "\u2028" not in script
    assert json.loads(json.loads(found[1])) == value


def test_a_folder_of_somebody_else_is_left_alone(site, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        write(site, folder)
    assert listed(folder) == {"thesis.txt"}
    with pytest.raises(UsageError, match="--static"):
        write(site, folder / "thesis.txt")
    assert {each.name for each in tmp_path.iterdir()} == {"out"}


def test_a_strangers_file_in_a_made_folder_is_not_thrown_away(site, tmp_path):
    write(site, tmp_path / "out")
    (tmp_path / "out/CNAME").write_text("a.test")
    with pytest.raises(UsageError, match="'CNAME', which archiver did not write"):
        write(site, tmp_path / "out")
    assert (tmp_path / "out/CNAME").read_text() == "a.test"


def test_an_empty_folder_is_filled_and_a_made_one_made_anew(site, tmp_path):
    (tmp_path / "out").mkdir()
    write(site, tmp_path / "out")
    del site.contents["pictures/mill/c1/0.png"]
    write(site, tmp_path / "out")
    assert not (tmp_path / "out/pictures").exists()
    assert {each.name for each in tmp_path.iterdir()} == {"out"}


def test_an_error_leaves_the_former_page_whole(site, tmp_path, monkeypatch):
    write(site, tmp_path / "out")
    before = listed(tmp_path / "out")
    real = Path.open

    def full(self: Path, *values: object, **named: object):
        if self.name == "summary.js":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, *values, **named)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutOfSpaceError):
        write(site, tmp_path / "out")
    assert listed(tmp_path / "out") == before
    assert {each.name for each in tmp_path.iterdir()} == {"out"}


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_leaves_nothing_behind(site, tmp_path, stopped):
    def tell(files: int) -> None:
        raise stopped

    with pytest.raises(stopped):
        write(site, tmp_path / "out", tell=tell)
    assert list(tmp_path.iterdir()) == []
