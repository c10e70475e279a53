"""What is decided on the page is written once, whole, and over nobody else's decision."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archiver.decisions import put_decisions, read_decisions, withdraw_decisions
from archiver.models import (
    Capture,
    Decision,
    Environment,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Ruling,
    Screenshot,
    ScreenshotKind,
    Target,
)
from archiver.review import Desk
from archiver.review.state import state_of
from archiver.snapshots import read_snapshot
from archiver.store import Collection
from archiver.testing.pictures import png

TODAY = date(2026, 11, 29)
A, B, C = "a" * 16, "b" * 16, "c" * 16
OPEN = {"verdict": "open", "by": "", "at": "", "reason": "", "until": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "review.toml"


@pytest.fixture
def desk_of(site, tmp_path: Path, folder: Path) -> Callable[[str], Desk]:
    """A desk of a person; all have the same file."""
    site.known = {("mill", each): ("M3", f"picture {each[0]}") for each in (A, B, C)}

    def make(name: str = "Ann", today: date = TODAY) -> Desk:
        return Desk(
            site, archive=tmp_path / "archive", folder=folder, reviewer=name, today=lambda: today
        )

    return make


def wish(fingerprint: str, verdict: str | None = "accepted", **more: object) -> dict[str, object]:
    return {
        "slug": "mill",
        "fingerprint": fingerprint,
        "check": "M3",
        "subject": "what the page says",
        "verdict": verdict,
        "reason": "",
        "until": "",
        "expected": dict(OPEN),
    } | more


def asked(*wishes: dict[str, object]) -> dict[str, object]:
    return {"decisions": list(wishes)}


def verdicts(path: Path) -> dict[str, str]:
    return {each.fingerprint[0]: each.verdict.value for each in read_decisions(path)}


def test_a_decision_is_written_with_who_when_and_what(desk_of, path, site):
    reply = desk_of().decide(asked(wish(A, reason="gone for good", until="2026-12-31")))
    assert reply.status == 200
    state = {
        "verdict": "accepted",
        "by": "Ann",
        "at": "2026-11-29",
        "reason": "gone for good",
        "until": "2026-12-31",
    }
    assert reply.body == {"revision": 1, "states": [{"id": f"mill/{A}", "state": state}]}
    [decision] = read_decisions(path)
    assert decision == Decision(
        slug="mill",
        check="M3",
        fingerprint=A,
        verdict=Ruling.ACCEPTED,
        reason="gone for good",
        by="Ann",
        at=TODAY,
        until=date(2026, 12, 31),
        subject="picture a",  # the archive's words, not those of the request
    )
    assert site.told == [(decision,)]


@pytest.mark.parametrize("verdict", [each.value for each in Ruling])
def test_without_a_reason_the_file_says_that_it_was_in_review(desk_of, path, verdict):
    assert desk_of().decide(asked(wish(A, verdict))).status == 200
    assert read_decisions(path)[0].reason == f"{verdict} in review"


def test_decided_and_undone_leaves_the_file_without_it(desk_of, path):
    desk = desk_of()
    reply = desk.decide(asked(wish(A)))
    state = reply.body["states"][0]["state"]
    reply = desk.decide(asked(wish(A, None, expected=state)))
    assert reply.status == 200
    assert reply.body["states"] == [{"id": f"mill/{A}", "state": OPEN}]
    assert read_decisions(path) == ()


def test_undo_gives_back_what_was_decided_before(desk_of, path):
    first = (
        desk_of().decide(asked(wish(A, "rejected", reason="mend it"))).body["states"][0]["state"]
    )
    second = desk_of().decide(asked(wish(A, expected=first))).body["states"][0]["state"]
    assert verdicts(path) == {"a": "accepted"}
    undone = desk_of().decide(asked(wish(A, "rejected", reason="mend it", expected=second)))
    assert undone.body["states"][0]["state"] == first


def test_a_group_may_be_put_and_taken_back_in_one_go(desk_of, path):
    desk = desk_of()
    states = {
        each["id"]: each["state"] for each in desk.decide(asked(wish(A), wish(B))).body["states"]
    }
    reply = desk.decide(
        asked(
            wish(A, None, expected=states[f"mill/{A}"]),
            wish(B, "rejected", expected=states[f"mill/{B}"]),
            wish(C),
        )
    )
    assert reply.status == 200
    assert verdicts(path) == {"b": "rejected", "c": "accepted"}


def test_a_double_click_decides_once(desk_of, path):
    desk = desk_of()
    first, second = (desk.decide(asked(wish(A), wish(B))) for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert first.body["states"] == second.body["states"]
    text = path.read_text()
    assert desk.decide(asked(wish(A))).status == 200
    assert path.read_text() == text


def test_taken_back_twice_is_taken_back(desk_of):
    assert desk_of().decide(asked(wish(A, None))).status == 200


def test_two_desks_do_not_overwrite_each_other(desk_of, path):
    assert desk_of("Bo").decide(asked(wish(A, "rejected", reason="mend it"))).status == 200
    text = path.read_text()
    reply = desk_of("Ann").decide(asked(wish(A)))
    assert reply.status == 409
    assert "Bo decided meanwhile" in reply.body["message"]
    [conflict] = reply.body["conflicts"]
    assert conflict["id"] == f"mill/{A}"
    assert conflict["state"]["verdict"] == "rejected"
    assert conflict["state"]["by"] == "Bo"
    assert path.read_text() == text


def test_a_conflict_keeps_the_whole_group_back(desk_of, path):
    desk_of("Bo").decide(asked(wish(B)))
    reply = desk_of("Ann").decide(asked(wish(A), wish(B, "rejected"), wish(C)))
    assert reply.status == 409
    assert [each["id"] for each in reply.body["conflicts"]] == [f"mill/{B}"]
    assert verdicts(path) == {"b": "accepted"}


def test_what_was_seen_and_is_gone_is_a_conflict(desk_of, path):
    state = desk_of().decide(asked(wish(A))).body["states"][0]["state"]
    withdraw_decisions(path, [("mill", A)])
    reply = desk_of().decide(asked(wish(A, "rejected", expected=state)))
    assert reply.status == 409
    assert reply.body["conflicts"] == [{"id": f"mill/{A}", "state": OPEN}]
    assert "taken back meanwhile" in reply.body["message"]


def test_what_was_added_by_hand_stays_and_others_too(desk_of, path, folder):
    folder.mkdir()
    path.write_text("# our own words\nversion = 1\n")
    other = Decision(
        slug="quay",
        check="T1",
        fingerprint=A,
        verdict=Ruling.REJECTED,
        reason="no",
        by="Bo",
        at=TODAY,
    )
    put_decisions(path, [other])
    assert desk_of().decide(asked(wish(A))).status == 200
    assert read_decisions(path)[0] == other
    assert path.read_text().startswith("# our own words\n")


def test_a_decision_that_ran_out_is_open_and_can_be_renewed(desk_of, path):
    old = Decision(
        slug="mill",
        check="M3",
        fingerprint=A,
        verdict=Ruling.ACCEPTED,
        reason="for now",
        by="Bo",
        at=date(2026, 1, 1),
        until=date(2026, 2, 1),
    )
    put_decisions(path, [old])
    state = state_of(old, TODAY)
    assert (state["verdict"], state["expired"]) == ("open", True)
    assert desk_of().decide(asked(wish(A))).status == 409
    assert desk_of().decide(asked(wish(A, expected=state))).status == 200
    assert read_decisions(path)[0].by == "Ann"


def test_a_file_that_changes_while_it_is_written_is_a_conflict_or_kept(desk_of, path, monkeypatch):
    """Somebody else writes between the look and the write: theirs is seen at the second look."""
    from archiver.review import desk as module

    real = module.change_decisions
    theirs = Decision(
        slug="mill",
        check="M3",
        fingerprint=A,
        verdict=Ruling.REJECTED,
        reason="no",
        by="Bo",
        at=TODAY,
    )

    def late(*values, **named):
        monkeypatch.setattr(module, "change_decisions", real)
        put_decisions(path, [theirs])
        return real(*values, **named)

    monkeypatch.setattr(module, "change_decisions", late)
    reply = desk_of().decide(asked(wish(A)))
    assert reply.status == 409
    assert read_decisions(path) == (theirs,)


def test_many_desks_at_once_lose_nothing(desk_of, path, site):
    names = [f"{number:016x}" for number in range(40)]
    site.known |= {("mill", each): ("M3", "") for each in names}
    desks = [desk_of(f"P{number}") for number in range(4)]
    replies = []

    def work(number: int) -> None:
        replies.extend(desks[number].decide(asked(wish(each))).status for each in names[number::4])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 40
    assert {each.fingerprint for each in read_decisions(path)} == set(names)


def test_two_people_at_one_finding_are_one_decision_and_one_conflict(desk_of, path):
    gate, replies = threading.Barrier(2), []

    def work(name: str) -> None:
        gate.wait()
        replies.append(desk_of(name).decide(asked(wish(A, reason=name))).status)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("Ann", "Bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [200, 409]
    assert len(read_decisions(path)) == 1


def _decide_on_and_on(desk: Desk, names: list[str]) -> None:
    for each in names:
        desk.decide(asked(wish(each), wish(each[::-1], "rejected")))


def test_killed_while_it_writes_leaves_the_file_whole(desk_of, path, site):
    names = [f"1{number:014x}2" for number in range(400)]
    site.known |= {("mill", each): ("M3", "") for name in names for each in (name, name[::-1])}
    context = multiprocessing.get_context("fork")
    for round_ in range(6):
        worker = context.Process(target=_decide_on_and_on, args=(desk_of(), names))
        worker.start()
        time.sleep(0.03 + 0.04 * round_)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        found = {each.fingerprint for each in read_decisions(path)}
        assert all(each[::-1] in found for each in found)  # both of a group, or none
        path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        [],
        "decide",
        {},
        {"decisions": []},
        {"decisions": {}},
        {"decisions": [wish(A)], "more": 1},
        {"decisions": [1]},
        {"decisions": [None]},
        asked(wish(A), wish(A)),
        asked(wish("../../etc/passwd")),
        asked(wish("A" * 16)),
        asked(wish(A, slug="../x")),
        asked(wish(A, slug="")),
        asked(wish(A, slug=7)),
        asked(wish(A, "open")),
        asked(wish(A, "")),
        asked(wish(A, 1)),
        asked(wish(A, reason="x" * 2_001)),
        asked(wish(A, reason="\x1b[2J")),
        asked(wish(A, reason="\ud800")),
        asked(wish(A, reason=["x"])),
        asked(wish(A, until="2026-11-28")),
        asked(wish(A, until="tomorrow")),
        asked(wish(A, until="20261231")),
        asked(wish(A, until=20261231)),
        asked(wish(A, until=None)),
        asked(wish(A, expected="open")),
        asked(wish(A, expected={"verdict": "open"})),
        asked(wish(A, by="Bo")),
        asked(wish(A, at="2020-01-01")),
        asked(wish("d" * 16)),
        asked(wish(A, slug="quay")),
        asked({"slug": "mill", "fingerprint": A}),
        asked(wish(A), wish("d" * 16)),
    ],
)
def test_what_is_no_wish_is_refused_and_nothing_written(desk_of, path, wanted):
    reply = desk_of().decide(wanted)
    assert reply.status == 400
    assert isinstance(reply.body["message"], str)
    json.dumps(reply.body)
    assert not path.exists()


def test_a_file_that_is_not_in_order_is_said(desk_of, path, folder):
    folder.mkdir()
    path.write_text("[[decision]]\nslug = 1\n")
    reply = desk_of().decide(asked(wish(A)))
    assert reply.status == 400
    assert "review.toml:1" in reply.body["message"]


def test_a_folder_that_cannot_be_written_is_said(desk_of, folder):
    folder.write_text("a file")
    reply = desk_of().decide(asked(wish(A)))
    assert reply.status in {400, 500}
    assert "snapshots" in reply.body["message"]


def test_a_reason_of_any_script_comes_back_as_it_was(desk_of, path):
    reason = "图片已失效\n</script><b>\"'\\ {{7*7}} \u2028 ok"
    assert desk_of().decide(asked(wish(A, reason=reason))).status == 200
    assert read_decisions(path)[0].reason == reason


def put_page(collection: Collection, slug: str, seed: str) -> str:
    """Commit a page with a picture; return its capture's id."""
    url = f"https://site.test/{slug}/"
    draft = collection.draft(Target(slug=slug, url=url, origin=PageOrigin.SITE))
    tree = ["html", {}, None, [["body", {}, [0, 0, 64, 48], [["p", {}, [0, 0, 64, 20], [seed]]]]]]
    capture = Capture(
        capture_id=draft.capture_id,
        slug=slug,
        url=url,
        origin=PageOrigin.SITE,
        started_at=datetime.now(UTC),
        duration_s=1.0,
        status=200,
        ledger=(),
        snapshot=PageSnapshot(
            url=url,
            title=seed,
            width_px=64,
            height_px=48,
            frames=(FrameSnapshot(url=url, parent=None, tree=tree),),
        ),
        environment=Environment(
            archiver="0",
            browser="Chromium 1",
            user_agent="",
            viewport_width_px=64,
            viewport_height_px=48,
            platform="",
        ),
    )
    shot = Screenshot(
        kind=ScreenshotKind.FULL_PAGE,
        media_type="image/png",
        width_px=64,
        height_px=48,
        data=png(seed, 64, 48),
    )
    return draft.commit(capture, [shot], seed).capture_id


