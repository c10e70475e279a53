"""The compressed index of a WACZ: gzip blocks of CDXJ lines, and the list of the blocks (W2)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from typing import BinaryIO

from archiver.validation.breach import BreachLog, quoted
from archiver.validation.cdxj import CdxjCheck
from archiver.validation.facts import Fact, FactSpool
from archiver.validation.lines import lines_of
from archiver.validation.members import GzipMembers
from archiver.validation.references import Tell

FORMAT = "cdxj-gzip-1.0"
_READ_BYTES = 1 << 18
_NUMBER = re.compile(r"[0-9]{1,18}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_KEY_BYTES = 400


def check_blocks(stream: BinaryIO, check: CdxjCheck, facts: FactSpool, file: int, key: str) -> None:
    """Check index.cdx.gz block by block; `key` names it for the list of its blocks.

    Raises:
        OSError: it cannot be read.
    """
    members = GzipMembers(stream, check.log)
    while members.advance():
        first = check.check_stream(members.read, at=members.offset)
        length = members.position - members.offset
        place = stream.tell()
        digest = _sha256(stream, members.offset, length)
        stream.seek(place)
        begin = first[:_KEY_BYTES].decode("utf-8", "replace")
        facts.add(f"z {key}\t{members.offset}", 0, file, length, f"sha256:{digest}", begin)


def _sha256(stream: BinaryIO, offset: int, length: int) -> str:
    stream.seek(offset)
    digest = hashlib.sha256()
    while length and (data := stream.read(min(_READ_BYTES, length))):
        digest.update(data)
        length -= len(data)
    return digest.hexdigest()


def check_block_list(
    read: Callable[[], bytes], log: BreachLog, facts: FactSpool, file: int, folder: str
) -> None:
    """Check index.idx line by line; what it says of blocks goes to `facts`."""
    name, last, count = "index.cdx.gz", b"", 0
    for line in lines_of(read):
        text = line.data.decode("utf-8", "replace")
        if text.startswith("!meta "):
            name = _meta(text, line.offset, log) or name
            count += 1
            continue
        if not count:
            log.add("W023", line.offset, "the list of blocks does not begin with !meta")
        count += 1
        if line.data < last:
            log.add("C021", line.offset, f"{quoted(text[:60])} comes behind {quoted(last[:60])}")
        last = line.data
        key, _, block = text.partition(" {")
        try:
            fields = json.loads("{" + block)
        except (ValueError, RecursionError):
            fields = {}
        offset, length = str(fields.get("offset", "")), str(fields.get("length", ""))
        if not (_NUMBER.fullmatch(offset) and _NUMBER.fullmatch(length)):
            log.add("W022", line.offset, f"{quoted(text[:60])} names no block")
            continue
        digest = str(fields.get("digest", ""))
        if digest and not _DIGEST.fullmatch(digest):
            log.add("W022", line.offset, f"{quoted(digest)} is no digest of a block")
        inner = name.rpartition("/")[2]
        facts.add(
            f"z {folder}\t{inner}\t{int(offset)}", 1, file, line.offset, int(length),
            digest, key[:_KEY_BYTES],
        )  # fmt: skip
    if not count:
        log.add("W023", 0, "the list of blocks is empty")


def _meta(text: str, offset: int, log: BreachLog) -> str:
    try:
        fields = json.loads(text.partition("{")[1] + text.partition("{")[2])
    except (ValueError, RecursionError):
        fields = {}
    if fields.get("format") != FORMAT:
        log.add("W023", offset, f"the list of blocks names no format {FORMAT}")
    name = fields.get("filename")
    if not isinstance(name, str) or not name:
        log.add("W023", offset, "the list of blocks does not name the index that it is of")
        return ""
    return name


def check_block(group: Sequence[Fact], tell: Tell) -> None:
    """Check one block against the line of the list that names it."""
    offset = str(group[0][0]).rpartition("\t")[2]
    blocks = [fact[2:] for fact in group if fact[1] == 0]
    lines = [fact[2:] for fact in group if fact[1] == 1]
    if blocks and not lines:
        tell(blocks[0][0], int(offset), "W025", "the list of blocks does not name this block")
    for file, at, length, digest, key in lines:
        if not blocks:
            tell(file, at, "W022", f"no block begins at byte {offset} of the index")
            continue
        _, found_length, found_digest, begin = blocks[0]
        if length != found_length:
            words = f"the block at {offset} has {found_length:,} bytes, the list says {length:,}"
            tell(file, at, "W022", words)
        elif digest and digest != found_digest:
            tell(file, at, "W022", f"the block at {offset} has another digest than the list says")
        elif not begin.startswith(key):
            words = f"the block at {offset} begins with {quoted(begin[:60])}, the list says"
            tell(file, at, "W022", f"{words} {quoted(key[:60])}")
