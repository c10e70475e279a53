"""The file `snapshot.json`: read as it was written, and refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exhibit import capture, page, snapshot

from archiver.errors import UsageError
from archiver.models import Box, Overlay
from archiver.snapshots.head import head_text, snapshot_of_files

PATH = Path("quay/snapshot.json")
SHA1 = "ab" * 20
OVERLAY = Overlay(position="fixed", box=Box(0.0, 650.0, 1280.0, 70.0), text="cookies 同意\u202e")
FOUND = snapshot(capture(snapshot=page(overlays=(OVERLAY,), web_fonts=("Abril",))))
TEXT = head_text(FOUND, SHA1)


def test_it_is_read_as_it_was_written() -> None:
    assert snapshot_of_files("quay", TEXT, PATH, FOUND.blocks, FOUND.media) == (FOUND, SHA1)


def test_it_stands_in_lines_for_a_diff() -> None:
    assert '\n  "accepted": {\n    "by": "Ana",\n    "on": "2026-03-04",\n' in TEXT
    assert "同意\\u202e" in TEXT
    assert TEXT.endswith("}\n")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"format"', '<<<<<<< HEAD\n"format"', r":2: no JSON \("),
        ("snapshot/1", "snapshot/2", ": written as archiver-snapshot/2, .* update archiver"),
        ('"archiver-snapshot/1"', "7", ":2: not of format archiver-snapshot/1; restore the file"),
        ('"archiver-snapshot/1"', '"x"', ":2: not of format archiver-snapshot/1"),
        ('"2026-03-04"', '"soon"', ":7: on must be a day, such as 2026-12-31"),
        ('"2026-03-04"', "3", ":7: .*no str"),
        ('"Ana"', "[]", ":6: .*no str"),
        ('"width_px": 64', '"width_px": 0', ":11: width_px is no size of a picture"),
        ('"height_px": 90', '"height_px": 99999999', ":12: height_px is no size of a picture"),
        ('"height_px": 90', '"height_px": "90"', ":12: .*no int"),
        (f'"{SHA1}"', '"../x"', ":14: sha1 is none"),
        ('"11111111-aaaa"', '"../../etc"', ":8: capture is none"),
        ("650.0", "NaN", ":.*no float"),
        ("650.0", "1e999", ":.*no float"),
        ('"Abril"', "3", r":\d+: .*no str"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, message: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(UsageError, match=rf"quay/snapshot\.json{message}") as refused:
        snapshot_of_files("quay", text, PATH, (), ())
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize("text", ["", "[]", "null", "[" * 100_000, '{"format":' + "9" * 5000 + "}"])
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"snapshot\.json"):
        snapshot_of_files("quay", text, PATH, (), ())


def test_what_a_later_archiver_adds_is_left_alone() -> None:
    later = json.dumps({**json.loads(TEXT), "mood": "good"})
    assert snapshot_of_files("quay", later, PATH, FOUND.blocks, FOUND.media)[0] == FOUND
