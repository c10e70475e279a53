"""What a failed test says, briefly and in full."""

from __future__ import annotations

from pathlib import Path

import pytest

REVIEW = "*archiver review archive --article wrong --finding 71d1a72bb44d511b"


def test_it_names_the_finding_the_line_and_the_command(suite) -> None:
    result = suite.run("archive::wrong")
    result.stdout.fnmatch_lines(
        [
            'posts/wrong.md:7: T1 The paragraph "The second*" is not on the page.',
            "  error T1 (*: the page lost it",
            "      6 |",
            "    > 7 | The second paragraph about wrong says that it comes back by night.",
            REVIEW,
        ]
    )


def test_quiet_is_one_line_for_each_finding(suite) -> None:
    suite.put("poor", ["The quay of {name}"])
    result = suite.run("-q", "archive::poor", "-W", "ignore")
    lines = [line for line in result.outlines if line.startswith("posts/poor.md:")]
    assert [line.split(":")[1] for line in lines] == ["5", "7"]
    result.stdout.no_fnmatch_line("*archiver review*")


@pytest.mark.parametrize("name", ["CI", "BUILD_NUMBER"])
@pytest.mark.parametrize("verbosity", ["-q", "-v", "-vv"])
def test_the_short_summary_is_one_line_under_continuous_integration_too(
    suite, monkeypatch: pytest.MonkeyPatch, name: str, verbosity: str
) -> None:
    monkeypatch.setenv(name, "1")
    suite.put("poor", ["The quay of {name}"])
    result = suite.run(verbosity, "-rf", "archive::poor", "-W", "ignore")
    at = next(n for n, line in enumerate(result.outlines) if "short test summary" in line)
    summary = result.outlines[at + 1 :]
    assert summary[0].startswith("FAILED archive::poor - ")
    assert "posts/poor.md:5: T1 " in summary[0]
    assert len(summary) == 2, summary
    told = [line.split(":")[1] for line in result.outlines[:at] if line.startswith("posts/poor")]
    assert {"5", "7"} <= set(told)


def test_under_continuous_integration_the_first_line_is_told_whole(
    suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = suite.run("-rf", "archive::wrong")
    result.stdout.fnmatch_lines(["FAILED archive::wrong - * is not on the page."])


def test_very_verbose_is_all_that_is_known(suite) -> None:
    result = suite.run("-vv", "archive::wrong")
    result.stdout.fnmatch_lines(
        [
            "    > 7 | *",
            "  lost: The second paragraph*",
            "  record: *.warc.gz at *",
            "  fingerprint: *",
        ]
    )


def test_of_many_findings_the_first_are_told(suite) -> None:
    things = ["anchor", "beacon", "cable", "davit", "engine", "fender", "galley", "hatch", "iron"]
    things += ["jetty", "keel", "lamp", "mast"]
    lines = [f"The {each} of the ferry was sold to the {each} maker." for each in things]
    post = "---\ntitle: The quay\n---\n" + "\n\n".join(lines) + "\n"
    suite.put("poor", ["The quay", *lines[::4]], post=post)
    result = suite.run("archive::poor", "-W", "ignore")
    result.stdout.fnmatch_lines(["*(and * more)", "* more finding*; -vv tells all"])
    full = suite.run("archive::poor", "-W", "ignore", "-vv")
    assert full.stdout.str().count("archiver review") >= len(lines) - 4
    full.stdout.no_fnmatch_line("*-vv tells all*")


def test_a_hostile_post_commands_no_terminal(suite) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J The ferry \u202eleaves\u202c at six \x9b31m and is gone."
    post = f"---\ntitle: The quay\n---\nA first paragraph stays.\n\n{evil}\n"
    suite.put("evil", ["The quay", "A first paragraph stays."], post=post)
    for verbosity in ("-q", "-v", "-vv"):
        out = suite.run(verbosity, "archive::evil", "-W", "ignore").stdout.str()
        assert "The ferry" in out
        assert not {"\x1b]", "\x1b[2J", "\u202e", "\x9b", "\x07"} & {
            mark for mark in ("\x1b]", "\x1b[2J", "\u202e", "\x9b", "\x07") if mark in out
        }


def test_a_post_that_cannot_be_read_any_more_fails_in_one_sentence(suite, monkeypatch) -> None:
    from archiver.errors import PostError
    from archiver.jobs import Judge

    def broken(_self: Judge, _summary: object) -> None:
        raise PostError(Path("posts/wrong.md"), 3, "no title; write one")

    monkeypatch.setattr(Judge, "report_of", broken)
    result = suite.run("archive::wrong")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["posts/wrong.md:3: no title; write one"])


def test_a_damaged_record_fails_in_one_sentence(suite) -> None:
    (warc,) = Path("archive/warc").glob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[200:] = bytes(len(data) - 200)
    warc.write_bytes(data)
    result = suite.run("archive")
    result.assert_outcomes(failed=3)
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_bench_of_the_post_may_be_gone(suite) -> None:
    Path("posts/wrong.md").unlink()
    result = suite.run("archive::wrong")
    result.stdout.fnmatch_lines(["    > 7 | The second paragraph*"])
