"""The forms of the values in a record's header (WARC 1.1, section 5; warc.md 2.1)."""

from __future__ import annotations

import ipaddress
import json
import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?Z)?)?)?"
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_URI_UNSAFE = re.compile(r"[\x00-\x20\x7f-\U0010ffff]")
_URI_BEGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.", re.DOTALL)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MEDIA_TYPE = re.compile(
    r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+/[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
    r"(?:[ \t]*;[ \t]*(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+=(?:\"[^\"]*\"|[^\s;\"]*))?)*"
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_USUAL_ID = re.compile(r"<urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}>")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:.", re.IGNORECASE)
_TOP_LEVEL = (
    "application", "audio", "font", "image", "message", "model", "multipart", "text", "video",
)  # fmt: skip
_OF_WARC = ("application/http", "application/warc-fields")
_TOKEN = re.compile(r"[!#$%&'*+\-./:^_`|~0-9A-Za-z]+")
_NUMBER = re.compile(r"[0-9]{1,18}")
_FIRST_YEAR = 1990
_LEAST_REST = 0.6
_MOST_JSON = 1 << 20


@lru_cache(maxsize=256)
def date_fault(value: str, version: str) -> tuple[str, str] | None:
    """Return code and words of what is wrong with a WARC-Date; None when nothing is."""
    found = _DATE.fullmatch(value)
    if found is None:
        return "R041", "is no moment of UTC as 2024-01-31T08:15:30Z"
    if not _is_moment([int(found[i] or -1) for i in range(1, 7)]):
        return "R043", "is a moment that there is not"
    if version == "1.0" and (found[7] or not found[6]):
        return "R042", "has another precision than seconds, which WARC/1.0 does not know"
    if int(found[1]) < _FIRST_YEAR:
        return "R044", "lies before the time of the Web"
    return ("R044", "lies in the future") if value[:10] > _latest() else None


def _is_moment(parts: list[int]) -> bool:
    """Tell whether there is a moment; parts that are not stated are -1."""
    year, month, day, hour, minute, second = parts
    if month == 0 or month > 12 or day == 0 or hour > 23 or minute > 59 or second > 60:
        return False
    return day < 0 or (year > 0 and day <= monthrange(year, month)[1])


@lru_cache(maxsize=1)
def _latest() -> str:
    """Return the day behind tomorrow: clocks and zones may differ by as much."""
    return (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


@lru_cache(maxsize=256)
def uri_fault(value: str) -> tuple[str, str] | None:
    """Return code and words of what is wrong with a URI of RFC 3986; None when nothing is.

    The code is that of a target: R083 for what is none, R084 for letters that have no place
    in one, R086 for a fragment.
    """
    scheme, _, rest = value.partition(":")
    is_web = scheme.lower() in {"http", "https"}
    fault = ""
    if not _URI_BEGIN.match(value):
        fault = "it has no scheme"
    elif _URI_UNSAFE.search(value):
        fault = "it holds a space or bytes that must be percent-encoded"
    elif is_web and not re.match(r"//[^/?#]", rest):
        fault = "it has no host"
    if fault:
        return "R083", f"is no URI: {fault}"
    if not _URI.fullmatch(value) or _STRAY_PERCENT.search(value):
        return "R084", "holds letters that must be percent-encoded"
    start = rest.find("/", 2) if rest.startswith("//") else 0
    if start >= 0 and ("[" in rest[start:] or "]" in rest[start:]):
        return "R084", "holds square brackets that must be percent-encoded"
    if "#" in rest and is_web:
        return "R086", "has a fragment, which no browser sends"
    return None


def is_usual_id(value: str) -> bool:
    """Tell whether an id is a UUID in angle brackets, as nearly all are."""
    return _USUAL_ID.fullmatch(value) is not None


def id_fault(value: str) -> str:
    """Return what is wrong with the id of a record, `` when nothing is."""
    if not (value.startswith("<") and value.endswith(">")):
        return "does not stand in angle brackets"
    bare = value[1:-1]
    if not _URI_BEGIN.match(bare) or _URI_UNSAFE.search(bare) or "<" in bare or ">" in bare:
        return "is no URI"
    if bare[:4].lower() == "urn:" and not _URN.match(bare):
        return "is no URN: it names no namespace"
    return ""


def uuid_fault(value: str) -> str:
    """Return what is wrong with an id that names a UUID, `` when nothing is."""
    bare = value.strip("<>").lower()
    if bare.startswith("urn:uuid:"):
        return "" if _UUID.fullmatch(bare, len("urn:uuid:")) else "is no UUID"
    if bare.startswith("urn:") != (bare[4:9] == "uuid:") and _UUID.fullmatch(bare[9:]):
        return "is no urn:uuid, but looks like one"
    return ""


def address_fault(value: str) -> tuple[str, str] | None:
    """Return code and words of what is wrong with a WARC-IP-Address; None when nothing is."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return "R101", "is no address of IPv4 or IPv6 alone, without brackets and port"
    if "%" in value:
        return "R101", "names a zone of this machine"
    if str(address) != value:
        return "R103", f"is written {address} by RFC 5952"
    return None


@lru_cache(maxsize=256)
def is_media_type(value: str) -> bool:
    """Tell whether a value is a media type with its parameters (RFC 9110, 8.3.1)."""
    return _MEDIA_TYPE.fullmatch(value) is not None


def is_token(value: str) -> bool:
    """Tell whether a value is one word."""
    return _TOKEN.fullmatch(value) is not None


def is_number(value: str) -> bool:
    """Tell whether a value is a number in digits."""
    return _NUMBER.fullmatch(value) is not None


def is_json(value: str) -> bool:
    """Tell whether a value is JSON."""
    try:
        json.loads(value[:_MOST_JSON])
    except (ValueError, RecursionError):
        return False
    return True


def is_rest_of(name: str, known: str) -> bool:
    """Tell whether a name is what is left of another when letters of it are lost, a few."""
    if not _LEAST_REST * len(known) <= len(name) < len(known):
        return False
    letters = iter(known)
    return all(letter in letters for letter in name)


def is_near(name: str, known: str) -> bool:
    """Tell whether a name is another with one letter changed, left out, put in or swapped."""
    if name == known or abs(len(name) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(name), len(known)) and name[start] == known[start]:
        start += 1
    rest, other = name[start:], known[start:]
    if len(rest) == len(other):
        swapped = len(rest) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:]
        return rest[1:] == other[1:] or swapped
    return rest[1:] == other or rest == other[1:]


@lru_cache(maxsize=256)
def media_type_meant(value: str) -> str:
    """Return the media type that a misspelled one looks like, or its beginning; `` for none."""
    media = value.partition(";")[0].strip().lower()
    top = media.partition("/")[0]
    meant = next((each for each in _TOP_LEVEL if is_near(top, each)), "")
    return meant or next((each for each in _OF_WARC if is_near(media, each)), "")
