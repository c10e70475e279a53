from pathlib import Path

import pytest

from archiver.errors import UsageError
from archiver.source import find_posts


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in [
        "_posts/b.md",
        "_posts/a.markdown",
        "_posts/._a.markdown",
        "_posts/_draft.md",
        "_posts/deep/c.html",
        "_posts/picture.jpg",
        "_layouts/page.html",
        ".git/x.md",
        "node_modules/x/readme.md",
        "d.txt",
    ]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return tmp_path


def names(paths: tuple[Path, ...], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in paths]


def test_a_folder_is_walked_as_hexo_does(site: Path):
    expected = ["d.txt", "_posts/a.markdown", "_posts/b.md", "_posts/deep/c.html"]
    assert names(find_posts([site]), site) == expected


def test_a_file_that_is_named_is_taken_whatever_its_name(site: Path):
    assert names(find_posts([site / "_posts/_draft.md"]), site) == ["_posts/_draft.md"]


def test_each_file_comes_once(site: Path):
    assert len(find_posts([site / "_posts", site, site / "d.txt"])) == 4


def test_loops_of_links_end(site: Path):
    (site / "_posts" / "loop").symlink_to(site)
    assert len(find_posts([site])) == 4


def test_a_broken_link_in_a_folder_is_passed_over(site: Path):
    (site / "broken.md").symlink_to(site / "nowhere")
    assert len(find_posts([site])) == 4


def test_a_path_that_is_not_there_is_an_error(site: Path):
    with pytest.raises(UsageError, match="nowhere"):
        find_posts([site / "nowhere"])
