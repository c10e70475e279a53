"""Bytes to records and back: WARC 1.1, CDXJ, page lists, the JSON of a capture.

Pure: nothing here decides what is kept, where it lies, or when it is written.
"""

from archiver.formats.body_sink import BodySink
from archiver.formats.builder import (
    exchange_records,
    resource_record,
    revisit_record,
    warcinfo_record,
)
from archiver.formats.capture_json import (
    decode_capture,
    decode_replay,
    decode_report,
    encode_capture,
    encode_replay,
    encode_report,
)
from archiver.formats.cdxj import (
    IndexEntry,
    RequestPart,
    cdxj_line,
    index_entry,
    index_timestamp,
    merge_sorted,
)
from archiver.formats.growing_file import GrowingFile
from archiver.formats.http_coding import decoded_headers, is_coded
from archiver.formats.http_head import declared_length
from archiver.formats.member import is_compressed, member_chunks
from archiver.formats.pages import PageLine, page_line, pages_header
from archiver.formats.record import Record, RecordType, sha1_digest, target_uri, warc_date
from archiver.formats.stored_member import stored_member_bytes, stored_member_chunks
from archiver.formats.warc_reader import (
    StoredRecord,
    member_end,
    read_body,
    read_record,
    read_records,
)
from archiver.formats.whole_range import is_whole_range, range_resolved

__all__ = [
    "BodySink",
    "GrowingFile",
    "IndexEntry",
    "PageLine",
    "Record",
    "RecordType",
    "RequestPart",
    "StoredRecord",
    "cdxj_line",
    "declared_length",
    "decode_capture",
    "decode_replay",
    "decode_report",
    "decoded_headers",
    "encode_capture",
    "encode_replay",
    "encode_report",
    "exchange_records",
    "index_entry",
    "index_timestamp",
    "is_coded",
    "is_compressed",
    "is_whole_range",
    "member_chunks",
    "member_end",
    "merge_sorted",
    "page_line",
    "pages_header",
    "range_resolved",
    "read_body",
    "read_record",
    "read_records",
    "resource_record",
    "revisit_record",
    "sha1_digest",
    "stored_member_bytes",
    "stored_member_chunks",
    "target_uri",
    "warc_date",
    "warcinfo_record",
]
