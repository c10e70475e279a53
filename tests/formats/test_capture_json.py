"""The JSON of captures and reports: lossless, and safe to read from anybody."""

from __future__ import annotations

import dataclasses
import json
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import FormatError
from archiver.formats import decode_capture, decode_report, encode_capture, encode_report
from archiver.formats.tree_json import flatten_tree, raise_tree
from archiver.models import (
    Asked,
    BodyProbe,
    Capture,
    Environment,
    Finding,
    FrameSnapshot,
    LedgerEntry,
    MediaState,
    PageEvents,
    PageOrigin,
    PageSnapshot,
    PlayerOutcome,
    PlayerState,
    Report,
)

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**40), 2**40)
WORDS = st.text(max_size=8)
TREES = st.recursive(
    WORDS,
    lambda children: st.tuples(
        WORDS,
        st.dictionaries(WORDS, WORDS, max_size=2),
        st.none() | st.lists(NUMBERS, min_size=4, max_size=4),
        st.lists(children, max_size=3),
    ).map(list),
    max_leaves=12,
)
ROOTS = TREES.filter(lambda tree: not isinstance(tree, str)) | st.just(())
MOMENTS = st.datetimes(timezones=st.just(UTC))

st.register_type_strategy(str, WORDS)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
FRAMES = st.builds(FrameSnapshot, tree=ROOTS)
SNAPSHOTS = st.builds(
    PageSnapshot,
    frames=st.lists(FRAMES, max_size=2).map(tuple),
    media=st.lists(st.builds(MediaState), max_size=2).map(tuple),
)
PLAYERS = st.builds(
    PlayerState,
    page_url=WORDS,
    status=st.integers(0, 999),
    duration_s=st.none() | st.floats(0, 1e6),
    kept_s=st.none() | st.floats(0, 1e6),
    live=st.booleans(),
    wanted=st.booleans(),
    note=WORDS,
    media_urls=st.lists(WORDS, max_size=2).map(tuple),
)
ENTRIES = st.builds(
    LedgerEntry,
    asked=st.sampled_from(Asked),
    probe=st.none() | st.builds(BodyProbe, phash=WORDS, top_share=st.floats(0, 1)),
)
CAPTURES = st.builds(
    Capture,
    started_at=MOMENTS,
    snapshot=st.none() | SNAPSHOTS,
    ledger=st.lists(ENTRIES | st.from_type(LedgerEntry), max_size=2).map(tuple),
    players=st.lists(PLAYERS, max_size=2).map(tuple),
    environment=st.builds(Environment),
    events=st.builds(PageEvents, blocked=st.lists(WORDS, max_size=2).map(tuple)),
)
REPORTS = st.builds(
    Report,
    findings=st.lists(
        st.builds(Finding, evidence=st.dictionaries(WORDS, WORDS, max_size=2)), max_size=2
    ).map(tuple),
)


def capture(**changes):
    values = {
        "capture_id": "c",
        "slug": "a",
        "url": "https://site.test/",
        "origin": PageOrigin.SITE,
        "started_at": datetime(2026, 1, 2, tzinfo=UTC),
        "duration_s": 1.5,
        "status": 200,
        "snapshot": None,
        "ledger": (),
        "environment": Environment(
            archiver="1",
            browser="b",
            user_agent="u",
            viewport_width_px=1,
            viewport_height_px=2,
            platform="p",
        ),
    }
    return Capture(**{**values, **changes})


def with_tree(tree, title=""):
    frame = FrameSnapshot(url="https://site.test/", parent=None, tree=tree, title=title)
    snapshot = PageSnapshot(url="", title="", width_px=1, height_px=1, frames=(frame,))
    return capture(snapshot=snapshot)


@settings(deadline=None)
@given(CAPTURES)
def test_capture_survives_whole(value):
    assert decode_capture(encode_capture(value)) == value


@settings(deadline=None)
@given(REPORTS)
def test_report_survives_whole(value):
    assert decode_report(encode_report(value)) == value


def test_format_is_named_first():
    assert encode_capture(capture()).startswith(b'{"format":"archiver-capture/1",')


def test_half_a_surrogate_pair_survives():
    value = with_tree(["p", {}, None, ["a\ud83d"]], title="\ude00")
    assert decode_capture(encode_capture(value)) == value


def test_tree_of_any_depth_survives():
    tree = ["p", {}, None, ["end"]]
    for _ in range(50_000):
        tree = ["div", {}, None, [tree]]
    found = decode_capture(encode_capture(with_tree(tree))).snapshot.frames[0].tree
    depth = 0
    while found[0] == "div":
        (found,) = found[3]
        depth += 1
    assert (depth, found) == (50_000, ["p", {}, None, ["end"]])
    while tree[0] == "div":  # taken apart by hand: the interpreter would do it by recursion
        (tree,) = tree[3]


