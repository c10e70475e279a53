"""D1: damaged records as findings, with the medium that the post promises."""

from __future__ import annotations

from dataclasses import replace

from staged import PAGE, RECORD, capture, document, entry, post

from archiver.compare import fixity
from archiver.compare.case import Case
from archiver.compare.page import Page
from archiver.models import LostAt, RecordPointer

PICTURE = "https://cdn.example/a.jpg"
BODY = f'<p>The only paragraph.</p><img src="{PICTURE}">'
WORDS = "its gzip member cannot be unpacked (incorrect data check)"


def place(offset: int) -> RecordPointer:
    return RecordPointer(filename="a.warc.gz", offset=offset, length_bytes=70)


SHOWN = capture(
    BODY,
    {PICTURE: [entry(PICTURE, record=place(3_000)), entry(PICTURE, record=place(5_000))]},
)


def case_of(*damaged: RecordPointer) -> Case:
    damage = dict.fromkeys(damaged, WORDS)
    assert SHOWN.snapshot is not None
    return Case.of(post(BODY), SHOWN, Page.of(SHOWN.snapshot), damage=damage)


def test_a_damaged_record_of_a_promised_picture_names_file_place_and_block() -> None:
    (loss,) = fixity.losses(case_of(place(3_000)))
    assert loss.message == (
        f"The record of {PICTURE} in a.warc.gz, at byte 3,000, is damaged: {WORDS}."
    )
    assert (loss.block, loss.lost_at, loss.kind) == (1, LostAt.CAPTURE, "damaged")
    assert loss.check == "D1"
    assert loss.entry is not None
    assert loss.entry.record == place(3_000)
    facts = ("file", "offset", "length_bytes", "damage")
    assert [loss.evidence[name] for name in facts] == ["a.warc.gz", "3000", "70", WORDS]


def test_a_damaged_record_of_the_page_has_no_block() -> None:
    (loss,) = fixity.losses(case_of(RECORD))
    assert (loss.subject, loss.block) == (PAGE, None)


def test_two_records_of_one_address_are_two_findings() -> None:
    losses = list(fixity.losses(case_of(place(3_000), place(5_000))))
    assert len({(loss.key, loss.kind) for loss in losses}) == 2


def test_a_record_that_two_lines_share_is_told_once() -> None:
    shared = replace(SHOWN, ledger=(document(PAGE), document(PAGE + "?again")))
    assert len(list(fixity.losses_of(shared, {RECORD: WORDS}))) == 1


def test_records_that_nobody_read_again_are_silent() -> None:
    assert list(fixity.losses(case_of())) == []
    assert list(fixity.losses(case_of(place(1)))) == []
    unkept = replace(SHOWN, ledger=(document(PAGE, record=None),))
    assert list(fixity.losses_of(unkept, {RECORD: WORDS})) == []


def test_words_end_in_one_full_stop() -> None:
    (loss,) = fixity.losses_of(SHOWN, {RECORD: "it is\nbad."})
    assert loss.message.endswith("is damaged: it is bad.")