@pytest.fixture
def captured(site, tmp_path: Path) -> dict[str, str]:
    """An archive of two articles; their captures' ids."""
    with Collection.open(tmp_path / "archive") as collection:
        site.present = {slug: put_page(collection, slug, slug) for slug in ("mill", "quay")}
    return site.present


def accept(slug: str, capture_id: str, expected: str = "") -> dict[str, str]:
    return {"slug": slug, "capture_id": capture_id, "expected": expected}


def test_pages_are_accepted_and_have_snapshots(desk_of, captured, folder, site):
    reply = desk_of().accept({"articles": [accept(*each) for each in captured.items()]})
    assert reply.status == 200
    assert reply.body["written"] == ["mill", "quay"]
    assert reply.body["revision"] == 2
    assert {each["id"].split("/")[0] for each in reply.body["states"]} == {"mill", "quay"}
    snapshot = read_snapshot(folder, "mill")
    assert snapshot is not None
    assert (snapshot.capture_id, snapshot.accepted_by, snapshot.accepted_at) == (
        *(captured["mill"], "Ann", TODAY),
    )
    assert site.looked_again == ["mill", "quay"]


def test_accepting_twice_changes_no_file(desk_of, captured, folder):
    wanted = {"articles": [accept("mill", captured["mill"])]}
    assert desk_of().accept(wanted).status == 200
    before = {each: each.stat().st_mtime_ns for each in (folder / "mill").iterdir()}
    assert desk_of("Bo").accept(wanted).status == 200
    assert {each: each.stat().st_mtime_ns for each in (folder / "mill").iterdir()} == before
    assert read_snapshot(folder, "mill").accepted_by == "Ann"


