"""CDXJ lines against cdxj-indexer's (warc.md 2.5)."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from wire import (
    DATE,
    MOMENT,
    exchange,
    index_with_cdxj_indexer,
    write_warc,
)

from archiver.formats import (
    RecordType,
    RequestPart,
    cdxj_line,
    exchange_records,
    index_entry,
    merge_sorted,
    read_records,
    resource_record,
    revisit_record,
)
from archiver.models import RecordPointer

LISTED = {"response", "revisit", "resource"}


def our_lines(path, requests=None):
    lines = []
    for record in read_records(path):
        if record.type not in LISTED:
            continue
        kind = RecordType(record.type)
        digest = record.field("WARC-Payload-Digest") or record.field("WARC-Block-Digest")
        content_type = record.http_header("Content-Type") or record.content_type
        answer = (record.status, content_type, digest)
        part = (requests or {}).get(record.target_uri, RequestPart())
        entry = index_entry(kind, record.target_uri, record.date, answer, part)
        pointer = RecordPointer(
            filename=path.name, offset=record.offset, length_bytes=record.length_bytes
        )
        lines.append(cdxj_line(entry, pointer))
    return lines


def test_lines_equal_those_of_cdxj_indexer(tmp_path):
    response = exchange_records(exchange("https://www.Site.test/A/?b=2&a=1", mime="text/html;x=1"))
    other = exchange_records(exchange("https://site.test/[é]?q=%zz", status=404))
    reference = (response[0].record_id, response[0].target_uri, response[0].date)
    records = [
        *response,
        *other,
        revisit_record(other[0], other[0].body.sha1, reference),
        resource_record("urn:view:https://site.test/", MOMENT, "image/png", b"png"),
        resource_record("urn:textFinal:https://site.test/é/", MOMENT, "text/plain", b"text"),
    ]
    path = write_warc(tmp_path / "a.warc.gz", records)
    theirs = index_with_cdxj_indexer(path)
    assert len(theirs) == 5
    assert our_lines(path) == theirs


def test_lines_of_posts_equal_those_of_cdxj_indexer(tmp_path):
    form = "application/x-www-form-urlencoded"
    multipart = "multipart/form-data; boundary=----x"
    part = (
        b'------x\r\nContent-Disposition: form-data; name="a"\r\n\r\nfirst\r\n'
        b'------x\r\nContent-Disposition: form-data; name="b c"\r\n\r\n\xc3\xa9\r\n------x--\r\n'
    )
    bodies = {
        "https://site.test/form": ("POST", form, b"b=2&a=%201+x"),
        "https://site.test/form?q=1": ("POST", form, b"b=2"),
        "https://site.test/latin": ("POST", form, b"b=\xe9"),
        "https://site.test/json": (
            "POST",
            "application/json",
            b'{"a":{"b":[1,{"b":null}]},"c":"x"}',
        ),
        "https://site.test/lines": ("PUT", "application/json", b'{"a":1}\n{"a":true}'),
        "https://site.test/broken": ("POST", "application/json", b"{"),
        "https://site.test/plain": ("POST", "text/plain;charset=UTF-8", b'{"a":1}'),
        "https://site.test/words": ("POST", "text/plain", b"words"),
        "https://site.test/bytes": ("POST", "application/octet-stream", bytes(range(256)) * 20),
        "https://site.test/parts": ("POST", multipart, part),
        "https://site.test/empty": ("POST", "", b""),
    }
    records, requests = [], {}
    for url, (method, kind, body) in bodies.items():
        sent = (("Content-Type", kind),) if kind else ()
        made = exchange(url, method=method, request_headers=sent, request_body=body)
        records += exchange_records(made)
        requests[url] = RequestPart(method, kind, body)
    path = write_warc(tmp_path / "a.warc.gz", records)
    theirs = index_with_cdxj_indexer(path, "-p")
    assert our_lines(path, requests) == theirs


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20), st.binary(max_size=20))
def test_line_is_one_line_of_three_parts_whatever_comes(tail, mime, query, body):
    for url in (f"https://site.test/{tail}?{query}", f"https://%ff.test:99/{tail}"):
        entry = index_entry(
            RecordType.RESPONSE,
            url.replace(" ", "%20"),
            DATE,
            (200, mime, "sha1:X"),
            RequestPart("POST", mime, body),
        )
        line = cdxj_line(entry, RecordPointer(filename="a", offset=1, length_bytes=2))
        assert line.isascii()
        assert line.count("\n") == 1
        _, timestamp, fields = line.split(" ", 2)
        assert timestamp == "20260304050607"
        assert json.loads(fields)["offset"] == "1"


def test_body_that_is_nested_deep_does_not_end_the_stack():
    part = RequestPart("POST", "application/json", b"[" * 100_000)
    entry = index_entry(RecordType.RESPONSE, "https://site.test/", DATE, (200, "", ""), part)
    assert entry.request_body == ""


@given(st.lists(st.lists(st.text(max_size=5).map(lambda text: text + "\n"))))
def test_merge_is_sorted_by_bytes_and_without_repeats(indexes):
    ordered = [sorted(index, key=str.encode) for index in indexes]
    merged = list(merge_sorted(ordered))
    assert merged == sorted({line for index in indexes for line in index}, key=str.encode)
