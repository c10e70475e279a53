"""The pages of the checks: each says what a person needs."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from archiver.compare import CHECKS, check_of_page
from archiver.models import Severity

SECTIONS = ["What it means", "Why it happens", "What to do", "Evidence", "Silent on"]
FOLDER = resources.files("archiver.compare") / "explained"


def test_every_page_is_a_check_and_every_check_has_its_page() -> None:
    pages = {each.name for each in FOLDER.iterdir() if each.name.endswith(".md")}
    assert pages == {f"{name}.md" for name in CHECKS}


@pytest.mark.parametrize("name", CHECKS)
def test_a_page_tells_all_that_a_person_needs(name: str) -> None:
    check = CHECKS[name]
    assert check.id == name
    assert re.findall(r"^## (.+)$", check.page, re.MULTILINE) == SECTIONS
    for text in (check.meaning, check.reason, check.remedy):
        assert text.endswith((".", "`."))
    assert len(check.meaning) <= 250
    assert "TODO" not in check.page
    for section in ("Evidence", "Silent on"):
        lines = check.page.partition(f"## {section}\n\n")[2].partition("\n\n")[0].splitlines()
        assert lines[0].startswith("* ")
        assert all(line.startswith(("* ", "  ")) for line in lines)
    assert max(map(len, check.page.splitlines())) <= 100


def test_a_page_is_read_by_its_head_and_sections() -> None:
    check = check_of_page(
        "# XY7 a thing\n\nSeverity: warning\n\n## What it means\n\nIt was\nseen.\n\n"
        "## What to do\n\nLook.\n"
    )
    assert (check.id, check.title, check.severity) == ("XY7", "a thing", Severity.WARNING)
    assert (check.meaning, check.reason, check.remedy) == ("It was seen.", "", "Look.")


@pytest.mark.parametrize("page", ["", "# XY7\n", "# XY7 a thing\n\nSeverity: awful\n"])
def test_what_is_no_page_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="begins with"):
        check_of_page(page)
