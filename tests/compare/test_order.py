"""Blocks out of order are moves, not losses and extras."""

from __future__ import annotations

from staged import ids, report

from archiver.models import Verdict

PARAGRAPHS = [f"<p>Paragraph {word} of this article here.</p>" for word in ("one", "two", "three")]
MORE = [f"<p>And then {word} more was said there.</p>" for word in ("four", "five", "six", "seven")]
A = "<img src='https://cdn.example/a.jpg'>"
PROMISE = [*PARAGRAPHS, A, *MORE]


def staged(order: list[str]) -> list[str]:
    return ids(report("".join(PROMISE), "".join(order)))


def test_one_moved_paragraph_is_one_finding() -> None:
    found = report("".join(PROMISE), "".join(PROMISE[1:] + PROMISE[:1]))
    assert ids(found) == ["O1"]
    assert found.verdict is Verdict.PARTIAL
    message = found.findings[0].message
    assert "Paragraph one of this article" in message
    assert 'right after the paragraph "And then seven more' in message


def test_a_moved_picture_is_one_finding_and_kept() -> None:
    found = report("".join(PROMISE), "".join([A, *PARAGRAPHS, *MORE]))
    assert ids(found) == ["O1"]
    assert (found.media_promised, found.media_kept) == (1, 1)


def fingerprints(order: list[str]) -> set[str]:
    found = report("".join(PROMISE), "".join(order)).findings
    assert ids(found) == ["O1"]
    return {each.fingerprint for each in found}


def test_a_move_is_the_same_when_its_neighbour_is_another() -> None:
    first, *rest = PROMISE
    down = fingerprints([*rest[:4], first, *rest[4:]])
    assert down == fingerprints([*rest, first])
    *rest, last = PROMISE
    up = fingerprints([*rest[:3], last, *rest[3:]])
    assert up == fingerprints([last, *rest])
    others = [each for each in PROMISE if each != A]
    assert fingerprints([A, *others]).isdisjoint(fingerprints([*others, A]))


def test_a_run_that_moved_together_is_one_finding() -> None:
    assert staged(MORE[:2] + PARAGRAPHS + [A] + MORE[2:]) == ["O1"]


def test_two_separate_moves_are_two_findings() -> None:
    order = [PROMISE[2], PROMISE[0], PROMISE[1], *PROMISE[3:6], PROMISE[7], PROMISE[6]]
    assert staged(order) == ["O1", "O1"]


def test_a_short_line_elsewhere_is_another_line() -> None:
    promise = [PARAGRAPHS[0], "<p>更多</p>", *PARAGRAPHS[1:]]
    found = report("".join(promise), "".join([*PARAGRAPHS, "<p>更多</p>"]))
    assert ids(found) == ["T1"]


def test_a_move_and_a_loss_are_told_apart() -> None:
    assert staged(PROMISE[1:5] + PROMISE[6:] + PROMISE[:1]) == ["T1", "O1"]


LONG = [f"<p>Line {n} of a long article, which says {n * 37} things.</p>" for n in range(40)]


def moved(order: list[str]) -> list[tuple[int | None, str]]:
    found = report("".join(LONG), "".join(order)).findings
    return [(each.block, each.evidence["blocks"]) for each in found if each.check == "O1"]


def test_a_long_run_that_moved_is_one_finding_of_the_run() -> None:
    assert moved(LONG[:5] + LONG[17:30] + LONG[5:17] + LONG[30:]) == [
        (5, ", ".join(map(str, range(5, 17))))
    ]


def test_two_blocks_that_changed_places_are_two_moves_at_most() -> None:
    order = [*LONG]
    order[10], order[25] = order[25], order[10]
    assert {block for block, _ in moved(order)} == {10, 25}
    order = [*LONG]
    order[10], order[11] = order[11], order[10]
    assert len(moved(order)) == 1


def test_two_halves_that_changed_places_are_one_finding() -> None:
    assert [block for block, _ in moved(LONG[22:] + LONG[:22])] in ([22], [0])


def test_a_picture_in_a_list_of_articles_did_not_move() -> None:
    page = "".join([*PARAGRAPHS, *MORE]) + f"<h3>Read also</h3><ul><li>{A}A story</li></ul>"
    assert ids(report("".join(PROMISE), page)) == ["M1"]


def test_a_moved_block_beside_a_list_of_articles_is_one_finding() -> None:
    order = [PARAGRAPHS[0], *PARAGRAPHS[2:], A, *MORE, PARAGRAPHS[1]]
    page = "".join(order) + f"<h3>Read also</h3><ul><li>{A}A story</li></ul>"
    assert ids(report("".join(PROMISE), page)) == ["O1"]
