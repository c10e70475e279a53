"""The file of decisions: what it may hold, what is refused, and how it is edited."""

from __future__ import annotations

import multiprocessing
import os
import time
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.decisions import (
    change_decisions,
    locked_folder,
    put_decisions,
    read_decisions,
    withdraw_decisions,
)
from archiver.decisions import folder as decisions_folder
from archiver.decisions.plain import plain_tables
from archiver.decisions.reading import decisions_of
from archiver.errors import ConflictError, OutOfSpaceError, StorageError, UsageError
from archiver.models import Decision, Ruling

FIRST = Decision(
    slug="old-mill",
    check="M3",
    fingerprint="0123456789abcdef",
    verdict=Ruling.ACCEPTED,
    reason="The newspaper's own server is gone.",
    by="Ana",
    at=date(2026, 3, 1),
    until=date(2026, 12, 31),
    subject="https://img.example/mill.jpg",
)
SECOND = replace(FIRST, fingerprint="f" * 16, check="T1", until=None, subject="", reason="known")
BY_HAND = """\
# Ours, with notes.

[[decision]]  # the mill
slug = "old-mill"
check = "M3"
fingerprint = "0123456789abcdef"
verdict = "accepted"  # after a talk
reason = "gone"
by = "Ana"
at = 2026-03-01
until = 2026-12-31

# The next one is for good.
[[decision]]
at = 2026-03-02
slug = "old-mill"
by = "Bo"
check = "T1"
fingerprint = "ffffffffffffffff"
verdict = "rejected"
reason = '''
to be mended,
by all means'''
# the end
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "snapshots" / "review.toml"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_without_file_nothing_is_decided(path: Path) -> None:
    assert read_decisions(path) == ()


def test_what_a_person_wrote_is_read_with_its_lines(path: Path) -> None:
    mill, end = read_decisions(written(path, BY_HAND))
    assert mill == replace(FIRST, reason="gone", subject="")
    assert (mill.line, end.line) == (3, 14)
    assert (end.verdict, end.until) == (Ruling.REJECTED, None)
    assert end.reason == "to be mended,\nby all means"


def test_a_decision_holds_on_its_last_day_and_not_after(path: Path) -> None:
    mill, end = read_decisions(written(path, BY_HAND))
    assert mill.holds_on(date(2026, 12, 31))
    assert not mill.holds_on(date(2027, 1, 1))
    assert end.holds_on(date(2999, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('check = "M3"\n', "", r":3: \[\[decision\]\] 1: check is missing; a decision has slug, "),
        ('"M3"', "3", r"1: check must be text in quotes, and not empty"),
        ('"M3"', '"m3"', r"1: check must be the id of a check, such as M3, not 'm3'"),
        ('"gone"', '"  "', r"1: reason must be text in quotes, and not empty"),
        ('"gone"', '"' + "x" * 2001 + '"', r"1: reason must have at most 2,000 characters"),
        ('"gone"', r'"\u001b[2J"', r"1: reason must not hold control characters"),
        ("0123456789abcdef", "0123", r"1: fingerprint must be the 16 hexadecimal digits"),
        (
            '"accepted"',
            '"fine"',
            r'verdict must be one of "accepted", "rejected", "ignored", "noted", not \'fine\'',
        ),
        ('"accepted"', "['accepted']", r'1: verdict must be one of "accepted", "rejected"'),
        ("2026-12-31", '"2026-12-31"', r"until must be a day without quotes, such as 2026-12-31"),
        ("2026-12-31", "2026-12-31T10:00:00Z", r"until must be a day without quotes"),
        ("at = 2026-03-02", "", r":14: \[\[decision\]\] 2: at is missing"),
        ('by = "Ana"', 'by = "Ana"\nuntill = 1', r"unknown key 'untill'; did you mean 'until'\?"),
        ('by = "Ana"', 'by = "Ana"\nzzz = 1', r"unknown key 'zzz'; known: slug, check"),
        ('"old-mill"', '"Old Mill"', r"slug must be the name that `archiver list` gives"),
        ("f" * 16, "0123456789abcdef", r":14: .* same slug and fingerprint as .* 1 of line 3"),
        ("# Ours", "version = 2 #", r"version is 2, this archiver reads 1; update archiver"),
        ("# Ours", "version = true #", r"version is True"),
        ("# Ours", "decisions = 1 #", r"unknown key 'decisions'; write each decision below"),
        ("# Ours", "= #", r"review\.toml: no TOML: .*line 1"),
        ("# Ours", "decision = 3 #", r"review\.toml: no TOML"),
    ],
)
def test_a_mistake_is_named_with_line_table_and_key(
    path: Path, old: str, new: str, message: str
) -> None:
    text = BY_HAND.replace(old, new, 1)
    assert text != BY_HAND
    with pytest.raises(UsageError, match=message) as refused:
        read_decisions(written(path, text))
    assert str(refused.value).startswith(str(path))
    assert len(str(refused.value).replace(str(path), "")) < 300


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\n# \xff", r"review\.toml:2: not UTF-8; save the file as UTF-8"),
        (b"#" * (16 << 20) + b"##", r"larger than 16 MiB"),
        (b"\n" + (b"a." * 190 + b"a = 1\n") * 6_000, r"review\.toml:5542: too many dots in a line"),
        (b"\n" + b"a." * 300_000 + b"a = 1", r"review\.toml:2: more than 200 dots in a line"),
        (b"\n[" + b"a." * 300_000 + b"a]", r"review\.toml:2: more than 200 dots in a line"),
        (b"a = " + b"[" * 50_000, r"no TOML"),
        (b"decision = 3", r"below a line \[\[decision\]\]"),
        (b"decision = [3]", r"below a line \[\[decision\]\]"),
    ],
)
def test_hostile_files_are_refused(path: Path, data: bytes, message: str) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(UsageError, match=message):
        read_decisions(path)


def test_a_folder_in_the_place_of_the_file_is_a_usage_error(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_decisions(path)


def test_a_large_file_is_read_in_bounded_time(path: Path) -> None:
    lines = [f'slug = "a{n}"' for n in range(6000)]
    body = BY_HAND[BY_HAND.index("[[") : BY_HAND.index("# The next")]
    text = "".join(body.replace('slug = "old-mill"', line) for line in lines)
    started = time.process_time()
    assert len(read_decisions(written(path, text))) == 6000
    assert time.process_time() - started < 10


def test_thousands_of_decisions_are_put_in_and_renewed_at_once(path: Path) -> None:
    group = [replace(FIRST, slug=f"page-{number}") for number in range(2000)]
    started = time.process_time()
    put_decisions(path, group)
    assert put_decisions(path, [replace(each, reason="renewed") for each in group])[0].reason
    assert time.process_time() - started < 2
    assert len(read_decisions(path)) == 2000


def test_a_file_as_archiver_writes_it_means_the_same_to_a_parser_of_toml(path: Path) -> None:
    put_decisions(path, [FIRST, replace(SECOND, reason='say "no" \\ and\tgo \u200b', by="安 Ω")])
    text = path.read_text(encoding="utf-8")
    assert plain_tables(text) == tomllib.loads(text)["decision"]


LINES = st.sampled_from(
    [
        "[[decision]]",
        " [[decision]]",
        "version = 1",
        "# a note",
        "  # [[decision]]",
        "",
        "\t",
        "\r",
        'slug = "a"',
        'slug = "b" # c',
        "slug = 'a'",
        "slug = 3",
        'reason = "a \\"b\\" \\\\ \\u4e2d"',
        'reason = "a" b"',
        'reason = "\\q"',
        'reason = """',
        'by = """',
        "at = 2026-02-28",
        "at = 2026-02-30",
        "at = 2026-02-28T00:00:00Z",
        'by = "a\x85\x00"',
        "\ufeff",
    ]
)


