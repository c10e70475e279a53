"""Every rule on WACZ files and indexes: a file that breaks it is told, one that does not is not."""

from __future__ import annotations

import json
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from handmade import codes_of, good, member, packed, sha1, told
from handmade_wacz import PAGES, Wacz, blocks_of, index_lines

from archiver.validation import part_stream, rules, validate, zip_parts


def line(change: Callable[[dict], None], at: int = 0) -> Callable[[Wacz], None]:
    """Change the JSON of one line of the index."""

    def apply(wacz: Wacz) -> None:
        key, timestamp, block = wacz.lines[at].split(" ", 2)
        fields = json.loads(block)
        change(fields)
        wacz.lines[at] = f"{key} {timestamp} {json.dumps(fields)}\n"

    return apply


def setting(name: str, value: object, at: int = 0) -> Callable[[Wacz], None]:
    return line(lambda fields: fields.update({name: value}), at)


def lines(change: Callable[[list[str]], object]) -> Callable[[Wacz], None]:
    return lambda wacz: wacz.__setattr__("lines", change(list(wacz.lines)) or wacz.lines)


def edited(old: str, new: str, at: int = 0) -> Callable[[Wacz], None]:
    def change(found: list[str]) -> list[str]:
        assert old in found[at]
        found[at] = found[at].replace(old, new, 1)
        return found

    return lines(change)


def page(**changes: object) -> Callable[[Wacz], None]:
    def apply(wacz: Wacz) -> None:
        fields = {**PAGES[1], **changes}
        wacz.pages[1] = {name: value for name, value in fields.items() if value is not None}

    return apply


def file(name: str, data: bytes) -> Callable[[Wacz], None]:
    return lambda wacz: wacz.files.update({name: data})


def taken(*names: str) -> Callable[[Wacz], None]:
    return lambda wacz: wacz.taken.update(names)


def package(change: Callable[[dict], object]) -> Callable[[Wacz], None]:
    return lambda wacz: setattr(wacz, "package", change)


def resource(**changes: object) -> Callable[[Wacz], None]:
    return package(lambda fields: fields["resources"][0].update(changes))


def digest(change: Callable[[dict], object]) -> Callable[[Wacz], None]:
    return lambda wacz: setattr(wacz, "digest", change)


def info(name: str, change: Callable[[zipfile.ZipInfo], object]) -> Callable[[Wacz], None]:
    return lambda wacz: wacz.infos.update({name: change})


def listing(old: bytes, new: bytes) -> Callable[[Wacz], None]:
    def apply(wacz: Wacz) -> None:
        data = blocks_of(wacz.lines)[1]
        assert old in data
        wacz.files["indexes/index.idx"] = data.replace(old, new, 1)

    return apply


PICTURE = next(n for n, each in enumerate(index_lines(good())) if "urn:view" in each)
FRONT = next(
    n for n, each in enumerate(index_lines(good())) if each.startswith("org,example)/ 20240506")
)
REVISIT = next(n for n, each in enumerate(index_lines(good())) if "warc/revisit" in each)

