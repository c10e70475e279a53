"""Export: what is in the file, what others make of it, and what comes back from it."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from shelf import commit_page, noise

from archiver.errors import OutOfSpaceError, UsageError
from archiver.formats import read_body, read_record, read_records
from archiver.interchange import ExportOptions, export_wacz, signer, take_in
from archiver.store import Collection, damaged_records, durable

BIN = Path(sys.executable).parent
SLUGS = ("a", "b", "c")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A collection of three pages that share a logo, kept once."""
    with Collection.open(tmp_path / "archive") as collection:
        for slug in SLUGS:
            commit_page(collection, slug)
    return tmp_path / "archive"


def export(root: Path, path: Path, **options) -> Path:
    with Collection.open(root, writable=False) as collection:
        export_wacz(collection, path, ExportOptions(**options))
    return path


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def index_of(folder: Path) -> list[dict[str, str]]:
    lines = gzip.decompress((folder / "indexes" / "index.cdx.gz").read_bytes()).decode()
    assert lines.splitlines() == sorted(lines.splitlines(), key=str.encode)
    return [json.loads(line[line.index("{") :]) for line in lines.splitlines()]


def test_every_line_of_the_index_leads_to_its_record(root: Path, tmp_path: Path) -> None:
    folder = unpacked(export(root, tmp_path / "all.wacz"), tmp_path / "out")
    lines = index_of(folder)
    assert len(lines) == (root / "indexes" / "index.cdxj").read_text().count("\n")
    for line in lines:
        path = folder / "archive" / line["filename"]
        record = read_record(path, int(line["offset"]), 0)
        assert record.target_uri == line["url"]


def test_all_records_are_there_byte_for_byte(root: Path, tmp_path: Path) -> None:
    folder = unpacked(export(root, tmp_path / "all.wacz"), tmp_path / "out")
    (warc,) = (root / "warc").iterdir()
    (copy,) = (folder / "archive").iterdir()

    def members(path: Path) -> set[bytes]:
        data = path.read_bytes()
        return {
            data[each.offset : each.offset + each.length_bytes]
            for each in read_records(path)
            if each.type != "warcinfo" and "archiver:capture" not in each.target_uri
        }

    assert members(warc) == members(copy)


def test_the_same_captures_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    one = export(root, tmp_path / "one.wacz").read_bytes()
    assert export(root, tmp_path / "two.wacz").read_bytes() == one


def test_a_chosen_page_brings_the_payload_that_another_page_has(root: Path, tmp_path: Path) -> None:
    folder = unpacked(export(root, tmp_path / "c.wacz", slugs=("c",)), tmp_path / "out")
    lines = index_of(folder)
    logos = [line for line in lines if line["url"] == "https://cdn.test/logo.png"]
    assert sorted(line["mime"] for line in logos) == ["image/png", "warc/revisit"]
    whole = next(line for line in logos if line["mime"] == "image/png")
    path = folder / "archive" / whole["filename"]
    assert b"".join(read_body(path, int(whole["offset"]))) == noise("logo", 2000)
    assert not [line for line in lines if "/a" in line["url"]]
    assert "https://site.test/a/" not in (folder / "pages" / "pages.jsonl").read_text()


def test_what_comes_back_is_the_same_capture(root: Path, tmp_path: Path) -> None:
    path = export(root, tmp_path / "c.wacz", slugs=("c",))
    with Collection.open(tmp_path / "other") as other, Collection.open(root) as collection:
        intake = take_in(other, path)
        assert [each.captures for each in intake.files] == [1]
        (summary,) = other.captures()
        there = collection.captures("c")[0]
        assert (summary.capture_id, summary.title) == (there.capture_id, there.title)
        assert other.source("c").data == collection.source("c").data
        capture = other.capture(summary.capture_id)
        before = collection.capture(summary.capture_id)
        assert [each.sha1 for each in capture.ledger] == [each.sha1 for each in before.ledger]
        for entry in capture.ledger:
            assert other.answer_at(entry.record).url == entry.url
        assert not damaged_records(other, capture)
        assert other.text(summary.capture_id) == "text of c"
        assert take_in(other, path).files[0].known
        again = export(tmp_path / "other", tmp_path / "again.wacz")
    assert again.read_bytes() == path.read_bytes()


def test_pages_that_are_there_already_leave_no_file(root: Path, tmp_path: Path) -> None:
    path = export(root, tmp_path / "c.wacz", slugs=("c",))
    with Collection.open(root) as collection:
        before = sorted((root / "warc").iterdir())
        (admission,) = take_in(collection, path).files
        assert (admission.known, admission.captures, admission.foreign) == (True, 0, False)
        assert sorted((root / "warc").iterdir()) == before
    with Collection.open(root) as collection:
        assert collection.recovery is None