@settings(max_examples=300)
@given(lines=st.lists(LINES, max_size=8), end=st.sampled_from(["\n", "\r\n"]))
def test_the_quick_way_reads_what_a_parser_of_toml_reads(lines: list[str], end: str) -> None:
    text = end.join(lines)
    found = plain_tables(text)
    if found is not None:
        assert found == tomllib.loads(text).get("decision", [])


def test_a_new_file_says_what_it_is_and_how_to_undo(path: Path) -> None:
    assert put_decisions(path, [FIRST, SECOND]) == (FIRST, SECOND)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# What is known to be lost.")
    assert "To undo one, remove its\n# table" in text
    assert tomllib.loads(text)["version"] == 1
    assert read_decisions(path) == (FIRST, SECOND)
    assert oct(path.stat().st_mode & 0o777) == oct(0o644 & ~umask())


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_new_decision_is_added_and_all_else_stays_to_the_byte(path: Path) -> None:
    written(path, BY_HAND)
    third = replace(SECOND, slug="harbour")
    assert put_decisions(path, [third])[-1] == third
    text = path.read_text(encoding="utf-8")
    assert text.startswith(BY_HAND + "\n[[decision]]\n")
    assert read_decisions(path)[-1] == third
    assert not list(path.parent.glob(".*"))


def test_a_renewed_decision_takes_the_place_of_its_table(path: Path) -> None:
    written(path, BY_HAND)
    put_decisions(path, [FIRST])
    text = path.read_text(encoding="utf-8")
    before, after = BY_HAND.index("[["), BY_HAND.index("\n# The next one")
    assert text.startswith(BY_HAND[:before])
    assert text.endswith(BY_HAND[after:])
    assert read_decisions(path)[0] == FIRST


