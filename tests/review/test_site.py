"""The review's data: every address against the contract, decisions, order, hostile archives."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import reviewed
from reviewed import HOSTILE, TODAY, site_of

from archiver.decisions import FILE_NAME, put_decisions, read_decisions
from archiver.errors import StorageError, UsageError
from archiver.models import Decision, Ruling
from archiver.review.answer import is_address
from archiver.review.site import ReviewSite
from archiver.store import Collection

ITEM = {
    *("id", "type", "severity", "check", "slug", "title", "line", "message", "fingerprint"),
    *("subject", "group", "lost_at", "state", "capture_id", "snapshot"),
}
STATE = {"verdict", "by", "at", "reason", "until"}
OPEN = {"verdict": "open", "by": "", "at": "", "reason": "", "until": ""}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reviewed") / "archive"
    reviewed.build(root)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "archive"))


@pytest.fixture(scope="module")
def site(built: Path):
    with site_of(built) as opened:
        yield opened


def told(site: ReviewSite, address: str, **query: str) -> dict:
    answer = site.answer(address, query)
    assert answer is not None, address
    assert (answer.media_type, answer.is_as_said) == ("application/json", True)
    assert b"<" not in answer.body
    return json.loads(answer.body.decode("ascii"))


def items(site: ReviewSite) -> list[dict]:
    return told(site, "data/queue/0.json")["items"]


def finding(site: ReviewSite, slug: str, check: str) -> dict:
    found = told(site, f"data/page/{slug}.json")["findings"]
    return next(each for each in found if each["check"] == check)


def decision(item: dict, verdict: Ruling = Ruling.ACCEPTED, **values: object) -> Decision:
    given = {
        "slug": item["slug"],
        "check": item["check"],
        "fingerprint": item["fingerprint"],
        "verdict": verdict,
        "reason": "known",
        "by": "Bo",
        "at": TODAY,
    }
    return Decision(**{**given, **values})


def test_the_summary_is_as_the_page_reads_it(site: ReviewSite, built: Path) -> None:
    summary = told(site, "data/summary.json")
    assert summary["archive"] == str(built)
    assert (summary["reviewer"], summary["today"], summary["mode"]) == (
        "Ann",
        "2026-03-05",
        "served",
    )
    assert (summary["loading"], summary["trouble"], summary["chunks"]) == (False, "", 1)
    assert {"archiver", "made_at", "revision", "snapshots"} <= set(summary)
    counts = summary["counts"]
    assert (counts["articles"], counts["complete"], counts["failed"]) == (7, 1, 1)
    assert counts["items"] == len(items(site)) == counts["errors"] + counts["warnings"] + 6
    assert (counts["new"], counts["changes"], counts["unreadable"]) == (6, 0, 0)
    assert set(summary["checks"]) == {each["check"] for each in items(site)}
    for check in summary["checks"].values():
        assert set(check) == {"title", "severity", "meaning", "reason", "remedy"}
        assert all(check.values())
    group = summary["groups"]["g1"]
    assert (group["check"], group["pages"], group["findings"]) == ("M3", 3, 3)
    assert "gone.test" in group["sentence"]
    names = {each["name"] for each in summary["settings"]}
    assert names == {"difference-threshold", "difference-least-px", "masks"}


def test_items_are_as_the_page_reads_them(site: ReviewSite) -> None:
    for item in items(site):
        assert set(item) == ITEM
        assert item["id"] == f"{item['slug']}/{item['fingerprint']}"
        assert item["state"] == OPEN
    new = [each for each in items(site) if each["type"] == "new"]
    assert {each["check"] for each in new} == {"S0"}
    assert {each["fingerprint"] for each in new} == {"0" * 16}
    assert all(each["capture_id"] == site.present_capture(each["slug"]) for each in new)


def test_the_queue_is_errors_then_warnings_then_what_is_new_groups_first(site: ReviewSite) -> None:
    ranks = [("error", "warning", "change").index(each["severity"]) for each in items(site)]
    assert ranks == sorted(ranks)
    assert [each["slug"] for each in items(site)[:3]] == ["gate-1", "gate-2", "gate-3"]
    assert {each["group"] for each in items(site)[:3]} == {"g1"}
    tea = [each["line"] for each in items(site) if each["slug"] == "tea" and each["line"]]
    assert tea == sorted(tea)
    slugs = [each["slug"] for each in items(site) if each["type"] == "finding"]
    assert slugs.index("failed") < slugs.index("hostile") < slugs.index("tea")


def test_what_did_not_come_cannot_be_accepted(site: ReviewSite) -> None:
    assert "failed" not in {each["slug"] for each in items(site) if each["type"] == "new"}


def test_a_page_is_as_the_page_reads_it(site: ReviewSite) -> None:
    page = told(site, "data/page/tea.json")
    assert (page["slug"], page["title"], page["verdict"]) == (
        "tea",
        "清明前的最后一筐茶",
        "partial",
    )
    assert page["url"] == page["link"] == "https://site.test/tea/"
    assert (page["path"], page["captured_at"]) == ("/posts/tea.md", "2026-03-04T05:06:07+00:00")
    assert (page["captions_promised"], page["captions_kept"]) == (1, 0)
    assert ["browser", "Chromium 156"] in page["environment"]
    assert (page["snapshot"], page["comparisons"], page["has_text"]) == (None, [], True)
    view = page["view"]
    assert (view["which"], view["width"], view["height"]) == (page["capture_id"], 1280, 2300)
    assert [each.rpartition("/")[2] for each in view["strips"]] == ["0.png", "1.png", "2.png"]
    lines = [each["line"] for each in page["findings"]]
    assert lines == sorted(lines)


def test_a_finding_has_its_evidence(site: ReviewSite) -> None:
    caption = finding(site, "tea", "C1")
    assert (caption["severity"], caption["line"], caption["state"]) == ("error", 6, OPEN)
    assert (caption["lost_at"], caption["lost"]) == ("page", "the page lost it")
    excerpt = caption["excerpt"]
    assert (excerpt["path"], excerpt["first_line"], excerpt["marked"]) == ("/posts/tea.md", 3, 6)
    assert (
        excerpt["lines"][excerpt["marked"] - excerpt["first_line"]] == f"<p>{reviewed.CAPTION}</p>"
    )
    assert len(excerpt["lines"]) == 7
    assert set(caption["box"]) == {"x", "y", "width", "height"}
    refused = finding(site, "gate-1", "M3")
    assert ["url", f"{reviewed.GONE}?1", f"{reviewed.GONE}?1"] in refused["evidence"]
    record = refused["record"]
    assert (record["status"], record["headers"][0]) == (404, ["Content-Type", "text/plain"])
    assert ["Set-Cookie", "(not shown)"] in record["headers"]
    assert record["file"].endswith(".warc.gz")
    assert record["length_bytes"] > 0


def test_evidence_pictures_are_as_large_as_was_said(site: ReviewSite) -> None:
    seen = 0
    for slug in ("tea", "gate-1", "hostile"):
        for each in told(site, f"data/page/{slug}.json")["findings"]:
            for picture in each["pictures"]:
                answer = site.answer(picture["address"], {})
                assert answer is not None
                assert answer.is_as_said
                width, height = reviewed.size_of(answer.body)
                assert (width, height) == pytest.approx(
                    (picture["width"], picture["height"]), abs=2
                )
                seen += 1
    assert seen >= 8


def test_a_place_without_height_is_shown_all_the_same(site: ReviewSite) -> None:
    assert finding(site, "gate-1", "M3")["box"]["height"] == 0
    assert [each["title"] for each in finding(site, "gate-1", "M3")["pictures"]] == ["on the page"]


def test_a_page_that_did_not_come_has_a_page_still(site: ReviewSite) -> None:
    page = told(site, "data/page/failed.json")
    assert (page["verdict"], page["view"], page["has_text"]) == ("failed", None, False)
    assert page["notes"] == ["net::ERR_FAILED"]
    assert [each["check"] for each in page["findings"]] == ["P0"]


@pytest.mark.parametrize("slug", ["hostile", "tea"])
def test_words_of_strangers_are_told_harmless(site: ReviewSite, slug: str) -> None:
    texts = [site.answer(f"data/{kind}/{slug}.json", {}) for kind in ("page", "text")]
    for answer in (*texts, site.answer("data/queue/0.json", {})):
        assert answer is not None
        body = answer.body.decode("ascii")
        assert "<" not in body
        assert "\\ud83d\\ud83d" not in body
        json.loads(body).__repr__().encode()  # no half of a surrogate pair
        for mark in ("\\u0000", "\\u001b", "\\u202e", "\\u2028"):
            assert mark not in body


def test_hostile_words_are_told_whole(site: ReviewSite) -> None:
    assert HOSTILE[0] in told(site, "data/page/hostile.json")["title"]
    text = told(site, "data/text/hostile.json")
    assert text["title"] == "\N{REPLACEMENT CHARACTER} half </script>"
    assert HOSTILE[0] in [each["text"] for each in text["blocks"]]


def test_only_http_is_given_as_a_link(site: ReviewSite) -> None:
    for slug in ("hostile", "gate-1"):
        page = told(site, f"data/page/{slug}.json")
        links = [page["link"], *(each["link"] for each in page["findings"])]
        links += [row[2] for each in page["findings"] for row in each["evidence"] if len(row) > 2]
        assert any(links)
        assert all(each is None or each.startswith(("http://", "https://")) for each in links)


@pytest.mark.parametrize(
    "address",
    [
        *("", "data", "data/", "data/x.json", "data/summary.json/", "data/queue/1.json"),
        *("data/queue/01.json", "data/queue/-1.json", "data/queue/999999.json"),
        *(
            "data/page/nobody.json",
            "data/page/..json",
            "data/page/Tea.json",
            "data/page/tea.json\n",
        ),
        *("data/difference/tea/snapshot.json", "data/difference/tea/nothing.json"),
        *("pictures/tea/snapshot/0.png", "pictures/tea/../0.png", "pictures/tea/no-such/0.png"),
        *("evidence/tea/0123456789abcdef/0.webp", "evidence/tea/film/9.webp", "film/tea/9"),
        *("film/tea/3", "film/whole/0", "evidence/tea/film/1.webp", "../archiver.sqlite3"),
        "archiver.sqlite3",
    ],
)
def test_nothing_stands_at_other_addresses(site: ReviewSite, address: str) -> None:
    assert site.answer(address, {}) is None


def test_pictures_of_another_article_are_none_of_ours(site: ReviewSite) -> None:
    capture_id = site.present_capture("tea")
    assert site.answer(f"pictures/tea/{capture_id}/0.png", {}) is not None
    assert site.answer(f"pictures/whole/{capture_id}/0.png", {}) is None
    for name in ("3.png", "00.png", "0.gif", "x.png", "small.png", "0..png", "0.webp.png"):
        assert site.answer(f"pictures/tea/{capture_id}/{name}", {}) is None


def test_every_address_that_is_told_is_answered(built: Path) -> None:
    with site_of(built, is_static=True) as static:
        addresses = list(static.addresses(films=True))
        assert len(addresses) == len(set(addresses))
        assert all(map(is_address, addresses))
        for address in addresses:
            answer = static.answer(address, {})
            assert answer is not None, address
            assert answer.is_as_said, address
        kinds = {each.split("/")[0] for each in addresses}
        assert kinds == {"data", "pictures", "evidence", "film"}
        assert "film" not in {each.split("/")[0] for each in static.addresses(films=False)}
        assert all(each.endswith("webp") for each in addresses if each.startswith("pictures/"))
        assert static.answer("data/news.json", {}) is None
        assert told(static, "data/summary.json")["mode"] == "static"


def test_a_decision_changes_states_and_verdicts(root: Path) -> None:
    with site_of(root) as site:
        before = told(site, "data/summary.json")
        gates = [each for each in items(site) if each["slug"] == "gate-1" and each["line"]]
        made = [decision(each) for each in gates]
        revision, states = site.decided(made)
        assert revision > before["revision"]
        assert {each["id"] for each in states} == {each["id"] for each in gates}
        state = {
            "verdict": "accepted",
            "by": "Bo",
            "at": "2026-03-05",
            "reason": "known",
            "until": "",
        }
        assert all(each["state"] == state for each in states)
        assert site.states_since(before["revision"]) == states
        assert site.states_since(revision) == []
        assert items(site)[0]["state"] == state
        assert told(site, "data/page/gate-1.json")["findings"][0]["state"] == state
        assert told(site, "data/page/gate-1.json")["verdict"] == "complete"
        after = told(site, "data/summary.json")
        assert after["counts"]["complete"] == before["counts"]["complete"] + 1
        _, states = site.decided([])
        assert [each["state"] for each in states] == [OPEN] * len(gates)
        assert told(site, "data/page/gate-1.json")["verdict"] == "partial"


def test_a_decision_that_has_run_out_is_open_and_says_so(root: Path) -> None:
    with site_of(root) as site:
        item = items(site)[0]
        site.decided([decision(item, until=date(2026, 3, 4))])
        state = items(site)[0]["state"]
        assert (state["verdict"], state["expired"], state["until"]) == ("open", True, "2026-03-04")
        assert told(site, "data/page/gate-1.json")["verdict"] == "partial"


def test_decisions_are_read_from_the_file_at_first_and_when_somebody_writes_it(root: Path) -> None:
    path = root / "snapshots" / FILE_NAME
    with site_of(root) as site:
        first, second = items(site)[:2]
    put_decisions(path, [decision(first)])
    with site_of(root) as site:
        assert items(site)[0]["state"]["verdict"] == "accepted"
        revision = site.revision
        put_decisions(path, [decision(second, Ruling.REJECTED)])
        site._news._looked_s = 0.0
        news = told(site, "data/news.json", since=str(revision))
        assert [each["id"] for each in news["states"]] == [second["id"]]
        assert news["states"][0]["state"]["verdict"] == "rejected"
        assert (news["stale"], news["loading"]) == (False, False)
        path.write_text("no toml [")
        site._news._looked_s = 0.0
        told(site, "data/news.json", since=str(news["revision"]))
        assert items(site)[1]["state"]["verdict"] == "rejected"


@pytest.mark.parametrize("since", ["", "-1", "x", "9" * 400, "٣"])
def test_news_since_anything_is_news(site: ReviewSite, since: str) -> None:
    assert told(site, "data/news.json", since=since)["states"] == []


def test_the_desk_is_told_what_an_item_is_about(site: ReviewSite) -> None:
    item = items(site)[0]
    assert site.subject_of("gate-1", item["fingerprint"]) == ("M3", f"{reviewed.GONE}?1")
    assert site.subject_of("tea", "0" * 16) == ("S0", "清明前的最后一筐茶")
    assert site.subject_of("tea", "f" * 16) is None
    assert site.subject_of("nobody", item["fingerprint"]) is None
    assert site.present_capture("nobody") is None


def test_an_article_that_was_accepted_is_new_no_more(root: Path) -> None:
    with site_of(root) as site:
        revision, states = site.accepted("tea")
        assert [each["id"] for each in states] == ["tea/" + "0" * 16]
        assert (states[0]["state"]["verdict"], states[0]["state"]["by"]) == ("accepted", "Ann")
        assert site.states_since(revision - 1) == states
        mine = [each for each in items(site) if each["id"] == states[0]["id"]]
        assert [each["state"] for each in mine] == [states[0]["state"]]


def test_what_is_captured_meanwhile_is_told_and_taken_in(root: Path) -> None:
    with site_of(root) as site:
        before = site.present_capture("whole")
        with Collection.open(root) as collection:
            reviewed.commit(collection, reviewed.whole())
            reviewed.commit(collection, replace(reviewed.gate(4), title="a new one"))
        site._news._looked_s = 0.0
        assert told(site, "data/news.json")["stale"] is True
        assert site.present_capture("whole") == before
        summary = told(site, "data/summary.json")
        site.wait(60)
        assert summary["counts"]["articles"] == 8
        assert site.present_capture("whole") != before
        assert [each["slug"] for each in items(site)[:4]] == [f"gate-{n}" for n in (1, 2, 3, 4)]
        site._news._looked_s = 0.0
        assert told(site, "data/news.json")["stale"] is False


def test_a_damaged_capture_costs_its_own_page_alone(root: Path) -> None:
    with Collection.open(root, writable=False) as collection:
        captures = {each.slug: each.capture_id for each in collection.captures()}
        pointer = collection._artefact(f"urn:archiver:capture:{captures['tea']}", captures["tea"])
    assert pointer is not None
    volume = next((root / "warc").iterdir())
    data = bytearray(volume.read_bytes())
    data[pointer.offset + 40 : pointer.offset + 90] = b"\xff" * 50
    volume.write_bytes(data)
    with site_of(root) as site:
        summary = told(site, "data/summary.json")
        assert (summary["counts"]["unreadable"], summary["counts"]["articles"]) == (1, 7)
        assert [each["slug"] for each in summary["unreadable"]] == ["tea"]
        assert summary["unreadable"][0]["message"]
        page = told(site, "data/page/tea.json")
        assert (page["findings"], page["view"]) == ([], None)
        assert page["notes"] == [summary["unreadable"][0]["message"]]
        assert told(site, "data/page/whole.json")["verdict"] == "complete"


def test_damaged_evidence_costs_its_picture_alone(root: Path) -> None:
    with site_of(root) as site:
        refused = finding(site, "gate-1", "M3")["record"]
    volume = root / "warc" / refused["file"]
    data = bytearray(volume.read_bytes())
    data[refused["offset"] + 20 : refused["offset"] + 60] = b"\xff" * 40
    volume.write_bytes(data)
    with site_of(root) as site:
        record = finding(site, "gate-1", "M3")["record"]
        assert (record["status"], record["headers"]) == (0, [])
        assert record["trouble"]


def test_checks_may_be_selected(built: Path) -> None:
    with site_of(built, select=["C"]) as site:
        assert {each["check"] for each in items(site) if each["type"] == "finding"} == {"C1"}
    with pytest.raises(UsageError, match="no check is named"):
        ReviewSite(built, built, select=["nonsense"])


def test_an_archive_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is this a collection"):
        ReviewSite(tmp_path, tmp_path)


def test_threads_may_ask_for_everything_at_once(built: Path) -> None:
    with site_of(built, is_static=True) as static:
        addresses = list(static.addresses(films=False))
        alone = {each: static.answer(each, {}).body for each in addresses}
    with site_of(built, is_static=True) as static, ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda each: (each, static.answer(each, {})), addresses * 2)
        for address, answer in found:
            if address != "data/summary.json":
                assert answer.body == alone[address], address


def test_decisions_written_by_the_desk_are_read_back(root: Path) -> None:
    with site_of(root) as site:
        item = items(site)[0]
        every = put_decisions(root / "snapshots" / FILE_NAME, [decision(item)])
        site.decided(every)
        assert read_decisions(root / "snapshots" / FILE_NAME) == every
        assert items(site)[0]["state"]["verdict"] == "accepted"
