"""Redirects are followed among what was asked for in the same way."""

from __future__ import annotations

import pytest
from staged import entry, film

from archiver.compare.ledger import Ledger
from archiver.models import Asked, BlockKind, BodyProbe, LedgerEntry

A, B, C = (f"https://cdn.example/{name}" for name in ("a.jpg", "b.jpg", "c.jpg"))


def moved(url: str, target: str, asked: Asked = Asked.PAGE) -> LedgerEntry:
    return entry(url, status=302, redirect_to=target, size_bytes=0, probe=None, asked=asked)


def test_the_page_s_chain_does_not_end_in_what_archiver_got() -> None:
    refused, real = entry(B, status=403), entry(B, asked=Asked.NO_REFERRER)
    ours = moved(A, B, Asked.NO_REFERRER)
    ledger = Ledger.of([moved(A, B), refused, ours, real])
    assert ledger.end_of(ledger.entries[0]) is refused
    assert ledger.end_of(ours) is real


def test_archiver_s_chain_does_not_end_in_what_the_page_got() -> None:
    ours = moved(A, B, Asked.ORIGIN)
    ledger = Ledger.of([entry(B), ours])
    assert ledger.end_of(ours) is ours
    assert ledger.follow(ours, BlockKind.IMAGE).flaw is not None


@pytest.mark.parametrize("asked", [Asked.NO_REFERRER, Asked.SITE, Asked.YT_DLP])
def test_what_another_referer_got_never_answers_the_page(asked: Asked) -> None:
    ledger = Ledger.of([moved(A, B), entry(B, asked=asked)])
    assert ledger.end_of(ledger.entries[0]) is ledger.entries[0]


def test_of_several_answers_of_one_kind_the_best_is_taken() -> None:
    good = entry(B)
    ledger = Ledger.of([moved(A, B), entry(B, status=500), good, entry(B, status=403)])
    assert ledger.end_of(ledger.entries[0]) is good


def test_a_film_in_pieces_ends_in_the_whole_one_that_archiver_asked_for_as_shown() -> None:
    whole = film(B, asked=Asked.AS_SHOWN)
    for pieces in ([film(B, status=206)], []):
        ledger = Ledger.of([moved(A, B), *pieces, whole])
        assert ledger.end_of(ledger.entries[0]) is whole


def test_a_refusal_to_the_page_is_not_covered_by_the_same_question_asked_again() -> None:
    refused = entry(B, status=403)
    ledger = Ledger.of([moved(A, B), refused, entry(B, asked=Asked.AS_SHOWN)])
    assert ledger.end_of(ledger.entries[0]) is refused


HOSTILE = "x\x1b[31m\n\u202e" * 500


@pytest.mark.parametrize(
    "line",
    [
        entry(A, status=0, error=HOSTILE),
        entry(A, error=HOSTILE),
        moved(A, HOSTILE),
        entry(A, mime=HOSTILE, probe=None),
        entry(A, probe=BodyProbe(sniffed=HOSTILE, complete=True)),
        entry(A, probe=BodyProbe(sniffed="image/" + HOSTILE, complete=False)),
    ],
)
def test_words_of_servers_are_quoted_in_what_is_said_of_them(line: LedgerEntry) -> None:
    flaw = Ledger.of([line]).follow(line, BlockKind.IMAGE).flaw
    assert flaw is not None
    assert len(flaw.words) < 250
    assert flaw.words.isprintable()


def test_a_long_chain_and_a_loop_end() -> None:
    ledger = Ledger.of([moved(A, B), moved(B, C), entry(C)])
    assert ledger.end_of(ledger.entries[0]).url == C
    loop = Ledger.of([moved(A, B), moved(B, A)])
    assert loop.end_of(loop.entries[0]).status == 302
