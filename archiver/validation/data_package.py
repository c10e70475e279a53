"""datapackage.json of a WACZ, its digest and its signature (warc.md 2.6, W4 to W6)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from archiver.validation.breach import BreachLog, quoted
from archiver.validation.page_list import is_rfc3339

PACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
MOST_PACKAGE_BYTES = 64 << 20
_HASH = re.compile(r"(sha256|md5):([0-9a-f]+)")
_SIGNED = ("hash", "signature", "created", "software")
_KNOWN_VERSIONS = frozenset({"1.0.0", "1.1.0", "1.1.1"})

Sums = Mapping[str, tuple[str, int]]
"""By path: SHA-256 in hexadecimal, and size in bytes, of each file in the WACZ."""


def check_package(data: bytes, sums: Sums, log: BreachLog) -> None:
    """Check a datapackage against the files that are there."""
    fields = _object(data)
    if fields is None:
        log.add("W042", 0, f"{PACKAGE} is no JSON object")
        return
    if fields.get("profile") != "data-package":
        log.add("W042", 0, f"the profile is {quoted(str(fields.get('profile')))}")
    version = fields.get("wacz_version")
    if not isinstance(version, str):
        log.add("W043", 0, f"{PACKAGE} has no wacz_version")
    elif version not in _KNOWN_VERSIONS:
        log.add("W043", 0, f"the wacz_version {quoted(version)} is not known here")
    for name in ("created", "modified", "mainPageDate"):
        if name in fields and not is_rfc3339(fields[name]):
            words = f"{name} is {quoted(str(fields[name]))}, which is no moment of RFC 3339"
            log.add("W052", 0, words)
    for name in ("title", "description", "software", "mainPageUrl"):
        if not isinstance(fields.get(name, ""), str):
            log.add("W053", 0, f"{name} is no text")
    resources = fields.get("resources")
    if not isinstance(resources, list):
        log.add("W042", 0, f"{PACKAGE} has no list of resources")
        return
    _check_resources(resources, sums, log)


def _check_resources(resources: list[Any], sums: Sums, log: BreachLog) -> None:
    listed: set[str] = set()
    for resource in resources:
        path = resource.get("path") if isinstance(resource, dict) else None
        if not isinstance(path, str):
            log.add("W042", 0, f"a resource names no path: {quoted(str(resource)[:60])}")
            continue
        if path in listed:
            log.add("W048", 0, f"the file {quoted(path)} is listed twice")
        listed.add(path)
        if path not in sums:
            log.add("W044", 0, f"the file {quoted(path)} is listed, but not there")
            continue
        _check_resource(resource, path, sums[path], log)
    for path in sums:
        if path not in listed and path not in {PACKAGE, DIGEST}:
            log.add("W047", 0, f"the file {quoted(path)} is there, but not listed")


def _check_resource(
    resource: dict[str, Any], path: str, found: tuple[str, int], log: BreachLog
) -> None:
    stated = resource.get("hash")
    form = _HASH.fullmatch(stated) if isinstance(stated, str) else None
    if form is None:
        words = f"the hash of {quoted(path)} is {quoted(str(stated))}, not sha256:..."
        log.add("W045", 0, words)
    elif form[1] == "sha256" and form[2] != found[0]:
        log.add("W045", 0, f"{quoted(path)} has the hash sha256:{found[0]}, not {quoted(form[0])}")
    size = resource.get("bytes")
    if isinstance(size, bool) or size != found[1]:
        log.add("W046", 0, f"{quoted(path)} has {found[1]:,} bytes, not {quoted(str(size))}")
    name = resource.get("name")
    if not isinstance(name, str) or not name:
        log.add("W049", 0, f"the resource {quoted(path)} has no name")
    elif name != name.lower():
        log.add("W050", 0, f"the name {quoted(name)} is not in lower case")


def check_digest(data: bytes, package: bytes | None, log: BreachLog) -> None:
    """Check datapackage-digest.json against the datapackage; a signature by its form alone."""
    fields = _object(data)
    if fields is None:
        log.add("W062", 0, f"{DIGEST} is no JSON object")
        return
    if fields.get("path") != PACKAGE:
        log.add("W062", 0, f"{DIGEST} is of {quoted(str(fields.get('path')))}")
    stated = fields.get("hash")
    if package is not None:
        found = f"sha256:{hashlib.sha256(package).hexdigest()}"
        if stated != found:
            log.add("W062", 0, f"{PACKAGE} has the hash {found}, not {quoted(str(stated))}")
    if "signedData" in fields:
        _check_signed(fields["signedData"], stated, log)


def _check_signed(signed: object, stated: object, log: BreachLog) -> None:
    if not isinstance(signed, dict):
        log.add("W063", 0, "signedData is no JSON object")
        return
    missing = [name for name in _SIGNED if not isinstance(signed.get(name), str)]
    if missing:
        log.add("W063", 0, f"signedData has no {', '.join(missing)}")
    if not ("publicKey" in signed or "domainCert" in signed):
        log.add("W063", 0, "signedData has neither publicKey nor domainCert")
    if signed.get("hash") != stated:
        log.add("W063", 0, "signedData is of another hash than the file")
    if "created" in signed and not is_rfc3339(signed["created"]):
        log.add("W063", 0, f"signedData was created {quoted(str(signed['created']))}")


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None