CASES: dict[str, list[Callable[[Wacz], None]]] = {
    "C011": [
        lines(lambda each: [*each, "\n"]),
        lines(lambda each: [*each, "zz\n"]),
        edited("{", "\0{"),
    ],
    "C012": [edited("{", "["), edited("{", '{"url": "x", '), edited('"}', '"')],
    "C013": [
        line(lambda fields, name=name: fields.pop(name))
        for name in ("url", "digest", "filename", "offset", "length")
    ],
    "C014": [
        setting("offset", "x"),
        setting("length", -1),
        setting("url", 7),
        setting("status", "OK"),
    ],
    "C015": [setting("digest", "sha1:abc")],
    "C021": [lines(lambda each: each[::-1])],
    "C022": [lines(lambda each: sorted([*each, each[0]]))],
    "C031": [edited("org,example)/", "org,exampel)/"), edited("org,example)/", "com,example)/")],
    "C041": [edited(" 20240506", " 20241306"), edited(" 20240506", " 2024050")],
    "C051": [setting("offset", "3"), setting("offset", "999999")],
    "C052": [setting("length", "3")],
    "C053": [setting("url", "http://www.example.org/cut")],
    "C054": [edited(" 20240506070809", " 20240506070808")],
    "C055": [setting("digest", sha1(b"x"), FRONT)],
    "C056": [setting("status", "404", FRONT), line(lambda fields: fields.pop("status"), FRONT)],
    "C057": [lines(lambda each: each[1:])],
    "C058": [setting("recordDigest", "sha256:" + "0" * 64)],
    "C059": [setting("filename", "other.warc.gz")],
    "C061": [setting("mime", "text/html", PICTURE), setting("mime", "text/html", REVISIT)],
    "C062": [lines(lambda each: [*each, "zz 20240506070809 " + "x" * 2_000_000 + "\n"])],
    "W012": [taken("archive/good.warc.gz")],
    "W021": [taken("indexes/index.cdx.gz", "indexes/index.idx")],
    "W022": [
        listing(b'"offset": 0', b'"offset": 7'),
        listing(b'"digest": "sha256:', b'"digest": "sha256:0'),
        listing(b'"length": ', b'"length": 1'),
        listing(b"org,example)/", b"org,exampl)/"),
    ],
    "W023": [
        listing(b"cdxj-gzip-1.0", b"cdxj"),
        file("indexes/index.idx", b""),
        listing(b"!meta 0 ", b"meta 0 "),
    ],
    "W024": [taken("indexes/index.idx")],
    "W025": [
        lambda wacz: wacz.files.update(
            {"indexes/index.idx": b"".join(blocks_of(wacz.lines)[1].splitlines(keepends=True)[:-1])}
        )
    ],
    "W031": [taken("pages/pages.jsonl")],
    "W032": [lambda wacz: wacz.pages.pop(0), file("pages/pages.jsonl", b"")],
    "W033": [page(url=None), page(ts=None), page(url="no address")],
    "W034": [page(ts="2024-05-06"), page(ts=20240506), page(ts="2024-02-30T00:00:00Z")],
    "W035": [page(id=None, title=None)],
    "W037": [
        file("pages/pages.jsonl", json.dumps(PAGES[0]).encode() + b"\n{\n"),
        lambda wacz: wacz.pages.append([1]),
    ],
    "W038": [page(title=7), page(size="big")],
    "W041": [taken("datapackage.json")],
    "W042": [
        package(lambda fields: fields.update(profile="wacz")),
        file("datapackage.json", b"["),
        package(lambda fields: fields.pop("resources")),
        package(lambda fields: fields["resources"].append({"name": "x"})),
    ],
    "W043": [
        package(lambda fields: fields.pop("wacz_version")),
        package(lambda fields: fields.update(wacz_version="9")),
    ],
    "W044": [resource(path="archive/other.warc.gz")],
    "W045": [resource(hash="sha256:" + "0" * 64), resource(hash="0" * 64), resource(hash=None)],
    "W046": [resource(bytes=3), resource(bytes="3")],
    "W047": [package(lambda fields: fields["resources"].pop())],
    "W048": [package(lambda fields: fields["resources"].append(fields["resources"][0]))],
    "W049": [resource(name="")],
    "W050": [resource(name="Good.WARC.gz")],
    "W052": [package(lambda fields: fields.update(created="yesterday"))],
    "W053": [package(lambda fields: fields.update(title=7))],
    "W061": [taken("datapackage-digest.json")],
    "W062": [
        digest(lambda fields: fields.update(hash="sha256:" + "0" * 64)),
        digest(lambda fields: fields.update(path="x")),
        file("datapackage-digest.json", b"x"),
    ],
    "W063": [
        digest(lambda fields: fields.update(signedData={})),
        digest(lambda fields: fields.update(signedData="x")),
    ],
    "W071": [
        lambda wacz: wacz.deflated.add("archive/good.warc.gz"),
        lambda wacz: wacz.deflated.add("indexes/index.cdx.gz"),
    ],
    "W081": [
        file("archive/notes.txt", b"x"),
        file("indexes/x.bin", b"x"),
        file("pages/x.html", b"x"),
    ],
    "W101": [
        file(name, b"x") for name in ("../x", "/x", "a/../../x", "a\\x", "C:/x", "a/./x", "a\nx")
    ],
    "W102": [file("ARCHIVE/good.warc.gz", b"x")],
    "W107": [
        info("pages/pages.jsonl", lambda each: setattr(each, "external_attr", 0o120777 << 16))
    ],
}


