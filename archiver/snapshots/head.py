"""The file `snapshot.json`: what was accepted, by whom, and what made it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from archiver.errors import UsageError
from archiver.formats.value_json import decoder, encoder
from archiver.models import Block, Environment, Overlay
from archiver.snapshots.lines import json_text
from archiver.snapshots.media import SnapshotMedium
from archiver.snapshots.snapshot import Snapshot

FORMAT = "archiver-snapshot/1"
_FORMATS = re.compile(r"archiver-snapshot/\d{1,9}")
_DIGEST = re.compile(r"[0-9a-f]{16}")
_SHA1 = re.compile(r"[0-9a-f]{40}")
_CAPTURE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,99}")
_HIGHEST_PX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Accepted:
    by: str
    on: str
    capture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    width_px: int
    height_px: int
    rows: str
    """`RowHashes.digest`."""
    sha1: str
    """Of `page.png`, 40 hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    format: str
    title: str
    url: str
    accepted: _Accepted
    picture: _Picture
    environment: Environment
    fonts: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = ()


def head_text(snapshot: Snapshot, picture_sha1: str) -> str:
    """Return the text of the file."""
    document = _Document(
        format=FORMAT,
        title=snapshot.title,
        url=snapshot.url,
        accepted=_Accepted(
            by=snapshot.accepted_by,
            on=snapshot.accepted_at.isoformat(),
            capture=snapshot.capture_id,
        ),
        picture=_Picture(
            width_px=snapshot.width_px,
            height_px=snapshot.height_px,
            rows=snapshot.picture_digest,
            sha1=picture_sha1,
        ),
        environment=snapshot.environment,
        fonts=snapshot.fonts,
        overlays=snapshot.overlays,
    )
    return json_text(encoder(_Document)(document), indent=2) + "\n"


def snapshot_of_files(
    slug: str,
    text: str,
    path: Path,
    blocks: Sequence[Block],
    media: Sequence[SnapshotMedium],
) -> tuple[Snapshot, str]:
    """Return the snapshot, and the SHA-1 of its picture's file, from the text of the file.

    Raises:
        UsageError: the text is not in order; the message names file and line.
    """
    document = _document(text, path)
    picture, accepted = document.picture, document.accepted
    for name, value, shape in (
        ("rows", picture.rows, _DIGEST),
        ("sha1", picture.sha1, _SHA1),
        ("capture", accepted.capture, _CAPTURE),
    ):
        if not shape.fullmatch(value):
            _refuse(text, path, name, f"{name} is none")
    for name, number in (("width_px", picture.width_px), ("height_px", picture.height_px)):
        if not 0 < number <= _HIGHEST_PX:
            _refuse(text, path, name, f"{name} is no size of a picture")
    try:
        day = date.fromisoformat(accepted.on)
    except ValueError:
        _refuse(text, path, "on", "on must be a day, such as 2026-12-31")
    snapshot = Snapshot(
        slug=slug,
        url=document.url,
        title=document.title,
        capture_id=accepted.capture,
        accepted_at=day,
        accepted_by=accepted.by,
        environment=document.environment,
        fonts=document.fonts,
        width_px=picture.width_px,
        height_px=picture.height_px,
        picture_digest=picture.rows,
        blocks=tuple(blocks),
        media=tuple(media),
        overlays=document.overlays,
    )
    return snapshot, picture.sha1


def _document(text: str, path: Path) -> _Document:
    try:
        value: Any = json.loads(text)
    except json.JSONDecodeError as error:
        _refuse(text, path, "", f"no JSON ({error.msg})", error.lineno)
    except (ValueError, RecursionError):
        _refuse(text, path, "", "no JSON that can be read")
    version = value.get("format") if isinstance(value, dict) else None
    if version != FORMAT:
        if isinstance(version, str) and _FORMATS.fullmatch(version):
            raise UsageError(
                f"{path}: written as {version}, this archiver reads {FORMAT}; update archiver"
            )
        _refuse(text, path, "format", f"not of format {FORMAT}")
    try:
        document: _Document = decoder(_Document)(value)
    except ValueError as error:
        words = str(error).replace("_Document", "snapshot").replace("._", ".").replace("_P", "p")
        names = re.findall(r"\.([a-z_0-9]+)", words)
        _refuse(text, path, names[-1] if names else "", words)
    return document


def _refuse(text: str, path: Path, key: str, words: str, line: int = 0) -> NoReturn:
    """Raise for a mistake, with the line on which its key stands, where that can be told."""
    at = text.find(f'"{key}":') if key else -1
    line = line or (text.count("\n", 0, at) + 1 if at >= 0 else 0)
    where = f"{path}:{line}" if line else str(path)
    raise UsageError(f"{where}: {words}; restore the file, or accept the article again")
