"""The record header (warc.md 2.1)."""

from __future__ import annotations

import base64
import hashlib
import re
import string
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from wire import DATE, MOMENT, body_of, header_lines, named

from archiver import urls
from archiver.formats import Record, RecordType, sha1_digest, target_uri, warc_date
from archiver.models import Body

RFC3986 = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")


def resource(**changes):
    values = {
        "type": RecordType.RESOURCE,
        "date": DATE,
        "target_uri": "urn:view:https://site.test/",
        "content_type": "image/png",
        "body": body_of(b"png"),
    }
    return Record(**{**values, **changes})


def test_header_has_version_1_1_and_every_mandatory_field():
    lines = header_lines(resource())
    assert lines[0] == "WARC/1.1"
    assert lines[-2:] == ["", ""]
    fields = named(resource())
    assert fields["WARC-Type"] == "resource"
    assert re.fullmatch(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f-]{27}>", fields["WARC-Record-ID"])
    assert fields["WARC-Date"] == DATE
    assert fields["Content-Length"] == "3"
    assert fields["Content-Type"] == "image/png"


def test_record_ids_are_unique():
    assert resource().record_id != resource().record_id


def test_content_length_counts_head_and_body():
    assert named(resource(head=b"head"))["Content-Length"] == "7"
    assert named(resource(body=None))["Content-Length"] == "0"


def test_block_digest_is_upper_case_base32_sha1_of_head_and_body():
    expected = base64.b32encode(hashlib.sha1(b"headpng").digest()).decode()
    assert named(resource(head=b"head"))["WARC-Block-Digest"] == f"sha1:{expected}"


def test_no_payload_digest_on_a_resource():
    assert "WARC-Payload-Digest" not in named(resource())


def test_date_is_utc_in_milliseconds():
    assert warc_date(MOMENT) == DATE
    elsewhere = datetime(2026, 3, 4, 13, 6, 7, 9000, tzinfo=timezone(timedelta(hours=8)))
    assert warc_date(elsewhere) == "2026-03-04T05:06:07.009Z"


def test_target_uri_has_no_fragment_and_angle_bracket():
    assert target_uri("https://site.test/a#b") == "https://site.test/a"
    assert target_uri("https://site.test/<a> b") == "https://site.test/%3Ca%3E%20b"


def test_target_uri_keeps_the_brackets_of_an_ipv6_host_alone():
    assert target_uri("http://[::1]:8/[a]?[b]") == "http://[::1]:8/%5Ba%5D?%5Bb%5D"


def test_target_uri_encodes_stray_percent_signs_and_letters_outside_ascii():
    assert target_uri("https://site.test/100%/%e4/é") == "https://site.test/100%25/%e4/%C3%A9"
    assert target_uri("https://中文.test/") == "https://xn--fiq228c.test/"


@given(st.text(st.characters(), max_size=60))
def test_target_uri_is_rfc_3986_whatever_comes(tail):
    uri = target_uri(f"https://site.test/{tail}")
    assert RFC3986.fullmatch(uri), uri


@given(st.text(string.printable, max_size=40))
def test_target_uri_has_the_key_of_the_address_itself(tail):
    address = urls.without_fragment(f"https://site.test/{tail.strip()}")
    assert urls.surt(target_uri(address)) == urls.surt(re.sub(r"[\x00-\x1f\x7f]", "", address))


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_value_can_begin_a_new_field(name_value, uri_tail):
    fields = (("WARC-Custom", f"{name_value}\r\nEvil: 1\x00"),)
    record = resource(fields=fields, target_uri=target_uri(f"urn:x:{uri_tail}"))
    header = record.header()
    assert b"\x00" not in header
    assert header.count(b"\r\n") == header.count(b"\n") == header.count(b"\r")
    assert not re.search(rb"(?m)^Evil", header)
    assert len(header_lines(record)) == len(header_lines(resource())) + 1


def test_digest_of_parts_is_that_of_the_whole():
    assert sha1_digest(b"ab", b"c") == sha1_digest(b"abc")


def test_body_in_a_file_is_read_in_pieces(tmp_path):
    data = bytes(range(256)) * 9000
    path = tmp_path / "body"
    path.write_bytes(data)
    record = resource(body=Body(size_bytes=len(data), sha1=sha1_digest(data), path=path), head=b"x")
    chunks = list(record.block_chunks())
    assert b"".join(chunks) == b"x" + data
    assert max(map(len, chunks)) <= 1 << 20
    assert named(record)["WARC-Block-Digest"] == sha1_digest(b"x", data)
