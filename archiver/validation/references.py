"""Do records that name one another fit? For all files that belong together, at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from archiver.validation.breach import quoted
from archiver.validation.facts import Fact

Tell = Callable[[int, int, str, str], None]
"""Takes the number of a file, a byte in it, a code and words."""

_EVENT = "warc-concurrent-to"
_SAME_ADDRESS = {"metadata": "T052", "conversion": "T082"}
_NAMES = {"warc-refers-to": "WARC-Refers-To", "warc-warcinfo-id": "WARC-Warcinfo-ID"}


def check_group(group: Sequence[Fact], tell: Tell, *, complete: Callable[[int], bool]) -> None:
    """Check the facts of one key.

    `complete` tells of a file whether all that belongs to it was read too, so that what is
    not found is not there.
    """
    letter = str(group[0][0])[:1]
    records = [fact[2:] for fact in group if fact[1] == 0]
    others = [fact[2:] for fact in group if fact[1] == 1]
    key = str(group[0][0])[2:].partition("\t")[2]
    if letter == "i":
        _check_id(key, records, others, tell)
    elif letter == "u":
        _check_original(key, records, others, tell, complete)
    elif letter == "s":
        _check_segments(records, tell)


def _check_id(key: str, records: list[Fact], others: list[Fact], tell: Tell) -> None:
    for file, offset, *_ in records[1:]:
        tell(file, offset, "R032", f"the id {quoted(key)} is that of another record already")
    target = records[0] if records else None
    for name, *about in others:
        if name == _EVENT:
            _check_event(key, target, about, tell)
        elif name == "warc-warcinfo-id":
            _check_info(key, target, about, tell)
        elif target is None:
            words = f"{_NAMES[name]} {quoted(key)} names no record of these files"
            tell(about[0], about[1], "R123", words)
        elif about[2] == "revisit":
            _check_named(target, about, tell)
        else:
            _check_about(target, about, tell)
    if target is not None:
        _check_answer(target, others, tell)


def _check_info(key: str, target: Fact | None, about: Fact, tell: Tell) -> None:
    named = f"WARC-Warcinfo-ID {quoted(key)} names"
    if target is None:
        tell(about[0], about[1], "R162", f"{named} no record of these files")
    elif target[2] != "warcinfo":
        tell(about[0], about[1], "R164", f"{named} a {target[2]} record")


def _check_named(target: Fact, about: Fact, tell: Tell) -> None:
    """Has the record that a revisit names by its id the address and date that it names too?"""
    for what, said, found in (
        ("address", about[-2], target[3]),
        ("date", about[-1], target[4]),
    ):
        if said and said != found:
            words = (
                f"a revisit says that its original has the {what} {quoted(said)}, but the record"
            )
            tell(
                about[0], about[1], "R132", f"{words} that WARC-Refers-To names has {quoted(found)}"
            )


def _check_about(target: Fact, about: Fact, tell: Tell) -> None:
    """Is a record about another one of the same address, where both are on the Web?"""
    file, offset, kind, uri, *_ = about
    both = uri.startswith("http") and target[3].startswith("http")
    if kind in _SAME_ADDRESS and both and uri != target[3]:
        words = f"a {kind} record of {quoted(uri)} is about a record of {quoted(target[3])}"
        tell(file, offset, _SAME_ADDRESS[kind], words)


def _check_event(key: str, target: Fact | None, about: Fact, tell: Tell) -> None:
    file, offset, kind, uri, date, _, asked, _ = about
    if target is None:
        words = f"WARC-Concurrent-To {quoted(key)} names no record of these files"
        tell(file, offset, "R093", words)
        return
    _, _, other_kind, other_uri, other_date, other_method, _, _ = target
    if date != other_date:
        words = f"the records of one event have the dates {quoted(date)} and {quoted(other_date)}"
        tell(file, offset, "R051", words)
    if {kind, other_kind} in ({"request", "response"}, {"request", "revisit"}) and uri != other_uri:
        words = f"request and answer have the addresses {quoted(uri)} and {quoted(other_uri)}"
        tell(file, offset, "T032", words)
    _check_about(target, about, tell)
    if kind == "response" and other_kind == "request":
        _check_head(file, offset, asked, {other_method}, tell)


def _check_answer(target: Fact, others: list[Fact], tell: Tell) -> None:
    """Is a request paired, and may an answer without its body have none?"""
    file, offset, kind, _, _, _, asked, has_events = target
    events = [about for name, *about in others if name == _EVENT]
    if kind == "request" and not has_events and not events:
        tell(file, offset, "T031", "a request record that no answer belongs to")
    if kind == "response" and asked and not has_events:
        methods = {about[5] for about in events if about[2] == "request"}
        _check_head(file, offset, asked, methods, tell)


def _check_head(file: int, offset: int, asked: str, methods: set[str], tell: Tell) -> None:
    if asked == "empty" and "HEAD" not in methods:
        words = "the head of the answer promises a body, but there is none"
        tell(file, offset, "H031", words)
    elif asked == "body" and methods == {"HEAD"}:
        tell(file, offset, "H091", "an answer to HEAD has a body")


def _check_original(
    key: str,
    records: list[Fact],
    others: list[Fact],
    tell: Tell,
    complete: Callable[[int], bool],
) -> None:
    """Is there the record that a revisit names by address and date, with that payload?"""
    uri, _, date = key.rpartition(" ")
    for file, offset, digest, refers in others:
        if not records:
            words = f"no record of {quoted(uri)} of {quoted(date)} is in these files"
            tell(file, offset, "R132" if complete(file) else "R134", words)
            continue
        ids = {record[3] for record in records}
        if refers and refers not in ids:
            words = f"WARC-Refers-To names {quoted(refers)}, the record of that address and date is"
            tell(file, offset, "R132", f"{words} {quoted(min(ids))}")
        digests = {record[2] for record in records if record[2]}
        if digest and digests and digest.lower() not in {each.lower() for each in digests}:
            words = f"a revisit of the payload {quoted(digest)}, but the record that it names has"
            tell(file, offset, "T065", f"{words} {quoted(min(digests))}")


def _check_segments(segments: list[Fact], tell: Tell) -> None:
    """Are all segments of a record there, and do they add up?"""
    segments = sorted(segments, key=lambda each: each[2])
    file, offset = segments[-1][0], segments[-1][1]
    numbers = [each[2] for each in segments]
    if numbers != list(range(1, len(numbers) + 1)):
        shown = ", ".join(map(str, numbers[:20]))
        tell(file, offset, "T093", f"of a segmented record these are here: {shown}")
        return
    if len({each[5] for each in segments}) > 1:
        words = f"the segments of a record have the addresses {quoted(segments[0][5])} and"
        tell(file, offset, "T098", f"{words} {quoted(segments[-1][5])}")
    total = segments[-1][4]
    if not total:
        words = "the last segment has no WARC-Segment-Total-Length, or is not here"
        tell(file, offset, "T093", words)
    elif int(total) != sum(each[3] for each in segments):
        words = f"the segments have {sum(each[3] for each in segments):,} bytes"
        tell(file, offset, "T097", f"{words}, WARC-Segment-Total-Length says {int(total):,}")
