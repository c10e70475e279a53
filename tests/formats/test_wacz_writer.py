"""WACZ files as they are written: the form, the digests, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

from archiver.formats.wacz_writer import WaczDescription, WaczWriter

DESCRIPTION = WaczDescription(
    title="灯市", created="2026-03-04T05:06:07.000Z", software="archiver 1"
)


def written(**changes) -> bytes:
    stream = io.BytesIO()
    writer = WaczWriter(stream)
    writer.add("archive/Data-1.warc.gz", [b"one", memoryview(b"two")])
    writer.add("pages/pages.jsonl", [b"x" * 5000], packed=True, **changes)
    writer.finish(DESCRIPTION)
    return stream.getvalue()


def test_every_file_is_in_the_datapackage_with_its_hash() -> None:
    archive = zipfile.ZipFile(io.BytesIO(written()))
    package = json.loads(archive.read("datapackage.json"))
    assert package["profile"] == "data-package"
    assert package["wacz_version"] == "1.1.1"
    assert package["title"] == "灯市"
    listed = {each["path"]: each for each in package["resources"]}
    assert set(listed) == set(archive.namelist()) - {"datapackage.json", "datapackage-digest.json"}
    for path, each in listed.items():
        data = archive.read(path)
        assert each["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert each["bytes"] == len(data)
        assert each["name"] == path.rpartition("/")[2].lower()


def test_the_digest_is_of_the_datapackage() -> None:
    archive = zipfile.ZipFile(io.BytesIO(written()))
    digest = json.loads(archive.read("datapackage-digest.json"))
    package = archive.read("datapackage.json")
    assert digest == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(package).hexdigest()}",
    }


def test_records_are_stored_and_lists_may_be_packed() -> None:
    archive = zipfile.ZipFile(io.BytesIO(written()))
    assert archive.getinfo("archive/Data-1.warc.gz").compress_type == zipfile.ZIP_STORED
    assert archive.getinfo("pages/pages.jsonl").compress_type == zipfile.ZIP_DEFLATED
    assert archive.read("archive/Data-1.warc.gz") == b"onetwo"


def test_the_same_parts_give_the_same_bytes() -> None:
    assert written() == written()


def test_a_large_member_gets_sizes_of_64_bits() -> None:
    data = written(expected_bytes=5_000_000_000)
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    assert b"\x01\x00\x10\x00" in data  # the Zip64 field of the member's own header
