"""`--archive-snapshot-update`: which snapshots a run writes, and what it says then."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

TEST = """
from archiver.pytest_plugin import assert_matches_snapshot

def test_looks(article):
    assert_matches_snapshot(article, "the-quay")
"""
TEXTS = (
    "The quay of {name}",
    "by Wen Prior",
    "The first paragraph about {name} says that the ferry leaves at six.",
    "The second paragraph about {name} says that it comes back by night.",
)
UPDATE = "--archive-snapshot-update"


def picture(left: int) -> bytes:
    image = Image.new("RGB", (640, 400), (255, 255, 255))
    image.paste((20, 90, 160), (left, 40, left + 400, 240))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def looks(suite):
    """Run the one test of a suite about the article `whole`."""
    suite.ini("archive = archive")
    suite.pytester.makepyfile(test_looks=TEST)

    def run(*arguments: str):
        return suite.run("test_looks.py", "-k", "whole", *arguments)

    return run


@pytest.fixture
def accepted(looks):
    looks()
    return looks


@pytest.fixture
def changed(suite, accepted):
    """The page looks other than its snapshot."""
    suite.put("whole", TEXTS, picture=picture(200))
    return accepted


def files() -> dict[str, bytes]:
    folder = Path("snapshots/the-quay")
    return {each.name: each.read_bytes() for each in sorted(folder.glob("*"))}


def test_a_missing_one_is_written_and_has_to_be_looked_at(looks) -> None:
    result = looks()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["snapshot the-quay written; please review *snapshots?the-quay*"])
    assert set(files()) == {"page.png", "blocks.jsonl", "media.jsonl", "snapshot.json"}
    looks().assert_outcomes(passed=1)


def test_none_writes_nothing(looks) -> None:
    result = looks(f"{UPDATE}=none")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["no snapshot the-quay in *; run the test with *=missing*"])
    assert not files()


def test_what_looks_other_fails_by_name(changed) -> None:
    before = files()
    result = changed()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "the-quay does not look as in the snapshot accepted * by pytest: * difference*",
            "  * px)",
            "  accept it: run the test again with --archive-snapshot-update",
        ]
    )
    assert files() == before


@pytest.mark.parametrize("word", [UPDATE, f"{UPDATE}=changed", f"{UPDATE}=all"])
def test_what_changed_is_written_when_it_is_asked_for(changed, word: str) -> None:
    before = files()
    result = changed(word)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["snapshot the-quay written anew; please review *"])
    assert files()["page.png"] != before["page.png"]
    changed().assert_outcomes(passed=1)


@pytest.mark.parametrize("word", ["changed", "all", "missing", "none"])
def test_what_is_the_same_is_left_alone_and_passes(accepted, word: str) -> None:
    before = files()
    accepted(f"{UPDATE}={word}").assert_outcomes(passed=1)
    assert files() == before


def test_the_ini_file_may_say_it(suite, changed) -> None:
    suite.ini("archive = archive", "archive_snapshot_update = none")
    before = files()
    changed().assert_outcomes(failed=1)
    assert files() == before
    suite.ini("archive_snapshot_update = some")
    assert suite.run().ret == pytest.ExitCode.USAGE_ERROR


def test_unused_ones_are_told_when_the_whole_suite_ran(suite, accepted) -> None:
    Path("test_looks.py").write_text(TEST.replace("the-quay", "another"), encoding="utf-8")
    suite.ini("archive = archive", "python_files = test_looks.py")
    part = suite.run("-k", "whole")
    part.stdout.no_fnmatch_line("*unused snapshots*")
    whole = suite.run()
    whole.stdout.fnmatch_lines(["*unused snapshots*", "*snapshots?the-quay"])


def test_what_a_person_accepted_is_no_business_of_the_tests(suite, accepted) -> None:
    head = Path("snapshots/the-quay/snapshot.json")
    head.write_text(head.read_text().replace('"pytest"', '"Ann"'), encoding="utf-8")
    Path("test_looks.py").write_text(TEST.replace("the-quay", "another"), encoding="utf-8")
    suite.run().stdout.no_fnmatch_line("*unused snapshots*")


def test_a_name_that_leaves_the_folder_is_refused(suite, looks) -> None:
    Path("test_looks.py").write_text(TEST.replace("the-quay", "../evil"), encoding="utf-8")
    result = looks()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*'../evil' is no name of a snapshot*"])
    assert not Path("evil").exists()


def test_a_page_without_a_picture_has_no_snapshot(suite) -> None:
    suite.ini("archive = archive")
    suite.pytester.makepyfile(test_looks=TEST)
    result = suite.run("test_looks.py", "-k", "mild")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*mild: the capture has no picture of the whole page*"])


def test_one_for_each_platform_bears_its_name(looks) -> None:
    import sys

    text = TEST.replace('"the-quay")', '"the-quay", per_platform=True)')
    Path("test_looks.py").write_text(text, encoding="utf-8")
    looks()
    assert Path(f"snapshots/the-quay-{sys.platform}-chromium-156").is_dir()


def test_several_processes_write_nothing(looks) -> None:
    result = looks("-n", "2", f"{UPDATE}=all")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*cannot write from several processes at once; run without -n*"])
    assert not files()


def test_of_several_processes_a_missing_one_is_only_told(suite, looks) -> None:
    result = suite.run_apart("test_looks.py", "-k", "whole", "-n", "2", "-p", "no:randomly")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*no snapshot the-quay in *; run the test without -n, *"])
    assert not files()
