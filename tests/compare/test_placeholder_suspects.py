"""Which pictures a capture asks for again before it is committed."""

from __future__ import annotations

from dataclasses import replace

import placeholder_cases
import placeholder_spares
import pytest
from placeholder_scenes import (
    CDN,
    WECHAT,
    Case,
    Scene,
    Shown,
    beside,
    flat,
    jpeg,
    notice,
    photo,
    pixel,
    png,
)

from archiver.compare import Standing, Suspect, standing
from archiver.rules.rulebook import read_rulebook

RULES = read_rulebook()
A, B = f"{CDN}/a.jpg", f"{CDN}/b.jpg"


def found(scene: Scene, seen: dict[str, list[str]] | None = None) -> dict[str, str]:
    """Address and reason of each suspect."""
    before = replace(scene.capture(), ledger=_uncommitted(scene))
    suspected = standing(scene.post(), before, RULES, seen or {}).suspects
    return {each.url: each.reason for each in suspected}


def _uncommitted(scene: Scene) -> tuple:
    return tuple(replace(line, record=None) for line in scene.capture().ledger)


def test_good_pictures_are_no_suspects() -> None:
    assert found(beside(Shown(A, jpeg(photo(1))))) == {}


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (Shown(WECHAT.format("a"), png(notice("x", (470, 349)))), "known by size"),
        (Shown(A, png(notice())), "flat"),
        (Shown(A, jpeg(photo(1)), size=(300, 300)), "declared"),
        (Shown(f"{A}?imageView2/2/w/300", jpeg(photo(1))), "ordered"),
        (Shown(f"{CDN}/dot.png", pixel()), "suspected"),
        (Shown(A, jpeg(photo(1)), via=f"{CDN}/404.png"), "refusal"),
    ],
)
def test_one_sign_is_enough_to_ask_again(shown: Shown, reason: str) -> None:
    assert found(beside(shown)) == {shown.url: reason}


def test_two_pictures_of_one_digest_are_both_suspects() -> None:
    same = jpeg(photo(1))
    assert found(beside(Shown(A, same), Shown(B, same))) == {A: "shared", B: "shared"}


def test_a_digest_that_another_page_had_under_another_name_is_suspect() -> None:
    scene = beside(Shown(A, jpeg(photo(1))))
    digest = next(line.sha1 for line in scene.capture().ledger if line.url == A)
    assert found(scene, {digest: [f"{CDN}/other.jpg"]}) == {A: "seen elsewhere"}
    assert found(scene, {digest: [A, "http://cdn.example/2024/a.jpg?imageView2/2/w/9"]}) == {}
    assert found(scene, {"sha1:else": [f"{CDN}/other.jpg"]}) == {}


def test_a_logo_that_another_page_had_is_none() -> None:
    logo = f"{CDN}/logo.png"
    scene = beside(Shown(logo, jpeg(photo(1))))
    digest = next(line.sha1 for line in scene.capture().ledger if line.url == logo)
    assert found(scene, {digest: [f"{CDN}/2/logo-large.png"]}) == {}


def test_what_cannot_be_judged_is_none() -> None:
    random = "https://picsum.photos/400/300?random=1"
    tracker = Shown("https://stats.example/open.gif", pixel(), size=(1, 1))
    refused = Shown(A, 403)
    assert found(beside(Shown(random, png(flat())), tracker, refused)) == {}


def test_a_suspect_names_block_and_answer() -> None:
    place = f"{CDN}/static/403.png"
    scene = beside(Shown(A, png(notice()), via=place))
    (suspect,) = standing(scene.post(), scene.capture(), RULES, {}).suspects
    block = suspect.block
    assert block is not None
    assert scene.post().blocks[block].url == A
    assert suspect == Suspect(url=A, block=block, shown_url=place, reason="refusal")


def test_a_page_that_did_not_come_has_none() -> None:
    scene = beside(Shown(A, png(notice())))
    nothing = replace(scene.capture(), snapshot=None)
    assert standing(scene.post(), nothing, RULES, {}) == Standing()


assert placeholder_spares.CASES is placeholder_cases.CASES
BY_THE_PAGE_ALONE = [
    case
    for case in placeholder_cases.CASES.planted
    if case.kind != "split" and not case.name.startswith("a refusal")
]


@pytest.mark.parametrize("case", BY_THE_PAGE_ALONE, ids=str)
def test_whatever_becomes_a_finding_was_suspect_before(case: Case) -> None:
    scene = case.scene()
    alone = replace(scene, shown=[replace(each, again=()) for each in scene.shown])
    assert case.lost <= set(found(alone))