def test_warc_files_are_rolled_and_pages_stay_whole(root: Path, tmp_path: Path) -> None:
    path = export(root, tmp_path / "all.wacz", roll_bytes=1)
    folder = unpacked(path, tmp_path / "out")
    assert len(list((folder / "archive").iterdir())) == 3
    with Collection.open(tmp_path / "other") as other:
        assert sum(each.captures for each in take_in(other, path).files) == 3
        for summary in other.captures():
            assert not damaged_records(other, other.capture(summary.capture_id))


def test_only_the_last_capture_when_asked(root: Path, tmp_path: Path) -> None:
    with Collection.open(root) as collection:
        last = commit_page(collection, "a")
    pages = unpacked(export(root, tmp_path / "a.wacz", slugs=("a",), latest=True), tmp_path / "out")
    lines = (pages / "pages" / "pages.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines[1:]] == [last.capture_id]
    both = unpacked(export(root, tmp_path / "b.wacz", slugs=("a",)), tmp_path / "both")
    assert len((both / "pages" / "pages.jsonl").read_text().splitlines()) == 3


def test_what_is_not_there_is_told(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no article 'nobody'"):
        export(root, tmp_path / "x.wacz", slugs=("nobody",))
    with Collection.open(tmp_path / "empty"):
        pass
    with pytest.raises(UsageError, match="nothing to export"):
        export(tmp_path / "empty", tmp_path / "x.wacz")


def test_a_full_disk_leaves_nothing_half(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "x.wacz").write_bytes(b"before")

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", fail)
    with pytest.raises(OutOfSpaceError):
        export(root, folder / "x.wacz")
    assert [path.name for path in folder.iterdir()] == ["x.wacz"]
    assert (folder / "x.wacz").read_bytes() == b"before"


def test_readers_of_others_find_nothing_wrong(root: Path, tmp_path: Path) -> None:
    folder = unpacked(export(root, tmp_path / "all.wacz"), tmp_path / "out")
    (warc,) = (folder / "archive").iterdir()
    for command in (
        ["gzip", "-t", str(warc)],
        [str(BIN / "warcio"), "check", str(warc)],
        [str(BIN / "fastwarc"), "check", "-q", str(warc)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    theirs = subprocess.run(
        [str(BIN / "cdxj-indexer"), "--sort", str(warc)], capture_output=True, text=True, check=True
    )
    ours = gzip.decompress((folder / "indexes" / "index.cdx.gz").read_bytes()).decode()
    assert ours.splitlines() == theirs.stdout.splitlines()


_VERIFY = """
const [key, signature, hash] = process.argv.slice(1);
const bytes = text => Buffer.from(text, 'base64');
(async () => {
  const curve = {name: 'ECDSA', namedCurve: 'P-384'};
  const imported = await crypto.subtle.importKey('spki', bytes(key), curve, true, ['verify']);
  const how = {name: 'ECDSA', hash: 'SHA-256'};
  const text = new TextEncoder().encode(hash);
  console.log(await crypto.subtle.verify(how, imported, bytes(signature), text));
})();
"""
"""As wabac.js verifies an anonymous signature."""


def test_a_signature_is_one_that_browsers_verify(root: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    path = export(root, tmp_path / "all.wacz", signer=signer(key))
    assert export(root, tmp_path / "two.wacz", signer=signer(key)).read_bytes() == (
        path.read_bytes()
    )
    assert key.stat().st_mode & 0o077 == 0
    digest = json.loads(zipfile.ZipFile(path).read("datapackage-digest.json"))
    package = json.loads(zipfile.ZipFile(path).read("datapackage.json"))
    signed = digest["signedData"]
    assert signed["hash"] == digest["hash"]
    assert signed["created"] == package["created"]
    assert len(base64.b64decode(signed["signature"])) == 96
    if (node := shutil.which("node")) is None:
        pytest.skip("no node to verify the signature as a browser does")
    for hash_, answer in ((signed["hash"], "true"), ("sha256:other", "false")):
        words = [signed["publicKey"], signed["signature"], hash_]
        done = subprocess.run(
            [node, "-e", _VERIFY, *words], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == answer


def test_a_file_that_is_no_key_is_told(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("nonsense")
    with pytest.raises(UsageError, match="no private key"):
        signer(key)
