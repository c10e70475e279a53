"""`archiver repair`: nothing is written unless asked; an archive is whole again afterwards."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.cli.program import main
from archiver.formats import (
    member_chunks,
    resource_record,
    warcinfo_record,
)
from archiver.locks import try_lock
from archiver.store import Collection
from archiver.validation import validate

MOMENT = datetime(2024, 5, 6, tzinfo=UTC)


def archiver(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["repair", *arguments])
    return int(ended.value.code or 0)


def records() -> list[bytes]:
    made = [warcinfo_record(MOMENT, "a.warc.gz", {"software": "test"})]
    made += [
        resource_record(f"urn:text:{n}", MOMENT, "text/plain", bytes([65 + n]) * 900)
        for n in range(3)
    ]
    return [b"".join(member_chunks(record)) for record in made]


RECORDS = records()


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(b"".join(RECORDS)[:-5])
    return path


def test_without_write_nothing_is_written(cut: Path, capsys) -> None:
    before = cut.read_bytes()
    assert archiver(str(cut)) == 1
    assert cut.read_bytes() == before
    assert list(cut.parent.iterdir()) == [cut]
    out = capsys.readouterr().out
    assert 'the resource record of "urn:text:2"' in out
    assert "3 whole records" in out
    assert "--write does it" in out


def test_with_write_the_file_is_cut_and_the_old_one_kept(cut: Path, capsys) -> None:
    before = cut.read_bytes()
    assert archiver(str(cut), "--write") == 0
    assert cut.read_bytes() == b"".join(RECORDS[:-1])
    assert cut.with_name("cut.warc.gz.damaged").read_bytes() == before
    assert "the damaged file is cut.warc.gz.damaged" in capsys.readouterr().out
    assert archiver(str(cut)) == 0
    assert "nothing to repair" in capsys.readouterr().out


def test_objects_for_programs(cut: Path, capsys) -> None:
    assert archiver(str(cut), "--write", "--discard", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["result"], told["records"], told["kept_beside"]) == ("repaired", 3, None)
    assert told["losses"][0]["offset"] == told["end"]
    assert list(cut.parent.iterdir()) == [cut]


def test_wrong_usage_is_said(cut: Path) -> None:
    assert archiver(str(cut), "--discard") == 2
    assert archiver(str(cut.with_name("gone.warc"))) == 2
    index = cut.with_name("index.cdxj")
    index.write_text("x")
    assert archiver(str(index)) == 2


def test_a_file_without_a_whole_record_is_left_as_it_is(cut: Path, capsys) -> None:
    cut.write_bytes(RECORDS[0][:-5])
    assert archiver(str(cut), "--write") == 4
    assert "no whole record" in capsys.readouterr().err
    assert cut.read_bytes() == RECORDS[0][:-5]


def test_an_archive_is_whole_again_and_lost_pages_are_named(folder, capsys) -> None:
    root = folder / "archive"
    (volume,) = (root / "warc").iterdir()
    with Collection.open(root, writable=False) as collection:
        before = collection.captures(latest=False)
    data = volume.read_bytes()
    volume.write_bytes(data[:-200])
    assert archiver(str(root)) == 1
    capsys.readouterr()
    assert archiver(str(root), "--write") == 0
    out = capsys.readouterr().out
    lost = before[-1]
    assert f"lost: {lost.slug}, capture {lost.capture_id}" in out
    with Collection.open(root, writable=False) as collection:
        after = collection.captures(latest=False)
    assert {each.capture_id for each in after} == {each.capture_id for each in before[:-1]}
    codes = {code for verdict in validate([root]) for code in verdict.counts}
    # The records of the page that lost its end are there still, though no page has them.
    assert codes <= {"C057"}
    assert volume.with_name(volume.name + ".damaged").read_bytes() == data[:-200]


def test_an_archive_that_is_being_written_is_left_alone(folder, capsys) -> None:
    root = folder / "archive"
    with (root / "archiver.lock").open("wb") as lock:
        assert try_lock(lock.fileno())
        assert archiver(str(root), "--write") == 5
    assert "another run" in capsys.readouterr().err
