"""Whatever a capture's file says, it is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from staged import RECORD, post

from archiver.compare import check, is_good, standing
from archiver.formats import decode_capture, encode_capture
from archiver.models import (
    Asked,
    Block,
    BlockKind,
    BodyProbe,
    Capture,
    Environment,
    FrameSnapshot,
    LedgerEntry,
    MediaState,
    Outcome,
    PageOrigin,
    PageSnapshot,
    PlayerOutcome,
    PlayerState,
    Truncation,
)
from archiver.rules import read_rulebook

WORDS = st.text(
    st.sampled_from("a.\n▲'\"<&-\u202e\ufffd\ud800\x00\x1b图 %/:?#=[]@{|\\~Ⅷ①"), max_size=12
)
PLACES = st.sampled_from(["a.jpg", "b.jpg?w=1", "player/1", "clip.mp4", "list.m3u8", "//"])
URLS = (
    st.sampled_from(["http://", "https://", "https://me:pw@", "blob:https://", "data:", "//", ""])
    .flatmap(lambda start: st.tuples(st.just(start), st.sampled_from(["c.example/", "x:9/", ""])))
    .flatmap(lambda head: (PLACES | WORDS).map(lambda tail: "".join(head) + tail))
)
COUNTS = st.sampled_from([-1, 0, 1, 9, 2**40])
LENGTHS = st.none() | st.sampled_from([-1.0, 0.0, 1.5, 9.0, 1e300])
POLICIES = st.sampled_from(["", "no-referrer", "origin", "unsafe-url", "same-origin", "x"])

PROBES = st.builds(
    BodyProbe,
    sniffed=st.sampled_from(["", "image/jpeg", "text/html", "video/mp4"]) | WORDS,
    complete=st.booleans(),
    width_px=COUNTS,
    height_px=COUNTS,
    phash=st.sampled_from(["", "0" * 16, "f" * 16, "é", "0x12", "-1"]),
    top_share=st.sampled_from([0.0, 0.99, -1.0, 1e9]),
)
ENTRIES = st.builds(
    LedgerEntry,
    url=URLS,
    method=st.sampled_from(["GET", "HEAD", ""]),
    status=st.sampled_from([0, 200, 206, 302, 304, 403, 999, -1]),
    mime=st.sampled_from(["image/jpeg", "video/mp4", "text/html"]) | WORDS,
    resource_type=st.just("image"),
    size_bytes=COUNTS,
    sha1=st.sampled_from(["", "sha1:A", "sha1:B"]),
    referrer=URLS,
    truncated=st.none() | st.sampled_from(Truncation),
    error=WORDS,
    redirect_to=URLS,
    content_length=st.none() | COUNTS,
    probe=st.none() | PROBES,
    record=st.none() | st.just(RECORD),
    frame_url=URLS,
    asked=st.sampled_from(Asked),
)
PLAYERS = st.builds(
    PlayerState,
    url=URLS,
    frame=st.integers(-2, 3),
    provider=WORDS,
    outcome=st.sampled_from(PlayerOutcome),
    page_url=URLS,
    status=COUNTS,
    duration_s=LENGTHS,
    kept_s=LENGTHS,
    size_bytes=COUNTS,
    live=st.booleans(),
    wanted=st.booleans(),
    note=WORDS,
    text=WORDS,
    media_urls=st.lists(URLS, max_size=2).map(tuple),
)
BLOCKS = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    text=WORDS,
    url=URLS,
    alternates=st.lists(URLS, max_size=1).map(tuple),
    poster=URLS,
    referrer_policy=POLICIES,
    width_px=st.none() | st.integers(0, 9999),
    caption_of=st.lists(st.integers(-3, 9), max_size=1).map(tuple),
    visible=st.booleans(),
)
ELEMENTS = st.builds(
    lambda tag, attributes: [tag, attributes, [0, 0, 9, 9], []],
    st.sampled_from(["img", "video", "iframe", "embed", "input", "audio"]),
    st.fixed_dictionaries(
        {"src": URLS},
        optional={
            ":src": URLS,
            "data-src": URLS,
            "poster": URLS,
            ":frame": st.sampled_from(["0", "1", "2", "99999", "x"]),
            ":w": st.sampled_from(["0", "1", "640"]),
            "type": st.just("image"),
        },
    ),
)
STATES = st.builds(
    MediaState,
    kind=st.sampled_from(BlockKind),
    url=URLS,
    frame=st.integers(-1, 1),
    outcome=st.sampled_from(Outcome),
)


@st.composite
def captures(draw: st.DrawFn) -> Capture:
    tree = ["body", {}, [0, 0, 9, 9], draw(st.lists(ELEMENTS | WORDS, max_size=5))]
    inner = ["body", {}, None, draw(st.lists(ELEMENTS, max_size=1))]
    frames = [FrameSnapshot(url=draw(URLS), parent=None, tree=tree)]
    frames += [
        FrameSnapshot(url=draw(URLS), parent=draw(st.integers(-1, 2)), tree=inner)
        for _ in range(draw(st.integers(0, 2)))
    ]
    media = tuple(draw(st.lists(STATES, max_size=3)))
    snapshot = PageSnapshot(
        url=draw(URLS), title="", width_px=9, height_px=9, frames=tuple(frames), media=media
    )
    return Capture(
        capture_id="c",
        slug="s",
        url=draw(URLS),
        origin=PageOrigin.SITE,
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=snapshot,
        ledger=tuple(draw(st.lists(ENTRIES, max_size=6))),
        environment=Environment(
            archiver="",
            browser="",
            user_agent="",
            viewport_width_px=1,
            viewport_height_px=1,
            platform="",
        ),
        players=tuple(draw(st.lists(PLAYERS, max_size=3))),
    )


@settings(max_examples=200, deadline=None)
@given(captures(), captures(), st.lists(BLOCKS, max_size=6), URLS)
def test_any_capture_that_can_be_read_can_be_judged(
    drawn: Capture, earlier: Capture, blocks: list[Block], head: str
) -> None:
    capture = decode_capture(encode_capture(drawn))
    promise = replace(post("", headimg=head, thumbnail=head), blocks=tuple(blocks))
    for found in (check(promise, capture, earlier=earlier), check(None, capture)):
        assert 0 <= found.media_kept <= found.media_promised
        for finding in found.findings:
            assert len(finding.message) < 1000
            assert not set("\n\x00\x1b\u202e\ud800") & set(finding.message)
    for promised in (promise, None):
        found = standing(promised, capture, read_rulebook(), {})
        assert len(found.pictures) <= len(capture.ledger)
        wanted = found.wanting
        assert len({each.url for each in wanted}) == len(wanted)
        for each in wanted:
            is_good(capture.ledger, each.url, each.kind)
