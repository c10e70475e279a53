"""A WACZ 1.1.1 file written as a stream: the same parts give the same bytes (warc.md 2.6)."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

WACZ_VERSION = "1.1.1"
DATAPACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can tell: a date of its own would make each file another."""
_UNIX = 3
_MODE = 0o644 << 16
_ZIP64_FROM_BYTES = 0x7000_0000
"""From here on a member has 64-bit sizes: 4 GB is the limit, and sizes are told as expected."""

Signer = Callable[[str, str], Mapping[str, str]]
"""Makes `signedData` (WACZ-auth 0.1.0) of a datapackage's hash and its date of creation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaczResource:
    """One file in a WACZ, as its datapackage names it; `hash` is `sha256:` and hexadecimal."""

    path: str
    hash: str
    bytes: int

    @property
    def name(self) -> str:
        """The file's own name in lower case, as readers of data packages want it."""
        return self.path.rpartition("/")[2].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaczDescription:
    """What a WACZ says of itself; dates in RFC 3339, empty ones are left out."""

    title: str
    created: str
    software: str
    description: str = ""
    main_page_url: str = ""
    main_page_date: str = ""
    signer: Signer | None = field(default=None, repr=False)


class WaczWriter:
    """Writes the members of a WACZ one after the other into a file that can be sought.

    Call `add` for each file, then `finish` once. Memory stays flat, whatever the size.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._resources: list[WaczResource] = []

    def add(
        self,
        path: str,
        chunks: Iterable[bytes | bytearray | memoryview],
        *,
        expected_bytes: int = 0,
        packed: bool = False,
    ) -> WaczResource:
        """Write a file of the package; return what the datapackage will say of it.

        What holds WARC or is compressed must be stored as it is (not `packed`), for
        readers take pieces out of the middle. `expected_bytes` need not be exact.

        Raises:
            OSError: it cannot be written.
            RuntimeError: it has more than 4 GB, and `expected_bytes` said nothing of it.
        """
        info = _info(path, packed=packed)
        digest, size_bytes = hashlib.sha256(), 0
        large = expected_bytes >= _ZIP64_FROM_BYTES
        with self._zip.open(info, "w", force_zip64=large) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size_bytes += len(chunk)
        resource = WaczResource(path=path, hash=f"sha256:{digest.hexdigest()}", bytes=size_bytes)
        self._resources.append(resource)
        return resource

    def finish(self, description: WaczDescription) -> None:
        """Write datapackage and digest, and the directory of the zip.

        Raises:
            OSError: it cannot be written.
        """
        package = datapackage(description, self._resources)
        told = f"sha256:{hashlib.sha256(package).hexdigest()}"
        digest: dict[str, object] = {"path": DATAPACKAGE, "hash": told}
        if description.signer is not None:
            digest["signedData"] = dict(description.signer(told, description.created))
        self._zip.writestr(_info(DATAPACKAGE, packed=False), package)
        self._zip.writestr(_info(DIGEST, packed=False), _json(digest))
        self._zip.close()

    def abandon(self) -> None:
        """Write nothing more: the file is not finished, and is to be removed."""
        # Its closing would write a directory, and fail a second time where the disk is full.
        self._zip.fp = None


def datapackage(description: WaczDescription, resources: Iterable[WaczResource]) -> bytes:
    """Return the bytes of datapackage.json (WACZ 1.1.1, 5.3)."""
    facts: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": description.title,
        "description": description.description,
        "created": description.created,
        "software": description.software,
        "mainPageUrl": description.main_page_url,
        "mainPageDate": description.main_page_date,
        "resources": [
            {"name": each.name, "path": each.path, "hash": each.hash, "bytes": each.bytes}
            for each in resources
        ],
    }
    return _json({name: value for name, value in facts.items() if value != ""})


def _info(path: str, *, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _EPOCH)
    info.create_system = _UNIX
    info.external_attr = _MODE
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return info


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"