def test_key_of_a_newer_archiver_is_left_alone():
    document = json.loads(encode_capture(capture()))
    document["news"] = {"a": 1}
    assert decode_capture(json.dumps(document).encode()) == capture()


def test_absent_field_with_a_default_takes_it():
    document = json.loads(encode_capture(capture(error="x")))
    del document["error"]
    assert decode_capture(json.dumps(document).encode()) == capture()


def whole():
    probe = BodyProbe(sniffed="image/png", complete=True, phash="0" * 16, top_share=0.5)
    line = LedgerEntry(
        url="https://cdn.test/a.png",
        method="GET",
        status=200,
        mime="image/png",
        resource_type="image",
        size_bytes=9,
        sha1="sha1:A",
        probe=probe,
        asked=Asked.NO_REFERRER,
    )
    player = PlayerState(
        url="https://v.test/", frame=1, provider="v", outcome=PlayerOutcome.GEO, duration_s=1.5
    )
    return capture(ledger=(line,), players=(player,))


def test_who_asked_and_what_became_of_players_is_written_in_words():
    document = json.loads(encode_capture(whole()))
    assert document["ledger"][0]["asked"] == "no-referrer"
    assert document["ledger"][0]["probe"]["phash"] == "0" * 16
    assert document["players"][0]["outcome"] == "geo"


def test_capture_from_before_archiver_asked_again_is_read():
    document = json.loads(encode_capture(whole()))
    del document["players"], document["ledger"][0]["asked"]
    del document["ledger"][0]["probe"]["phash"], document["ledger"][0]["probe"]["top_share"]
    found = decode_capture(json.dumps(document).encode())
    assert (found.players, found.ledger[0].asked) == ((), Asked.PAGE)
    assert (found.ledger[0].probe.phash, found.ledger[0].probe.top_share) == ("", 0.0)


@pytest.mark.parametrize(
    ("place", "name", "wrong"),
    [
        ("ledger", "asked", "by a friend"),
        ("ledger", "asked", None),
        ("players", "outcome", "fine"),
        ("players", "outcome", 1),
        ("players", "duration_s", "1"),
        ("players", "kept_s", True),
        ("players", "media_urls", "https://v.test/"),
        ("players", "media_urls", [1]),
        ("players", "wanted", 1),
        ("players", "frame", 1.5),
    ],
)
def test_wrong_values_of_players_and_askers_are_refused(place, name, wrong):
    document = json.loads(encode_capture(whole()))
    document[place][0][name] = wrong
    with pytest.raises(FormatError, match=name):
        decode_capture(json.dumps(document).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 200_000,
        b'{"format":"archiver-capture/2"}',
        b'{"format":"archiver-capture/1"}',
        b'{"format":"archiver-report/1"}',
        b'{"format":' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_capture_is_refused_in_one_sentence(data):
    with pytest.raises(FormatError) as caught:
        decode_capture(data)
    assert len(str(caught.value)) < 200


WRONG = [None, 1, -1.5, "x", [], {}, True, [[]], [None], {"a": 1}, 10**30]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("name", [item.name for item in dataclasses.fields(Capture)])
def test_field_of_another_type_is_refused(name, wrong):
    document = json.loads(encode_capture(capture()))
    document[name] = wrong
    fitting = isinstance(wrong, str) and name in {"capture_id", "slug", "url", "error"}
    fitting |= name == "duration_s" and wrong in (1, -1.5) and wrong is not True
    fitting |= name == "status" and wrong == 1 and wrong is not True
    fitting |= (name, wrong) in [("snapshot", None), ("status", 10**30)]
    fitting |= name in {"ledger", "players", "pictures"} and wrong == []
    fitting |= name == "events" and wrong in ({}, {"a": 1})
    with nullcontext() if fitting else pytest.raises(FormatError, match=name):
        decode_capture(json.dumps(document).encode())


@pytest.mark.parametrize(
    "flat",
    [
        {},
        "x",
        ["text"],
        [["a", {}, None, 1]],
        [["a", {}, None, 0], "x"],
        [["a", {}, None, -1]],
        [["a", {}, None, True]],
        [["a", {}, None]],
        [["a", [], None, 0]],
        [["a", {"b": 1}, None, 0]],
        [["a", {}, [1, 2, 3], 0]],
        [["a", {}, [1, 2, 3, "4"], 0]],
        [[1, {}, None, 0]],
        [["a", {}, None, 10**12]],
        [None],
    ],
)
def test_list_that_is_no_tree_is_refused(flat):
    with pytest.raises(ValueError, match="tree"):
        raise_tree(flat)


@given(ROOTS)
def test_tree_survives_flattening(tree):
    assert raise_tree(flatten_tree(tree)) == tree
