"""Records of what happened (warc.md 2.2), read by other people's readers."""

from __future__ import annotations

import pytest
from warcio.archiveiterator import ArchiveIterator
from wire import (
    DATE,
    MOMENT,
    block,
    body_of,
    check_with_others,
    exchange,
    named,
    write_warc,
)

from archiver.formats import (
    exchange_records,
    resource_record,
    revisit_record,
    sha1_digest,
    warcinfo_record,
)
from archiver.models import BodyProbe, Truncation


def test_warcinfo_names_software_and_format_and_nothing_of_the_machine():
    record = warcinfo_record(MOMENT, "a.warc.gz", {"software": "archiver/1\r\nEvil: 1"})
    fields = named(record)
    assert fields["Content-Type"] == "application/warc-fields"
    assert fields["WARC-Filename"] == "a.warc.gz"
    assert "WARC-Target-URI" not in fields
    assert "WARC-Payload-Digest" not in fields
    lines = block(record).decode().split("\r\n")
    assert lines[0] == "format: WARC File Format 1.1"
    assert lines[1].startswith("conformsTo: http://iipc.github.io/warc-specifications/")
    assert lines[2:] == ["software: archiver/1 Evil: 1", ""]


def test_response_then_request_share_date_and_address_and_are_linked():
    response, request = exchange_records(exchange())
    ours, theirs = named(response), named(request)
    assert (ours["WARC-Type"], theirs["WARC-Type"]) == ("response", "request")
    assert ours["WARC-Date"] == theirs["WARC-Date"] == DATE
    assert ours["WARC-Target-URI"] == theirs["WARC-Target-URI"] == "https://site.test/a"
    assert theirs["WARC-Concurrent-To"] == ours["WARC-Record-ID"]
    assert ours["Content-Type"] == "application/http;msgtype=response"
    assert theirs["Content-Type"] == "application/http;msgtype=request"


def test_response_says_protocol_address_and_payload_digest():
    response, request = exchange_records(exchange())
    for fields in (named(response), named(request)):
        assert fields["WARC-Protocol"] == "h2"
        assert fields["WARC-IP-Address"] == "192.0.2.7"
    assert named(response)["WARC-Payload-Digest"] == sha1_digest(b"<p>hello</p>")
    assert "WARC-Payload-Digest" not in named(request)


@pytest.mark.parametrize(
    ("given", "written"),
    [("[2001:DB8::0:1]", "2001:db8::1"), ("::1", "::1"), ("192.0.2.7:443", None), ("", None)],
)
def test_ip_address_is_plain_or_left_out(given, written):
    fields = named(exchange_records(exchange(peer_address=given))[0])
    assert fields.get("WARC-IP-Address") == written


def test_posted_body_stands_in_the_request_with_its_digest():
    made = exchange(method="POST", request_body=b"a=1")
    request = exchange_records(made)[1]
    assert block(request).endswith(b"\r\n\r\na=1")
    assert named(request)["WARC-Payload-Digest"] == sha1_digest(b"a=1")


@pytest.mark.parametrize("changes", [{"status": 204}, {"status": 304}, {"method": "HEAD"}])
def test_answer_that_can_have_no_body_has_none(changes):
    response = exchange_records(exchange(**changes))[0]
    assert block(response).endswith(b"\r\n\r\n")
    assert "WARC-Payload-Digest" not in named(response)


def test_part_of_a_file_keeps_its_content_range():
    headers = (("Content-Range", "bytes 0-11/999"), ("Content-Length", "12"))
    response = exchange_records(exchange(status=206, response_headers=headers))[0]
    assert b"HTTP/1.1 206 " in block(response)
    assert b"Content-Range: bytes 0-11/999\r\nContent-Length: 12\r\n" in block(response)


@pytest.mark.parametrize("cut", list(Truncation))
def test_cut_answer_says_so(cut):
    assert named(exchange_records(exchange(truncated=cut))[0])["WARC-Truncated"] == cut.value


def test_identified_type_comes_from_the_bytes_alone():
    probe = BodyProbe(sniffed="image/jpeg", complete=True)
    made = exchange(mime="text/html")
    assert named(exchange_records(made, probe)[0])["WARC-Identified-Payload-Type"] == "image/jpeg"
    assert "WARC-Identified-Payload-Type" not in named(exchange_records(made)[0])


