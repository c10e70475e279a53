"""WACZ files of anybody: pages and records are read, and what would harm is refused."""

from __future__ import annotations

import json
import re
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from archiver.errors import FormatError
from archiver.formats.wacz_reader import open_wacz

PAGE = {"id": "1", "url": "http://a.test/", "title": "A", "ts": "2026-01-01T00:00:00Z"}


def made(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


def read_all(path: Path) -> dict[str, bytes]:
    """Read every WARC file and page list."""
    with open_wacz(path) as wacz:
        found = {name: b"".join(wacz.chunks(name)) for name in wacz.warcs}
        list(wacz.pages())
    return found


def refused(path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        read_all(path)
    words = str(caught.value)
    assert "\n" not in words
    assert str(path) in words
    return words


def test_pages_and_warcs_are_found(tmp_path: Path) -> None:
    lines = [b'{"format": "json-pages-1.0"}', json.dumps(PAGE).encode(), b"no json", b"[1]"]
    extra = json.dumps({**PAGE, "url": "http://b.test/"}).encode()
    members = {
        "archive/b.warc.gz": b"b",
        "archive/a.warc": b"a",
        "archive/notes.txt": b"",
        "pages/extraPages.jsonl": extra,
        "pages/pages.jsonl": b"\n".join(lines),
    }
    with open_wacz(made(tmp_path / "a.wacz", members)) as wacz:
        assert wacz.warcs == ("archive/a.warc", "archive/b.warc.gz")
        assert [page.url for page in wacz.pages()] == ["http://a.test/", "http://b.test/"]
        assert b"".join(wacz.chunks("archive/a.warc")) == b"a"


def test_the_hash_of_the_package_is_told(tmp_path: Path) -> None:
    package = {"resources": [{"path": "archive/a.warc", "hash": "sha256:12"}, 5, {"path": "x"}]}
    members = {"archive/a.warc": b"a", "datapackage.json": json.dumps(package).encode()}
    with open_wacz(made(tmp_path / "a.wacz", members)) as wacz:
        assert wacz.hash("archive/a.warc") == "sha256:12"
        assert wacz.hash("x") == ""


@pytest.mark.parametrize(
    "name", ["../x.warc", "archive/../../x", "/etc/x", "archive\\..\\x", "C:/x.warc"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    assert "leads out" in refused(made(tmp_path / "a.wacz", {name: b"x"}))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    members = {"archive/a.warc": b"\0" * (80 << 20)}
    path = made(tmp_path / "a.wacz", members, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 100_000
    assert "bomb" in refused(path)


def test_a_member_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wacz", {"archive/a.warc": b"x" * 9000}, zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(magic) + at, 10)
    path.write_bytes(data)
    refused(path)


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wacz", {"archive/a.warc": b"a" * 99, "archive/b.warc": b"b" * 99})
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<I", data, second + 42, 40)
    path.write_bytes(data)
    assert "overlap" in refused(path)


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wacz", {"archive/a.warc": b"a", "archive/b.warc": b"b"})
    path.write_bytes(path.read_bytes().replace(b"archive/b.warc", b"archive/a.warc"))
    assert "twice" in refused(path)


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wacz", {"archive/a.warc": b"a"})
    data = bytearray(path.read_bytes())
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    path.write_bytes(data)
    assert "encrypted" in refused(path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("archive/a.warc")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "no plain file" in refused(path)


def test_a_directory_of_millions_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wacz", {"archive/a.warc": b"a"})
    data = bytearray(path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, 60_000, 60_000)
    path.write_bytes(data)
    assert "60,000 files" in refused(path)


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    members = {"pages/pages.jsonl": b"x" * (10 << 20)}
    assert "does not end" in refused(made(tmp_path / "a.wacz", members))


def test_what_is_no_zip_or_is_cut_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wacz", {"archive/a.warc": b"a" * 500})
    whole = path.read_bytes()
    for data in (b"", b"PK", b"nonsense" * 99, whole[:-10], whole[300:]):
        path.write_bytes(data)
        refused(path)
    refused_words = refused(tmp_path / "nothing.wacz")
    assert "not there" in refused_words


def test_a_damaged_member_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "a.wacz", {"archive/a.warc": b"a" * 500})
    path.write_bytes(path.read_bytes().replace(b"a" * 500, b"a" * 499 + b"b"))
    assert "damaged" in refused(path)


def test_no_byte_flipped_or_cut_ends_in_anything_but_a_sentence(tmp_path: Path) -> None:
    members = {"archive/a.warc": b"abc" * 30, "pages/pages.jsonl": json.dumps(PAGE).encode()}
    whole = made(tmp_path / "a.wacz", members, zipfile.ZIP_DEFLATED).read_bytes()
    path = tmp_path / "b.wacz"
    cases = [whole[:at] for at in range(0, len(whole), 3)]
    cases += [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(len(whole))]
    for data in cases:
        path.write_bytes(data)
        assert sentence_of(path, members["archive/a.warc"])


def sentence_of(path: Path, data: bytes) -> bool:
    """Tell whether a file is read right, or refused in words that name it."""
    try:
        found = read_all(path)
    except FormatError as error:
        return re.search(r"b\.wacz: ", str(error)) is not None
    return set(found.values()) <= {data}
