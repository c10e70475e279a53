"""The lossless JSON of a Capture, of a Report and of a Replay, with a format name each."""

from __future__ import annotations

import json
from typing import Any

from archiver.errors import FormatError
from archiver.formats.value_json import decoder, encoder
from archiver.models import Capture, Replay, Report

CAPTURE_FORMAT = "archiver-capture/1"
REPORT_FORMAT = "archiver-report/1"
REPLAY_FORMAT = "archiver-replay/1"


def encode_capture(capture: Capture) -> bytes:
    """Return a capture as JSON in UTF-8, `{"format": "archiver-capture/1", ...}`."""
    return _encode(CAPTURE_FORMAT, encoder(Capture)(capture))


def decode_capture(data: bytes) -> Capture:
    """Return the capture of such JSON.

    Raises:
        FormatError: it is not JSON, of another format, or not of this shape.
    """
    capture: Capture = _decode(CAPTURE_FORMAT, data, Capture)
    return capture


def encode_report(report: Report) -> bytes:
    """Return a report as JSON in UTF-8, `{"format": "archiver-report/1", ...}`."""
    return _encode(REPORT_FORMAT, encoder(Report)(report))


def decode_report(data: bytes) -> Report:
    """Return the report of such JSON.

    Raises:
        FormatError: it is not JSON, of another format, or not of this shape.
    """
    report: Report = _decode(REPORT_FORMAT, data, Report)
    return report


def encode_replay(replay: Replay) -> bytes:
    """Return a replay as JSON in UTF-8, `{"format": "archiver-replay/1", ...}`."""
    return _encode(REPLAY_FORMAT, encoder(Replay)(replay))


def decode_replay(data: bytes) -> Replay:
    """Return the replay of such JSON.

    Raises:
        FormatError: it is not JSON, of another format, or not of this shape.
    """
    replay: Replay = _decode(REPLAY_FORMAT, data, Replay)
    return replay


def _encode(format_name: str, value: dict[str, Any]) -> bytes:
    document = {"format": format_name, **value}
    try:
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, as scripts may leave in a page
        return json.dumps(document, separators=(",", ":")).encode("ascii")


def _decode(format_name: str, data: bytes, cls: type) -> Any:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise FormatError(f"not a JSON document of format {format_name}") from None
    found = document.get("format") if isinstance(document, dict) else None
    if found != format_name:
        raise FormatError(f"format is {str(found)[:40]!r}, expected {format_name!r}")
    try:
        return decoder(cls)(document)
    except ValueError as error:
        raise FormatError(f"a damaged {format_name} document: {error}") from None