@pytest.mark.parametrize(
    "made",
    [
        exchange(status=0, error="net::ERR_FAILED", body=None),
        exchange(status=6000),
        exchange(url="data:text/plain,x"),
        exchange(url="blob:https://site.test/1"),
    ],
)
def test_what_no_http_server_answered_is_no_record(made):
    assert exchange_records(made) == ()


def test_page_that_archiver_made_is_a_resource_of_its_entity():
    (record,) = exchange_records(exchange(synthetic=True))
    fields = named(record)
    assert fields["WARC-Type"] == "resource"
    assert fields["Content-Type"] == "text/html"
    assert fields["WARC-Target-URI"] == "https://site.test/a"
    assert block(record) == b"<p>hello</p>"
    assert "WARC-IP-Address" not in fields


def revisit_of(response, original):
    reference = (original.record_id, original.target_uri, original.date)
    return revisit_record(response, original.body.sha1, reference)


def test_revisit_keeps_the_head_and_names_the_original_to_the_digit():
    original = exchange_records(exchange("https://site.test/first"))[0]
    response = exchange_records(exchange("https://site.test/second"))[0]
    revisit = revisit_of(response, original)
    fields = named(revisit)
    assert fields["WARC-Type"] == "revisit"
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert fields["WARC-Profile"] == profile
    assert fields["WARC-Refers-To"] == f"<{original.record_id}>"
    assert fields["WARC-Refers-To-Target-URI"] == "https://site.test/first"
    assert fields["WARC-Refers-To-Date"] == original.date
    assert fields["WARC-Truncated"] == "length"
    assert fields["WARC-Payload-Digest"] == original.body.sha1
    assert block(revisit) == response.head


def test_fields_are_never_repeated():
    probe = BodyProbe(sniffed="image/png", complete=True)
    made = exchange(truncated=Truncation.TIME)
    response, request = exchange_records(made, probe)
    for record in (response, request, revisit_of(response, response)):
        names = [line.split(":")[0] for line in record.header().decode().split("\r\n")[1:-2]]
        assert len(names) == len(set(names))


def test_artefact_is_a_resource_under_its_urn():
    record = resource_record("urn:view:https://site.test/é", MOMENT, "image/png", b"png")
    fields = named(record)
    assert fields["WARC-Target-URI"] == "urn:view:https://site.test/%C3%A9"
    assert fields["Content-Type"] == "image/png"
    assert block(record) == b"png"


def every_kind():
    kinds = [
        exchange(),
        exchange(status=204, body=None),
        exchange(method="HEAD"),
        exchange(method="POST", request_body=b"a=1&b=2"),
        exchange(status=206, response_headers=(("Content-Range", "bytes 0-1/9"),)),
        exchange(status=302, data=b"", response_headers=(("Location", "/b"),)),
        exchange(truncated=Truncation.DISCONNECT),
        exchange(data=b"\xff\xd8" + bytes(200_000), mime="image/jpeg"),
        exchange(response_headers=(("X", "café\r\nEvil: 1"), ("Content-Encoding", "br"))),
        exchange("https://site.test/|[é]?a=%#b"),
        exchange(synthetic=True),
    ]
    records = [record for made in kinds for record in exchange_records(made)]
    return [*records, revisit_of(records[0], records[0])]


def test_other_peoples_checkers_accept_every_kind_of_record(tmp_path):
    check_with_others(write_warc(tmp_path / "a.warc.gz", every_kind()))


def test_warcio_reads_back_what_was_written(tmp_path):
    records = every_kind()
    path = write_warc(tmp_path / "a.warc.gz", records)
    with path.open("rb") as stream:
        found = [
            (item.rec_type, item.rec_headers.get_header("WARC-Record-ID"), item.raw_stream.read())
            for item in ArchiveIterator(stream, no_record_parse=True)
        ]
    assert found[1:] == [(item.type, f"<{item.record_id}>", block(item)) for item in records]


def test_spooled_body_is_written_from_its_file(tmp_path):
    data = b"film" * 1_000_000
    spooled = tmp_path / "film"
    spooled.write_bytes(data)
    in_memory = body_of(data)
    on_disk = type(in_memory)(size_bytes=len(data), sha1=in_memory.sha1, path=spooled)
    records = exchange_records(exchange(mime="video/mp4", body=on_disk))
    path = write_warc(tmp_path / "a.warc.gz", records)
    check_with_others(path)
    with path.open("rb") as stream:
        payloads = [item.content_stream().read() for item in ArchiveIterator(stream)]
    assert payloads[1] == data
