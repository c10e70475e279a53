"""`archive`, `article` and the assertions, in tests of one's own."""

from __future__ import annotations


def test_article_is_each_article_in_turn(suite) -> None:
    suite.ini("archive = archive")
    suite.pytester.makepyfile(
        """
        from archiver.pytest_plugin import assert_complete

        def test_own(article):
            assert article.title == f"The quay of {article.slug}"
            assert article.capture.url == article.url
            assert article.post.title == article.title
            assert article.blocks
            assert_complete(article)
        """
    )
    result = suite.run("test_article_is_each_article_in_turn.py")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*test_own?wrong?*", "*AssertionError: posts/wrong.md:7: T1 *"])


def test_some_checks_may_not_count(suite) -> None:
    suite.pytester.makepyfile(
        """
        from archiver.pytest_plugin import assert_complete

        def test_own(article):
            assert_complete(article, ignore=("T1",))
        """
    )
    suite.run("--archive", "archive", "-k", "test_own").assert_outcomes(passed=3, deselected=3)


def test_archive_is_the_collection_to_read(suite) -> None:
    suite.pytester.makepyfile(
        """
        import pytest
        from archiver.errors import StorageError

        def test_own(archive):
            assert len(archive.captures()) == 3
            with pytest.raises(StorageError):
                archive.remember("key", "value")
        """
    )
    suite.run("--archive", "archive", "-k", "test_own").assert_outcomes(passed=1, deselected=3)


def test_without_an_archive_they_say_what_is_missing(suite) -> None:
    suite.pytester.makepyfile(
        """
        def test_one(archive): pass
        def test_other(article): pass
        """
    )
    result = suite.run("-rs")
    result.assert_outcomes(errors=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["*no archive is named: name one with --archive DIR*", "SKIPPED *no archive to test*"]
    )


def test_fixtures_and_parameters_of_the_suite_come_first(suite) -> None:
    suite.ini("archive = archive")
    suite.pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def archive(): return "mine"

        class TestOwn:
            @pytest.fixture
            def article(self): return "my own"

            def test_one(self, article): assert article == "my own"

        def test_two(archive): assert archive == "mine"

        @pytest.mark.parametrize(("other", "article"), [(1, "a"), (2, "b")])
        def test_three(other, article): assert article in "ab"
        """
    )
    suite.run("-k", "TestOwn or test_two or test_three").assert_outcomes(passed=4, deselected=3)


def test_unequal_is_explained_block_by_block(suite) -> None:
    suite.pytester.makepyfile(
        """
        def test_own(article):
            assert article == article.post
        """
    )
    result = suite.run("--archive", "archive", "-k", "test_own and wrong")
    result.assert_outcomes(failed=1, deselected=5)
    result.stdout.fnmatch_lines(
        [
            "E * assert <article wrong> == <post wrong.md>",
            "E * - lost, ~ reads otherwise, *",
            "E *  5  text     The first paragraph about wrong*",
            "E * -    7  text     The second paragraph about wrong*",
            "E *         T1: The paragraph *",
        ],
        consecutive=False,
    )


def test_a_post_of_another_article_is_not_equal(suite) -> None:
    suite.pytester.makepyfile(
        """
        from pathlib import Path
        from archiver import read_post

        def test_own(article):
            assert article != read_post(Path("posts/wrong.md")) or article.slug != "whole"
            assert article != "whole"
            assert article == article
        """
    )
    suite.run("--archive", "archive", "-k", "test_own").assert_outcomes(passed=3, deselected=3)
