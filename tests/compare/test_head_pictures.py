"""Pictures of the front matter: of the page, or asked for by archiver."""

from __future__ import annotations

import pytest
from staged import WHOLE_JPEG, Answer, capture, document, entry, ids, post

from archiver.compare import check
from archiver.models import Asked, BodyProbe, LedgerEntry, Report

HEAD = "https://cdn.example/head.jpg"
BODY = "<p>The first paragraph of the article.</p><p>The last paragraph of it.</p>"
SHOWN = f"<img src='{HEAD}'>" + BODY
OURS = Asked.NO_REFERRER


def judged(answer: Answer, page: str = BODY, **fields: object) -> Report:
    return check(post(BODY, **(fields or {"headimg": HEAD})), capture(page, {HEAD: answer}))


@pytest.mark.parametrize("field", ["headimg", "thumbnail"])
def test_one_that_archiver_got_by_itself_is_silent_and_not_counted(field: str) -> None:
    for asked in (Asked.AS_SHOWN, OURS):
        found = judged([entry(HEAD, asked=asked)], BODY, **{field: HEAD})
        assert (ids(found), found.media_promised) == ([], 0)


@pytest.mark.parametrize("field", ["headimg", "thumbnail"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (entry(HEAD, status=404, asked=Asked.AS_SHOWN), "M3w"),
        (entry(HEAD, asked=OURS, probe=BodyProbe(sniffed="text/html", complete=True)), "M7w"),
        (
            entry(
                HEAD,
                asked=OURS,
                probe=BodyProbe(sniffed="image/jpeg", complete=False, width_px=9, height_px=9),
            ),
            "M6w",
        ),
    ],
)
def test_one_that_archiver_did_not_get_is_a_warning(
    answer: LedgerEntry, expected: str, field: str
) -> None:
    found = judged([answer], BODY, **{field: HEAD})
    assert (ids(found), found.media_promised) == ([expected], 0)
    (finding,) = found.findings
    assert finding.message.startswith(f"Archiver asked for the picture {HEAD}, but")
    assert finding.evidence["field"] == field


def test_one_that_nobody_asked_for_is_missing_when_it_is_the_head_picture() -> None:
    assert ids(judged(None)) == ["M1w"]
    assert ids(judged(None, BODY, thumbnail=HEAD)) == []


@pytest.mark.parametrize("page", [SHOWN, BODY])
def test_one_that_the_page_asked_for_in_vain_is_an_error(page: str) -> None:
    found = judged([entry(HEAD, status=403)], page)
    assert (ids(found), found.media_promised, found.media_kept) == (["M3"], 1, 0)
    assert found.findings[0].message.startswith("The page asked for")


@pytest.mark.parametrize("page", [SHOWN, BODY])
def test_one_that_the_page_lost_and_archiver_got_is_a_warning_and_kept(page: str) -> None:
    found = judged([entry(HEAD, status=403), entry(HEAD, asked=OURS)], page)
    assert (ids(found), found.media_promised, found.media_kept) == (["M3w"], 1, 1)
    assert "archiver asked again without a Referer and kept it." in found.findings[0].message


def test_one_that_the_page_asked_for_is_silent_when_it_came() -> None:
    found = judged([entry(HEAD)])
    assert (ids(found), found.media_promised, found.media_kept) == ([], 1, 1)


@pytest.mark.parametrize("host", ["picsum.photos", "loremflickr.com"])
def test_a_random_picture_is_never_more_than_a_warning(host: str) -> None:
    url = f"https://{host}/600/400"
    failed = capture(BODY, {url: [entry(url, status=500, asked=Asked.AS_SHOWN)]})
    assert ids(check(post(BODY, headimg=url), failed)) == []
    shown = capture(f"<img src='{url}'>" + BODY, {url: [entry(url, status=500)]})
    assert ids(check(post(BODY, headimg=url), shown)) == ["M3w"]


def test_one_that_the_body_shows_is_judged_there() -> None:
    promise = BODY + f"<img src='{HEAD}'><p>The end of it all.</p>"
    lines = [document("https://x.example/"), entry(HEAD, status=403, probe=WHOLE_JPEG)]
    found = check(post(promise, headimg=HEAD, thumbnail=HEAD), capture(promise, {HEAD: lines}))
    assert [(each.check, each.block) for each in found.findings] == [("M3", 2)]
