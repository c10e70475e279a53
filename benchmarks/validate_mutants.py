"""How many wrong WARC files does `archiver validate` find? It is given thousands of mutants.

Each is a file that is right, changed once: a bit, a byte, a field, a length, a digest, a
record. What was not told is listed by kind of change, with the changed place, so that a
person can see whether it was harmless.

    python benchmarks/validate_mutants.py some.warc.gz --mutants 5000
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import random
import re
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from archiver.validation import validate

MOST_RECORDS = 60
MOST_BLOCK = 20_000


def records_of(path: Path) -> list[bytes]:
    """Return the first records of a file, short ones, unpacked."""
    data = path.read_bytes()
    data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    records, at = [], 0
    while at < len(data) and len(records) < MOST_RECORDS:
        end = data.index(b"\r\n\r\n", at) + 4
        length = re.search(rb"\r\nContent-Length: (\d+)\r\n", data[at:end], re.IGNORECASE)
        after = end + int(length[1] if length else 0) + 4
        records.append(data[at:after])
        at = after
    # Who is referred to stays: else the file would not be right to begin with.
    return records


def member(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def parts(record: bytes) -> tuple[list[bytes], bytes]:
    head, _, rest = record.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), rest[:-4]


def joined(lines: list[bytes], block: bytes) -> bytes:
    return b"\r\n".join(lines) + b"\r\n\r\n" + block + b"\r\n\r\n"


def renewed(lines: list[bytes], block: bytes) -> bytes:
    """With length and block digest made anew, so that only the change itself is wrong."""
    digest = b"sha1:" + base64.b32encode(hashlib.sha1(block).digest())
    found = []
    for line in lines:
        name = line.partition(b":")[0].lower()
        if name == b"content-length":
            found.append(b"Content-Length: %d" % len(block))
        elif name == b"warc-block-digest":
            found.append(b"WARC-Block-Digest: " + digest)
        elif name != b"warc-payload-digest":
            found.append(line)
    return joined(found, block)


Change = Callable[[random.Random, list[bytes]], str]


def in_field(edit: Callable[[random.Random, bytes], bytes]) -> Change:
    def change(rnd: random.Random, records: list[bytes]) -> str:
        at = rnd.randrange(len(records))
        lines, block = parts(records[at])
        number = rnd.randrange(1, len(lines))
        before = lines[number]
        lines[number : number + 1] = [line for line in [edit(rnd, before)] if line]
        records[at] = joined(lines, block)
        after = lines[number] if number < len(lines) and edit.__name__ != "taken" else b""
        return f"{lines[1].decode(errors='replace')}: {before!r} -> {after!r}"

    return change


def taken(_: random.Random, _line: bytes) -> bytes:
    return b""


def doubled(_: random.Random, line: bytes) -> bytes:
    return line + b"\r\n" + line


def emptied(_: random.Random, line: bytes) -> bytes:
    return line.partition(b":")[0] + b":"


def letter(rnd: random.Random, line: bytes) -> bytes:
    name, _, value = line.partition(b": ")
    at = rnd.randrange(len(value))
    other = bytes([rnd.choice(b"abcxyz0189-_:/<> %{|")])
    return name + b": " + value[:at] + other + value[at + 1 :]


def shortened(rnd: random.Random, line: bytes) -> bytes:
    name, _, value = line.partition(b": ")
    at = rnd.randrange(len(value))
    return name + b": " + value[:at] + value[at + 1 :]


def renamed(rnd: random.Random, line: bytes) -> bytes:
    name, colon, value = line.partition(b":")
    at = rnd.randrange(len(name))
    return name[:at] + bytes([rnd.choice(b"abcdexyz")]) + name[at + 1 :] + colon + value


def in_block(rnd: random.Random, records: list[bytes], *, anew: bool) -> str:
    at = rnd.choice([n for n, record in enumerate(records) if parts(record)[1]])
    lines, block = parts(records[at])
    head = block.find(b"\r\n\r\n") + 4 if anew else 0
    place = rnd.randrange(max(1, head or len(block)))
    kind = rnd.choice(["change", "take", "put"])
    new = bytes([block[place] ^ 1 << rnd.randrange(8)]) if kind == "change" else b""
    new = block[place : place + 1] + b"x" if kind == "put" else new
    before = block[max(0, place - 12) : place + 12]
    block = block[:place] + new + block[place + 1 :]
    records[at] = renewed(lines, block) if anew else joined(lines, block)
    return f"{kind} at {place} of {before!r}"


def any_block(rnd: random.Random, records: list[bytes]) -> str:
    return in_block(rnd, records, anew=False)


def http_head(rnd: random.Random, records: list[bytes]) -> str:
    return in_block(rnd, records, anew=True)


def http_line(rnd: random.Random, records: list[bytes]) -> str:
    """Take out or put in a whole line of an HTTP head, all digests made anew."""
    at = rnd.choice([n for n, record in enumerate(records) if b"HTTP/1.1" in record])
    lines, block = parts(records[at])
    head, end, body = block.partition(b"\r\n\r\n")
    heads = head.split(b"\r\n")
    number = rnd.randrange(len(heads))
    odd = [b":status: 200", b"Transfer-Encoding: chunked", b"Content-Encoding: gzip", b"x y",
           b"Content-Length: 3", b"Set-Cookie: a=1, b=2", b"X: a\nb", b"HTTP/2 200"]  # fmt: skip
    if rnd.random() < 0.3:
        told = f"took {heads.pop(number)!r}"
    else:
        heads.insert(number + 1, rnd.choice(odd))
        told = f"put {heads[number + 1]!r}"
    records[at] = renewed(lines, b"\r\n".join(heads) + end + body)
    return told


def length(rnd: random.Random, records: list[bytes]) -> str:
    at = rnd.randrange(len(records))
    by = rnd.choice([-1, 1, 2, -3, 10, 1000, 10**9])
    lines, block = parts(records[at])
    new = b"Content-Length: %d" % (len(block) + by)
    lines = [new if line.lower().startswith(b"content-length") else line for line in lines]
    records[at] = joined(lines, block)
    return f"{by:+} of {len(block)}"


def digest(rnd: random.Random, records: list[bytes]) -> str:
    found = [n for n, record in enumerate(records) if b"-Digest: sha1:" in record]
    at = rnd.choice(found)
    places = [each.end() for each in re.finditer(rb"-Digest: sha1:", records[at])]
    place = rnd.choice(places) + rnd.randrange(32)
    old = records[at][place : place + 1]
    new = rnd.choice([each for each in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if each != old[0]])
    records[at] = records[at][:place] + bytes([new]) + records[at][place + 1 :]
    return f"{records[at][place - 20 : place + 3]!r}"


def order(rnd: random.Random, records: list[bytes]) -> str:
    one, other = rnd.sample(range(len(records)), 2)
    records[one], records[other] = records[other], records[one]
    return f"{one} and {other}"


def loss(rnd: random.Random, records: list[bytes]) -> str:
    gone = records.pop(rnd.randrange(len(records)))
    return repr(gone[:60])


def repeat(rnd: random.Random, records: list[bytes]) -> str:
    records.append(rnd.choice(records))
    return ""


def ends(rnd: random.Random, records: list[bytes]) -> str:
    at = rnd.randrange(len(records))
    end = rnd.choice([b"", b"\r\n", b"\n\n", b"\r\n\r\n\r\n", b"\0\0\0\0"])
    records[at] = records[at][:-4] + end
    return repr(end)


RECORD_CHANGES: dict[str, Change] = {
    "a field taken out": in_field(taken),
    "a field twice": in_field(doubled),
    "a field without value": in_field(emptied),
    "a letter of a value": in_field(letter),
    "a value one letter short": in_field(shortened),
    "a letter of a name": in_field(renamed),
    "a byte of a block": any_block,
    "a byte of an HTTP head, digests anew": http_head,
    "a line of an HTTP head, digests anew": http_line,
    "Content-Length": length,
    "a digest": digest,
    "two records swapped": order,
    "a record lost": loss,
    "a record twice": repeat,
    "the end of a record": ends,
}


def mutant(
    rnd: random.Random, records: list[bytes], kind: str, *, packed: bool
) -> tuple[bytes, str]:
    changed = list(records)
    if kind in RECORD_CHANGES:
        told = RECORD_CHANGES[kind](rnd, changed)
        return b"".join(map(member, changed) if packed else changed), told
    data = bytearray(b"".join(map(member, changed) if packed else changed))
    at = rnd.randrange(len(data))
    if kind == "a bit of the file":
        data[at] ^= 1 << rnd.randrange(8)
    elif kind == "the file cut":
        del data[at:]
    elif kind == "bytes put in":
        data[at:at] = rnd.randbytes(rnd.randrange(1, 40))
    elif kind == "bytes taken out":
        del data[at : at + rnd.randrange(1, 40)]
    else:
        place = rnd.randrange(len(changed) - 1)
        changed[place : place + 2] = [changed[place] + changed[place + 1]]
        data = bytearray(b"".join(map(member, changed)))
    near = bytes(data[max(0, at - 20) : at + 20])
    return bytes(data), f"at {at}: {near!r}"


FILE_CHANGES = (
    "a bit of the file", "the file cut", "bytes put in", "bytes taken out", "two members merged",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="a WARC file that is right")
    parser.add_argument("--mutants", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", type=int, default=5, help="examples of each kind")
    options = parser.parse_args()
    rnd = random.Random(options.seed)
    records = records_of(options.file)
    made, found = Counter[str](), Counter[str]()
    missed: dict[str, list[str]] = defaultdict(list)
    kinds = [*RECORD_CHANGES, *FILE_CHANGES]
    with tempfile.TemporaryDirectory() as folder:
        for packed in (True, False):
            path = Path(folder, "mutant.warc.gz" if packed else "mutant.warc")
            path.write_bytes(b"".join(map(member, records) if packed else records))
            before = validate([path])[0].counts
            print(f"{path.name} unchanged: {dict(before)}")
            for number in range(options.mutants // 2):
                kind = kinds[number % len(kinds)]
                data, told = mutant(rnd, records, kind, packed=packed)
                path.write_bytes(data)
                made[kind] += 1
                if validate([path])[0].counts != before:
                    found[kind] += 1
                else:
                    missed[kind].append(f"{'gz' if packed else 'plain'} {told}")
    for kind in kinds:
        print(f"{kind:40} {found[kind]:5} of {made[kind]:5}")
        for told in missed[kind][: options.missed]:
            print(f"      {told[:150]}")
    print(f"{'all':40} {found.total():5} of {made.total():5}")


if __name__ == "__main__":
    main()