def at(data: bytes, mark: bytes, offset: int, new: bytes, *, last: bool = False) -> bytes:
    """Write over bytes at a distance from a mark."""
    place = (data.rindex(mark) if last else data.index(mark)) + offset
    return data[:place] + new + data[place + len(new) :]


ZIP_CASES: dict[str, list[Callable[[bytes], bytes]]] = {
    "W011": [
        lambda data: data[:-30],
        lambda data: b"PK\x03\x04 no zip",
        lambda data: data[:-10],
        lambda data: at(data, b"PK\x05\x06", 10, b"\x01\x00"),
        lambda data: at(data, b"PK\x01\x02", 0, b"QK"),
    ],
    "W103": [
        lambda data: at(data, b"PK\x03\x04", 30, b"X"),
        lambda data: at(data, b"PK\x03\x04", 8, b"\x08"),
        lambda data: at(data, b"PK\x03\x04", 14, b"\1\2"),
        lambda data: at(data, b"PK\x03\x04", 0, b"QK"),
    ],
    "W104": [
        lambda data: at(data, b"PK\x01\x02", 10, b"\x0c"),
        lambda data: at(data, b"PK\x01\x02", 8, b"\x01"),
    ],
    "W105": [lambda data: data + b"more", lambda data: b"before" + data],
    "W106": [lambda data: at(data, b"json-pages-1.0", 0, b"jSon")],
    "W109": [lambda data: at(data, b"PK\x01\x02", 42, struct.pack("<L", 0), last=True)],
}


def test_a_wacz_that_is_right_has_no_breach(tmp_path: Path) -> None:
    assert told(Wacz().write(tmp_path)) == []
    (verdict,) = validate([tmp_path / "good.wacz"])
    assert verdict.records == len(good())


def test_a_deflated_page_list_is_right_too(tmp_path: Path) -> None:
    wacz = Wacz()
    wacz.deflated |= {"pages/pages.jsonl", "datapackage.json"}
    assert told(wacz.write(tmp_path)) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        pytest.param(code, change, id=f"{code}-{number}")
        for code, changes in CASES.items()
        for number, change in enumerate(changes)
    ],
)
def test_a_breach_is_told_by_its_code(tmp_path: Path, code: str, change) -> None:
    wacz = Wacz()
    change(wacz)
    path = wacz.write(tmp_path)
    assert code in codes_of(path), told(path)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        pytest.param(code, change, id=f"{code}-{number}")
        for code, changes in ZIP_CASES.items()
        for number, change in enumerate(changes)
    ],
)
def test_a_broken_zip_is_told_by_its_code(tmp_path: Path, code: str, change) -> None:
    path = tmp_path / "good.wacz"
    path.write_bytes(change(Wacz().bytes()))
    assert code in codes_of(path), told(path)


def test_a_part_twice_is_told(tmp_path: Path) -> None:
    path = Wacz().write(tmp_path)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("pages/pages.jsonl", b"other")
    assert codes_of(path)["W102"] == 1