def test_a_withdrawn_decision_leaves_comments_and_the_others(path: Path) -> None:
    written(path, BY_HAND)
    (left,) = withdraw_decisions(path, [(FIRST.slug, FIRST.fingerprint)])
    assert left.fingerprint == SECOND.fingerprint
    text = path.read_text(encoding="utf-8")
    assert text == (BY_HAND[: BY_HAND.index("[[")] + BY_HAND[BY_HAND.index("\n# The next one") :])
    with pytest.raises(UsageError, match=r"no decision for old-mill 0123456789abcdef"):
        withdraw_decisions(path, [(FIRST.slug, FIRST.fingerprint)])


def test_line_ends_and_mark_of_a_windows_file_stay(path: Path) -> None:
    written(path, "\ufeff" + BY_HAND.replace("\n", "\r\n"))
    put_decisions(path, [replace(FIRST, slug="harbour")])
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# Ours")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert len(read_decisions(path)) == 3


def test_a_table_hidden_in_a_long_string_is_not_taken_for_one(path: Path) -> None:
    tricky = BY_HAND.replace("to be mended,", "to be mended,\n[[decision]]\nslug = 3")
    written(path, tricky)
    assert [each.line for each in read_decisions(path)] == [None, None]
    with pytest.raises(UsageError, match=r"cannot be told apart .* change it by hand"):
        put_decisions(path, [FIRST])
    with pytest.raises(UsageError, match=r"cannot be told apart"):
        withdraw_decisions(path, [(FIRST.slug, FIRST.fingerprint)])
    assert path.read_text(encoding="utf-8") == tricky
    put_decisions(path, [replace(FIRST, slug="harbour")])
    assert path.read_text(encoding="utf-8").startswith(tricky)


def test_inline_tables_can_be_read_and_not_added_to(path: Path) -> None:
    row = BY_HAND.split("\n")[3:11]
    inline = "decision = [{" + ", ".join(line.partition("  #")[0] for line in row) + "}]\n"
    (mill,) = read_decisions(written(path, inline))
    assert mill.line is None
    with pytest.raises(UsageError, match="no TOML"):
        put_decisions(path, [SECOND])
    assert path.read_text(encoding="utf-8") == inline


def test_what_would_not_be_read_again_is_not_written(path: Path) -> None:
    for wrong in (
        replace(FIRST, reason="\x1b[2J"),
        replace(FIRST, reason=" "),
        replace(FIRST, by="\ud800"),
        replace(FIRST, slug="no slug"),
    ):
        with pytest.raises(UsageError):
            put_decisions(path, [wrong])
    assert not path.exists()


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(c) for c in range(32)]),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() and not any(0x7F <= ord(c) <= 0x9F for c in text))
DECISION = st.builds(
    Decision,
    slug=st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True),
    check=st.sampled_from(["M3", "T1", "XY12"]),
    fingerprint=st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
    verdict=st.sampled_from(Ruling),
    reason=TEXT,
    by=TEXT,
    at=st.dates(),
    until=st.none() | st.dates(),
    subject=st.just("") | TEXT,
)


@settings(max_examples=40, deadline=None)
@given(
    decisions=st.lists(DECISION, max_size=5, unique_by=lambda each: (each.slug, each.fingerprint))
)
def test_any_words_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, decisions: list[Decision]
) -> None:
    path = tmp_path_factory.mktemp("words") / "review.toml"
    for each in decisions:
        put_decisions(path, [each])
    assert read_decisions(path) == tuple(decisions)
    renewed = [replace(each, reason="renewed") for each in decisions]
    assert put_decisions(path, renewed[:2]) == (*renewed[:2], *decisions[2:])
    for each in decisions:
        withdraw_decisions(path, [(each.slug, each.fingerprint)])
    assert read_decisions(path) == ()


@given(text=st.text(max_size=300))
def test_hostile_text_is_read_or_refused_in_words(text: str) -> None:
    for hostile in (text, BY_HAND + text, BY_HAND.replace("gone", text)):
        try:
            decisions_of(hostile, Path("review.toml"))
        except UsageError as refused:
            said = str(refused)
        else:
            continue
        assert said.startswith("review.toml")


def _put_many(path: Path, name: str) -> None:
    for number in range(20):
        put_decisions(path, [replace(FIRST, slug=f"{name}-{number}")])


def test_several_writers_lose_nothing(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_put_many, args=(path, name)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert len(read_decisions(path)) == 60


def test_a_writer_that_never_ends_is_not_waited_for_without_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions_folder, "WAIT_S", 0.1)
    path.parent.mkdir()
    with (
        locked_folder(path.parent),
        pytest.raises(StorageError, match="another program writes there"),
    ):
        put_decisions(path, [FIRST])
    put_decisions(path, [FIRST])


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_former_file_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    written(path, BY_HAND)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if call == "fsync" else Path, call, full)
    with pytest.raises(OutOfSpaceError, match=r"cannot be written: No space .*; make room"):
        put_decisions(path, [FIRST])
    assert path.read_text(encoding="utf-8") == BY_HAND
    assert [each.name for each in path.parent.iterdir()] == ["review.toml"]