def test_a_snapshot_that_was_not_seen_is_not_overwritten(desk_of, captured, folder, site, tmp_path):
    old = captured["mill"]
    assert desk_of("Bo").accept({"articles": [accept("mill", old)]}).status == 200
    with Collection.open(tmp_path / "archive") as collection:
        new = site.present["mill"] = put_page(collection, "mill", "other")
    wanted = [accept("quay", captured["quay"]), accept("mill", new)]
    reply = desk_of("Ann").accept({"articles": wanted})
    assert reply.status == 409
    assert reply.body["conflicts"] == [{"slug": "mill", "now": old}]
    assert read_snapshot(folder, "mill").capture_id == old
    assert read_snapshot(folder, "quay") is None  # all are looked at before one is written
    reply = desk_of("Ann").accept({"articles": [accept("mill", new, old)]})
    assert (reply.status, reply.body["written"]) == (200, ["mill"])
    assert read_snapshot(folder, "mill").capture_id == new


def test_a_page_that_was_captured_again_is_not_accepted_unseen(desk_of, captured, site, folder):
    old = captured["mill"]
    site.present["mill"] = "another-capture"
    reply = desk_of().accept({"articles": [accept("mill", old)]})
    assert reply.status == 409
    assert reply.body["conflicts"] == [{"slug": "mill", "now": "", "present": "another-capture"}]
    assert read_snapshot(folder, "mill") is None


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        {},
        {"articles": []},
        {"articles": [{}]},
        {"articles": [accept("../x", "1")]},
        {"articles": [accept("absent", "1")]},
        {"articles": [accept("mill", "../../x")]},
        {"articles": [accept("mill", "")]},
        {"articles": [accept("mill", "1", "..")]},
        {"articles": [accept("mill", "1"), accept("mill", "1")]},
        {"articles": [accept("mill", "1") | {"by": "Bo"}]},
        {"decisions": [accept("mill", "1")]},
    ],
)
def test_what_is_no_article_is_refused(desk_of, folder, wanted):
    reply = desk_of().accept(wanted)
    assert reply.status == 400
    assert not folder.exists()