def test_a_zip_bomb_is_not_read_to_its_end(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(part_stream, "_BOMB_BYTES", 4 << 20)
    wacz = Wacz(files={"pages/extra.jsonl": bytes(64 << 20)}, deflated={"pages/extra.jsonl"})
    assert codes_of(wacz.write(tmp_path))["W108"] >= 1


def test_a_directory_without_measure_is_not_read(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(zip_parts, "_MOST_PARTS", 3)
    assert codes_of(Wacz().write(tmp_path)) == {"W108": 1}


def test_a_wacz_by_another_name_is_told(tmp_path: Path) -> None:
    path = Wacz().write(tmp_path).rename(tmp_path / "good.zip")
    assert codes_of(path) == {"W013": 1}


def test_a_loose_index_is_held_against_the_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / "indexes").mkdir()
    (tmp_path / "warc" / "good.warc.gz").write_bytes(packed(good()))
    index = tmp_path / "indexes" / "index.cdxj"
    index.write_text("".join(index_lines(good())))
    assert told(tmp_path) == []
    index.write_text("".join(index_lines(good())[1:]))
    assert codes_of(tmp_path) == {"C057": 1}
    index.write_text("".join(index_lines(good()))[:-1])
    assert codes_of(tmp_path) == {"C063": 1}
    index.write_text("".join(index_lines(good(), "gone.warc.gz")))
    codes = codes_of(tmp_path)
    assert codes["C059"] == codes["C057"] == len(index_lines(good()))


def test_an_index_alone_says_nothing_of_files_that_are_not_named(tmp_path: Path) -> None:
    index = tmp_path / "index.cdxj"
    index.write_text("".join(index_lines(good())))
    assert codes_of(index) == {}


def test_both_schools_of_keys_are_right(tmp_path: Path) -> None:
    index = tmp_path / "index.cdxj"
    url = "https://www.Example.org/A/?b=2&a=1#x"
    fields = json.dumps({"url": url, "digest": "-", "filename": "x", "offset": 0, "length": 7})
    for key in ("org,example)/a?a=1&b=2", "org,example,www)/a/?b=2&a=1"):
        index.write_text(f"{key} 20240506070809 {fields}\n")
        assert codes_of(index) == {}
    index.write_text(f"org,example)/b?a=1&b=2 20240506070809 {fields}\n")
    assert codes_of(index) == {"C031": 1}


def test_a_post_is_found_under_its_method_and_body(tmp_path: Path) -> None:
    index = tmp_path / "index.cdxj"
    fields = {"url": "https://example.org/a", "digest": "-", "filename": "x", "offset": 0,
              "length": 7, "method": "POST", "requestBody": "q=1"}  # fmt: skip
    key = "org,example)/a?__wb_method=post&q=1"
    index.write_text(f"{key} 20240506070809 {json.dumps(fields)}\n")
    assert codes_of(index) == {}


def test_revisits_and_originals_are_found_across_files(tmp_path: Path) -> None:
    records = good()
    original = {name: records[name] for name in ("info", "response", "request")}
    later = {name: records[name] for name in ("revisit", "revisit request")}
    (tmp_path / "a.warc.gz").write_bytes(packed(original))
    (tmp_path / "b.warc.gz").write_bytes(packed(later))
    assert codes_of(tmp_path) == {"T011": 1}
    assert codes_of(tmp_path / "b.warc.gz") == {"T011": 1, "R123": 1, "R134": 1}
    (tmp_path / "a.warc.gz").unlink()
    assert codes_of(tmp_path)["R132"] == 1


def test_files_in_several_processes_are_told_as_in_one(tmp_path: Path) -> None:
    records = good()
    for name, some in (("a", records), ("b", {"revisit": records["revisit"]})):
        (tmp_path / f"{name}.warc.gz").write_bytes(packed(some))
    Wacz().write(tmp_path)
    reached: list[tuple[int, int]] = []
    one = validate([tmp_path])
    two = validate([tmp_path], jobs=2, tell=lambda done, total: reached.append((done, total)))
    assert one == two
    assert sum((verdict.counts for verdict in one), start=type(one[0].counts)())
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert reached[-1] == (total, total)


def test_a_member_without_lines_in_an_index_is_no_harm(tmp_path: Path) -> None:
    wacz = Wacz(lines=[])
    wacz.files["indexes/index.cdx.gz"] = member(b"")
    codes = codes_of(wacz.write(tmp_path))
    assert "C011" not in codes


def test_every_rule_on_wacz_files_and_indexes_has_a_case() -> None:
    cases = {*CASES, *ZIP_CASES, "C063", "W013", "W108"}
    wanted = {code for code in rules() if code[0] in "CW"}
    assert wanted == cases


def test_ids_are_those_of_one_wacz_alone(tmp_path: Path) -> None:
    first = Wacz().write(tmp_path)
    first.rename(tmp_path / "first.wacz")
    Wacz().write(tmp_path)
    assert told(tmp_path) == []