def test_nothing_is_written_through_a_link(path: Path, tmp_path: Path) -> None:
    elsewhere = written(tmp_path / "elsewhere.toml", "")
    path.parent.mkdir()
    path.symlink_to(elsewhere)
    with pytest.raises(StorageError, match="symbolic link; put the file itself there"):
        put_decisions(path, [FIRST])
    assert elsewhere.read_text(encoding="utf-8") == ""


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("a file", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        put_decisions(tmp_path / "snapshots" / "review.toml", [FIRST])


def test_the_mode_of_the_file_stays(path: Path) -> None:
    written(path, BY_HAND).chmod(0o600)
    put_decisions(path, [FIRST])
    assert path.stat().st_mode & 0o777 == 0o600


KEY = (FIRST.slug, FIRST.fingerprint)
OTHER = replace(FIRST, verdict=Ruling.REJECTED, by="Bo", at=date(2026, 4, 5), reason="no: mend it")


def test_what_nobody_changed_meanwhile_is_written(path: Path) -> None:
    put_decisions(path, [FIRST], expected={KEY: None})
    put_decisions(path, [OTHER], expected={KEY: replace(FIRST, subject="", line=77)})
    assert withdraw_decisions(path, [KEY], expected={KEY: OTHER}) == ()


@pytest.mark.parametrize("seen", [None, FIRST])
def test_what_somebody_else_decided_meanwhile_is_not_overwritten(
    path: Path, seen: Decision | None
) -> None:
    put_decisions(path, [OTHER, SECOND])
    before = path.read_bytes()
    mine = replace(FIRST, reason="mine")
    words = (
        r"old-mill 01234567: Bo rejected it on 2026-04-05 meanwhile \('no: mend it'\);"
        " look again before you decide"
    )
    with pytest.raises(ConflictError, match=words):
        put_decisions(path, [mine, SECOND], expected={KEY: seen, ("x", "y"): None})
    with pytest.raises(ConflictError, match="Bo rejected it"):
        withdraw_decisions(path, [KEY], expected={KEY: seen})
    assert path.read_bytes() == before


def test_what_was_taken_back_meanwhile_is_a_conflict(path: Path) -> None:
    put_decisions(path, [SECOND])
    with pytest.raises(ConflictError, match="its decision was taken back meanwhile; look again"):
        put_decisions(path, [OTHER], expected={KEY: FIRST})
    with pytest.raises(ConflictError, match="taken back meanwhile"):
        withdraw_decisions(path, [KEY], expected={KEY: FIRST})


def test_a_comment_of_somebody_else_is_told_as_one_and_others_are_counted(path: Path) -> None:
    every = [replace(FIRST, slug=f"mill-{at}", verdict=Ruling.NOTED) for at in range(3)]
    put_decisions(path, every)
    with pytest.raises(ConflictError, match=r"Ana commented on it .*; 2 more were decided too;"):
        put_decisions(
            path,
            [replace(each, reason="mine") for each in every],
            expected=dict.fromkeys((each.slug, each.fingerprint) for each in every),
        )


def test_two_who_decide_the_same_do_not_clash(path: Path) -> None:
    put_decisions(path, [FIRST], expected={KEY: None})
    assert put_decisions(path, [FIRST], expected={KEY: None}) == (FIRST,)


def test_decisions_are_put_in_and_taken_out_in_one_go(path: Path) -> None:
    put_decisions(path, [FIRST, SECOND])
    third = replace(FIRST, slug="harbour")
    gone = (SECOND.slug, SECOND.fingerprint)
    with pytest.raises(ConflictError):
        change_decisions(path, [third], [gone], expected={gone: FIRST})
    assert change_decisions(path, [third], [gone], expected={gone: SECOND}) == (FIRST, third)


def _decide(path: Path, name: str, queue: multiprocessing.Queue[str]) -> None:
    try:
        put_decisions(path, [replace(FIRST, by=name, reason=name)], expected={KEY: None})
        queue.put(f"{name} decided")
    except ConflictError as error:
        queue.put(str(error))


def test_of_two_who_decide_at_once_one_is_told_what_the_other_did(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[str] = context.Queue()
    writers = [context.Process(target=_decide, args=(path, name, queue)) for name in ("Ana", "Bo")]
    for writer in writers:
        writer.start()
    said = sorted(queue.get(timeout=30) for _ in writers)
    for writer in writers:
        writer.join(30)
    (decision,) = read_decisions(path)
    assert said[0] == f"{decision.by} decided"
    assert f"{decision.by} accepted it on 2026-03-01 meanwhile" in said[1]