def test_who_ever_asks_decides_under_one_name(desk_of, path):
    """The name is the server's: a request cannot choose another."""
    desk_of("Ann").decide(asked(wish(A)))
    state = state_of(replace(read_decisions(path)[0], by="Bo"), TODAY)
    assert desk_of("Ann").decide(asked(wish(A, "rejected", expected=state))).status == 409


def test_what_another_wrote_by_hand_cannot_turn_the_page_around(desk_of, path):
    said = "\u202egnp.exe\u2066 \u2028 \u05e9\u05dc\u05d5\u05dd\u200f (a)"
    theirs = Decision(
        slug="mill",
        check="M3",
        fingerprint=A,
        verdict=Ruling.ACCEPTED,
        reason=said,
        by=said,
        at=TODAY,
    )
    put_decisions(path, [theirs])
    reply = desk_of().decide({"decisions": [wish(A, "rejected")]})
    assert reply.status == 409
    plain = "\ufffdgnp.exe\ufffd \ufffd \u05e9\u05dc\u05d5\u05dd\u200f (a)"
    state = reply.body["conflicts"][0]["state"]
    assert (state["by"], state["reason"]) == (plain, plain)
    assert "\u202e" not in reply.body["message"]
    assert desk_of().decide({"decisions": [wish(A, "rejected", expected=state)]}).status == 200
